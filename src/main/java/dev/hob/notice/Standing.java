package dev.hob.notice;

import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;

/**
 * How far a notice has come.
 *
 * <pre>
 *              offered       lapsed     acknowledged   expired
 * pending      offered       same       delivered      expired
 * offered      out_of_order  pending    delivered      expired
 * delivered    out_of_order  same       same           same
 * expired      out_of_order  same       same           same
 * </pre>
 *
 * <p>Who acknowledges has had it, whether or not the offer still stood: so that is never refused.
 */
public sealed interface Standing {

  /**
   * It waits for somebody to be told.
   *
   * @param offers that were made and not proven to have come; with any, the next is a repeat
   */
  record Pending(int offers) implements Standing {
    /** Nobody was told yet. */
    public static final Pending NEW = new Pending(0);
  }

  /**
   * One consumer was given it, and nobody else is until that has proven it, or is out of time.
   *
   * @param offers with this one
   */
  record Offered(int offers, String consumer) implements Standing {}

  /** A consumer's process had it. */
  record Delivered() implements Standing {}

  /** Nobody will be told. */
  record Expired(String reason) implements Standing {}

  /** What can happen to it. */
  sealed interface Step {

    record Offer(String consumer) implements Step {}

    /** The offer ended without a proof. */
    record Lapse() implements Step {}

    record Acknowledge() implements Step {}

    record Expire(String reason) implements Step {}
  }

  /** The standing after a step, or the refusal of the step. */
  default Result<Standing> after(Step step) {
    if (isOver()) {
      return step instanceof Step.Offer ? outOfOrder() : Result.ok(this);
    }
    if (step instanceof Step.Acknowledge) {
      return Result.ok(new Delivered());
    }
    if (step instanceof Step.Expire expire) {
      return Result.ok(new Expired(expire.reason()));
    }
    if (step instanceof Step.Offer offer) {
      return this instanceof Pending pending
          ? Result.ok(new Offered(pending.offers() + 1, offer.consumer()))
          : outOfOrder();
    }
    return Result.ok(this instanceof Offered offered ? new Pending(offered.offers()) : this);
  }

  private Result<Standing> outOfOrder() {
    return Result.refused(
        Refusal.of(RefusalCode.OUT_OF_ORDER, "the notice cannot be offered: it is " + word(), ""));
  }

  /** Whether nobody needs to be told any more. */
  default boolean isOver() {
    return this instanceof Delivered || this instanceof Expired;
  }

  /** Times that it was offered. */
  default int offers() {
    if (this instanceof Pending pending) {
      return pending.offers();
    }
    return this instanceof Offered offered ? offered.offers() : 0;
  }

  /** As records have it. */
  default String word() {
    if (this instanceof Pending) {
      return "pending";
    }
    if (this instanceof Offered) {
      return "offered";
    }
    return this instanceof Delivered ? "delivered" : "expired";
  }
}

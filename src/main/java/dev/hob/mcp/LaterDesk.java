package dev.hob.mcp;

import dev.hob.api.Caller;
import dev.hob.mcp.LaterCodec.Later;
import dev.hob.model.Result;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Lets a client that knows how to ask for an answer later do so, where the answer may take long:
 * that is {@code wait}. A start is answered soon, and its task's id is what one asks with later.
 */
final class LaterDesk {
  static final String TOOL = "wait";

  /** What comes by then needs not be asked for. */
  private static final long SOON_MILLIS = 250;

  private final Riders riders;
  private final LaterWaits waits;

  LaterDesk(Riders riders, LaterWaits waits) {
    this.riders = riders;
    this.waits = waits;
  }

  /**
   * What is asked of the tool, and by whom.
   *
   * @param id of the request
   */
  record Asked(
      String id,
      LaterWriting form,
      CallReader call,
      ToolCall work,
      Result<Caller> caller,
      Budget budget) {

    Told told(ToolCall.Answer answer) {
      return said(answer.result().written(form == LaterWriting.NEWER), answer);
    }

    private Told said(String result, ToolCall.Answer answer) {
      return new Told(Optional.of(Handshake.reply(id, result)), answer.offer());
    }

    private CompletableFuture<Told> said(String result) {
      return Told.said(Handshake.reply(id, result));
    }

    private CompletableFuture<Told> refused(String words) {
      return Told.said(Handshake.error(id, Handshake.BAD_PARAMS, words, Optional.empty()));
    }
  }

  /** In the newer form it is hob's choice whether the answer comes later. */
  CompletableFuture<Told> begin(Asked asked) {
    return asked
        .work()
        .request(asked.caller(), asked.call().arguments())
        .fold(
            request -> begin(asked, request),
            refusal ->
                asked.form() == LaterWriting.NEWER
                    ? CompletableFuture.completedFuture(asked.told(asked.work().refused(refusal)))
                    : asked.refused(refusal.message() + "; " + refusal.hint()));
  }

  private CompletableFuture<Told> begin(Asked asked, RequestWriting request) {
    LaterWaits.Waiting waiting = going(asked, waits.of(asked.call(), request.longest()));
    if (asked.form() == LaterWriting.OLDER) {
      return asked.said(asked.form().created(waiting.later()));
    }
    return waiting
        .done()
        .thenApply(Optional::of)
        .completeOnTimeout(Optional.empty(), SOON_MILLIS, TimeUnit.MILLISECONDS)
        .thenCompose(
            done ->
                done.isPresent()
                    ? ridden(asked, done.get().answer()).thenApply(asked::told)
                    : asked.said(asked.form().created(waiting.later())));
  }

  private LaterWaits.Waiting going(Asked asked, Later later) {
    return waits.begin(
        later, () -> asked.work().answer(asked.caller(), later.arguments(waits.now())));
  }

  private CompletableFuture<ToolCall.Answer> ridden(Asked asked, ToolCall.Answer answer) {
    return riders.with(asked.caller(), asked.budget(), answer);
  }

  /** What is said of such an answer. */
  CompletableFuture<Told> answer(String method, Asked asked) {
    Optional<Later> later = LaterCodec.decode(asked.call().later());
    if (later.isEmpty()) {
      return asked.refused("there is no such task: the id is none that wait has given");
    }
    return switch (method) {
      case "tasks/result" -> result(asked, going(asked, later.get()));
      case "tasks/cancel" -> cancelled(asked, later.get());
      case "tasks/update" -> asked.said(LaterWriting.HEARD); // nothing was asked
      default -> state(asked, going(asked, later.get()));
    };
  }

  /** No command is touched by that. */
  private CompletableFuture<Told> cancelled(Asked asked, Later later) {
    going(asked, later).done().cancel(false);
    return asked.said(LaterWriting.HEARD);
  }

  private CompletableFuture<Told> state(Asked asked, LaterWaits.Waiting waiting) {
    Later later = waiting.later();
    if (waiting.isCancelled()) {
      return asked.said(asked.form().cancelled(later, waits.now()));
    }
    if (!waiting.isOver()) {
      return asked.said(asked.form().working(later));
    }
    return waiting
        .done()
        .thenCompose(
            it ->
                asked.form() == LaterWriting.OLDER
                    ? asked.said(asked.form().done(later, it.when(), it.answer().result()))
                    : ridden(asked, it.answer())
                        .thenApply(
                            whole ->
                                asked.said(
                                    asked.form().done(later, it.when(), whole.result()), whole)));
  }

  private CompletableFuture<Told> result(Asked asked, LaterWaits.Waiting waiting) {
    return waiting
        .done()
        .thenCompose(it -> ridden(asked, it.answer()))
        .thenApply(it -> asked.said(LaterWriting.result(waiting.later(), it.result()), it));
  }
}

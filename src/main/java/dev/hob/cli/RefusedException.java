package dev.hob.cli;

import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;

/** Carries a refusal to the one place that shows it. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  RefusedException(Refusal refusal) {
    super(refusal.toString(), null, false, false);
    this.refusal = refusal;
  }

  static RefusedException badRequest(String message, String hint) {
    return new RefusedException(Refusal.of(RefusalCode.BAD_REQUEST, message, hint));
  }

  static <T> T taken(Result<T> result) throws RefusedException {
    if (result instanceof Result.Refused<T> refused) {
      throw new RefusedException(refused.refusal());
    }
    return result.orElseThrow();
  }

  Refusal refusal() {
    return refusal;
  }
}

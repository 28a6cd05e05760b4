package dev.hob.notice;

import dev.hob.model.Result;

/** Stub. */
public final class Sought {
  private Sought() {}

  public static Result<Sought> of(String p, boolean regex) {
    return Result.ok(new Sought());
  }
}

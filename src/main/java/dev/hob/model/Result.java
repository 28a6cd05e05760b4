package dev.hob.model;

import java.util.function.Function;

/** What was asked for, or the refusal that stands in its place. */
public sealed interface Result<T> {

  /** The asked-for value. */
  record Ok<T>(T value) implements Result<T> {}

  /** No value, and why. */
  record Refused<T>(Refusal refusal) implements Result<T> {}

  static <T> Result<T> ok(T value) {
    return new Ok<>(value);
  }

  static <T> Result<T> refused(Refusal refusal) {
    return new Refused<>(refusal);
  }

  default <R> R fold(Function<? super T, ? extends R> ok, Function<Refusal, ? extends R> refused) {
    if (this instanceof Ok<T> accepted) {
      return ok.apply(accepted.value());
    }
    return refused.apply(((Refused<T>) this).refusal());
  }

  default boolean isOk() {
    return this instanceof Ok<T>;
  }

  default <R> Result<R> map(Function<? super T, ? extends R> change) {
    return fold(value -> ok(change.apply(value)), Result::refused);
  }

  default <R> Result<R> flatMap(Function<? super T, Result<R>> next) {
    return fold(next, Result::refused);
  }

  /** For callers that have already made sure of the value, tests among them. */
  default T orElseThrow() {
    return fold(
        value -> value,
        refusal -> {
          throw new IllegalStateException(refusal.toString());
        });
  }
}

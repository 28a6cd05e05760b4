package dev.hob.process;

import dev.hob.model.Usage;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A watched process has ended.
 *
 * @param waitStatus as the system gives it; only for a child of ours
 * @param usage of it and of all that it waited for; only for a child of ours
 */
public record ProcessEnd(ProcessRef process, OptionalInt waitStatus, Optional<Usage> usage) {
  /** One that had ended before anybody watched, or that was another's child. */
  public static ProcessEnd unseen(ProcessRef process) {
    return new ProcessEnd(process, OptionalInt.empty(), Optional.empty());
  }

  private static final int SIGNAL_BITS = 0x7f;

  /** The signal that ended it, when one did and we know. */
  public OptionalInt signal() {
    boolean signaled = waitStatus.isPresent() && (waitStatus.getAsInt() & SIGNAL_BITS) != 0;
    return signaled ? OptionalInt.of(waitStatus.getAsInt() & SIGNAL_BITS) : OptionalInt.empty();
  }
}

package dev.hob.model;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The wrapper's process, as far as it can be recognised again.
 *
 * <p>Pids are reused. Only a {@link Proven} identity may ever be signalled.
 */
public sealed interface ProcessIdentity {

  /**
   * A process that can be told from any other.
   *
   * @param start the platform's start time of the process, in its exact units: with it, a pid names
   *     one process of one boot and no other
   */
  record Proven(long pid, long pgid, String start) implements ProcessIdentity {
    /** To a signal, 1 and below mean the system itself, or everybody. */
    public static final long LOWEST = 2;

    public Proven {
      if (pid < LOWEST || pgid < LOWEST) {
        throw new IllegalArgumentException("never to be signalled: pid " + pid + ", pgid " + pgid);
      }
    }
  }

  /** Not enough to know it again: its pid may long belong to a stranger. */
  record Unproven(OptionalLong pid, OptionalLong pgid, Optional<String> start)
      implements ProcessIdentity {}

  default <R> R fold(Function<Proven, R> proven, Function<Unproven, R> unproven) {
    return this instanceof Proven it ? proven.apply(it) : unproven.apply((Unproven) this);
  }

  /** What stays of it when the task has ended. */
  default FormerProcess former() {
    return fold(
        proven -> FormerProcess.of(proven.pgid(), proven.start()),
        unproven -> new FormerProcess(unproven.pgid(), unproven.start()));
  }
}

package dev.hob.model;

import java.util.function.Function;

/** How a command ended: told, or said to be unknown, but never made up. */
public sealed interface Outcome {

  /** The command's shell ended with a code. */
  record Exited(int code, Certainty certainty) implements Outcome {
    public static Exited with(int code) {
      return new Exited(code, Certainty.CERTAIN);
    }
  }

  /** The command's shell was ended by a signal. */
  record Signaled(int signal, boolean coreDumped) implements Outcome {}

  /** No process of the command ever ran. */
  record NeverStarted(String reason) implements Outcome {}

  /** Nothing and nobody can say. */
  record Lost(String reason) implements Outcome {
    public static final String NO_MARKER = "no_marker";
    public static final String REBOOT = "reboot";
    public static final String CONTAINER_ENDED = "container_ended";
    public static final String SIGNAL_UNKNOWN = "signal_unknown";
    public static final String NOT_RECORDED = "not_recorded";
  }

  /** How far a code can be believed. */
  enum Certainty {
    CERTAIN,
    /** A shell that cannot tell {@code exit 137} from SIGKILL reported it. */
    MAYBE_SIGNAL,
    /** From a record older than version 5, which had no room for a signal. */
    LEGACY
  }

  default <R> R fold(
      Function<Exited, R> exited,
      Function<Signaled, R> signaled,
      Function<NeverStarted, R> neverStarted,
      Function<Lost, R> lost) {
    if (this instanceof Exited it) {
      return exited.apply(it);
    }
    if (this instanceof Signaled it) {
      return signaled.apply(it);
    }
    if (this instanceof NeverStarted it) {
      return neverStarted.apply(it);
    }
    return lost.apply((Lost) this);
  }
}

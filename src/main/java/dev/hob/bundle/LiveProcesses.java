package dev.hob.bundle;

import java.util.Optional;

/** Whether processes live; told by whoever may look at processes. */
public interface LiveProcesses {

  /** {@code start}, where known, tells a process from another one that has its pid now. */
  boolean lives(long pid, Optional<String> start);
}

package dev.hob.bundle;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Asked before each step on the file system. In production it does nothing; in tests it ends the
 * process, fails the step, or writes down what happened.
 */
interface DiskProbe {
  DiskProbe NONE = (step, file) -> {};

  void before(DiskStep step, Path file) throws IOException;

  /** How many bytes the next write may take: the system may always take fewer than it is given. */
  default int taken(int offered) {
    return offered;
  }
}

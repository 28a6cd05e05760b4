package dev.hob.process.pipe;

import com.sun.jna.Native;

/** Waits for a child as a C program would. */
final class BenchCalls {
  private BenchCalls() {}

  static {
    Native.register(BenchCalls.class, "c");
  }

  static native int waitpid(int pid, int[] status, int options);
}

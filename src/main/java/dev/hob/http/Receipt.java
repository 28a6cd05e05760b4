package dev.hob.http;

import java.util.concurrent.CompletableFuture;

/**
 * What a service wants to know of the output of a command line: whether the client's process really
 * had it. Either is told once, or the other; both on a thread that must not wait.
 */
public interface Receipt {
  /** Nobody needs to know. */
  Receipt NONE =
      new Receipt() {
        @Override
        public CompletableFuture<?> shown() {
          return CompletableFuture.completedFuture(true);
        }

        @Override
        public void lost() {}
      };

  /**
   * The client has written out all of stdout. It is told how the call ended when the future
   * completes: when what was shown is on disk as that.
   */
  CompletableFuture<?> shown();

  /** The client has gone without a proof, or has not given one in time. */
  void lost();
}

package dev.hob.cli;

import java.util.concurrent.CompletableFuture;

/** What is to be done when it is known whether the caller had what was printed. */
public interface Receipt {

  /** Nothing was printed of which it matters. */
  Receipt NONE =
      new Receipt() {
        @Override
        public boolean isWanted() {
          return false;
        }

        @Override
        public CompletableFuture<?> shown() {
          return CompletableFuture.completedFuture(true);
        }

        @Override
        public void lost() {}
      };

  /** Whether anybody needs to know. */
  boolean isWanted();

  /** The launcher has written all of it out. Done when that is on disk. */
  CompletableFuture<?> shown();

  /** The launcher has gone, and nobody knows. */
  void lost();
}

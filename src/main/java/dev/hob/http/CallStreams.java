package dev.hob.http;

import java.io.OutputStream;

/**
 * Where the output of a command line goes. Writers may wait, so they are threads of the service's.
 */
public interface CallStreams {
  /**
   * Is sent as it is written. A write waits while the client is slow, and throws once the client is
   * gone.
   */
  OutputStream stdout();

  /**
   * Is sent as it is written if the client reads it; what nobody reads is kept for the end, and if
   * it is too much, the oldest goes and a line says so.
   */
  OutputStream stderr();

  /** Ends the call; what is written afterwards is refused with an exception. */
  default void exit(int status) {
    exit(status, Receipt.NONE);
  }

  /**
   * The same, and the service is told whether the client had all of stdout. A second exit changes
   * nothing; its receipt is lost.
   */
  void exit(int status, Receipt receipt);

  /**
   * Runs once when the client's connection is closed before the exit; at once if it is closed
   * already.
   */
  void onGone(Runnable action);
}

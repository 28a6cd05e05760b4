package dev.hob.mcp;

import java.io.IOException;

/** The daemon, as a relay sees it. */
public interface RelayDaemon {
  /**
   * Brings it something and returns its answer; an interrupt ends the waiting. Starts a daemon
   * where there is none.
   */
  byte[] ask(byte[] envelope) throws IOException, NotReachedException;

  /** Starts a daemon where there is none. */
  void start();

  /** Nothing was begun. */
  final class NotReachedException extends Exception {
    private static final long serialVersionUID = 1L;

    public NotReachedException(String message) {
      super(message);
    }
  }
}

package dev.hob.http;

import java.util.Optional;

/**
 * Events on their way to one client. Nothing here blocks; all of it may be called by any thread.
 */
public interface EventSink {
  /**
   * Sends an event, of as many lines of data as there are.
   *
   * @return whether the sink still takes events; one that a slow reader lets run full is closed
   * @throws IllegalArgumentException when the id or the event's name has more than one line
   */
  boolean send(Optional<String> id, String event, String data);

  /** Sends a comment, which shows both sides that the connection lives. */
  boolean beat();

  /** Ends the stream after what was sent. */
  void close();

  /** Runs once, when the stream is over for whatever reason; at once if it is over already. */
  void onClosed(Runnable action);
}

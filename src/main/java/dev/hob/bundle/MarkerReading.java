package dev.hob.bundle;

import dev.hob.model.ExitMarker;
import java.time.Instant;

/** What a look at an exit marker gave. */
public sealed interface MarkerReading {

  /**
   * The end was told.
   *
   * @param finishedAt the marker's own word, else when its file was last written
   */
  record Found(ExitMarker marker, Instant finishedAt) implements MarkerReading {}

  /** Not there, blank, or not understood: nothing has been said of the end. */
  record None() implements MarkerReading {}

  /** Something may have been said: the task stays as it is. */
  record Unreadable(String why) implements MarkerReading {}
}

package dev.hob.model;

import java.time.Instant;

/**
 * How long a task's streams were at a time.
 *
 * @param stdout or, of a task with a terminal, what the terminal showed
 */
public record OutputSample(Instant at, long stdout, long stderr) {

  public long of(CaptureStream stream) {
    return stream == CaptureStream.STDERR ? stderr : stdout;
  }
}

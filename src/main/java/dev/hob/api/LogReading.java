package dev.hob.api;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Reads a log piece by piece, each byte once, and goes on while the command does. */
public interface LogReading extends AutoCloseable {

  /** Empty when nothing came in that time, or nothing will come any more. */
  Optional<LogPiece> next(Duration longest) throws IOException, InterruptedException;

  /** The task has ended, and everything was read. */
  boolean isOver();

  @Override
  void close() throws IOException;
}

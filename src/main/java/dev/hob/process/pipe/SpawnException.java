package dev.hob.process.pipe;

import java.io.IOException;

/** The system made no process. The message says what was tried and what it answered. */
public final class SpawnException extends IOException {
  private static final long serialVersionUID = 1L;

  SpawnException(String message) {
    super(message);
  }
}

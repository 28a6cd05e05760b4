package dev.hob.cli;

import java.io.IOException;

/** Nobody reads the output any more: {@code hob logs | head -1} has its line. */
final class ReaderGoneException extends IOException {
  private static final long serialVersionUID = 1L;

  ReaderGoneException(IOException cause) {
    super(cause);
  }
}

package dev.hob.output;

import java.io.IOException;

/** The stream was truncated while it was read: what was known of it holds no longer. */
public final class ShrunkException extends IOException {
  private static final long serialVersionUID = 1L;

  ShrunkException(String message) {
    super(message);
  }
}

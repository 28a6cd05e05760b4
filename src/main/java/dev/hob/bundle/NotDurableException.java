package dev.hob.bundle;

import java.io.IOException;

/**
 * A write that has taken effect but may not survive a power cut: its commit came, the sync after it
 * failed. Nobody may say that nothing was changed.
 */
public final class NotDurableException extends IOException {
  private static final long serialVersionUID = 1;

  NotDurableException(String what, IOException cause) {
    super(what + " is written, but could not be synced: " + cause, cause);
  }
}

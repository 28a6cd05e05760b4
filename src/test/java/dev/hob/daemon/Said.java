package dev.hob.daemon;

import java.nio.charset.StandardCharsets;

/** How a call ended and what it said. A class, for bytes are not compared. */
final class Said {
  private final int status;
  private final byte[] out;
  private final byte[] err;

  Said(int status, byte[] out, byte[] err) {
    this.status = status;
    this.out = out.clone();
    this.err = err.clone();
  }

  int status() {
    return status;
  }

  byte[] outBytes() {
    return out.clone();
  }

  byte[] errBytes() {
    return err.clone();
  }

  String out() {
    return new String(out, StandardCharsets.UTF_8);
  }

  String err() {
    return new String(err, StandardCharsets.UTF_8);
  }

  /** The one line that was printed. */
  String line() {
    return out().strip();
  }

  @Override
  public String toString() {
    return "status " + status + "\nstdout: " + out() + "\nstderr: " + err();
  }
}

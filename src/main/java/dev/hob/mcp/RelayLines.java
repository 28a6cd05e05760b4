package dev.hob.mcp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Lines of a client, each at most so long: what follows in a longer one is not kept. */
final class RelayLines {
  /** As much as the daemon takes, and room for what is said beside it. */
  static final int LONGEST = 12 << 20;

  private final InputStream in;

  RelayLines(InputStream in) {
    this.in = in;
  }

  /** Without its end; empty when there are no more. One that was cut is no message any more. */
  Optional<byte[]> next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int read = in.read();
    if (read < 0) {
      return Optional.empty();
    }
    while (read >= 0 && read != '\n') {
      if (line.size() < LONGEST) {
        line.write(read);
      }
      read = in.read();
    }
    return Optional.of(line.toByteArray());
  }
}

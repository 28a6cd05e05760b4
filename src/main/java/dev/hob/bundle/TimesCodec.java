package dev.hob.bundle;

import dev.hob.model.OutputSample;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of a {@code .times} file: a header of 16 bytes ({@code hobtimes}, the version, the
 * length of an entry), then entries of 24 bytes: Unix milliseconds and the lengths of stdout and
 * stderr, each 8 bytes, the highest first. An unfinished last entry never happened.
 */
final class TimesCodec {
  static final int HEADER_BYTES = 16;
  static final int ENTRY_BYTES = 24;
  private static final byte[] NAME = "hobtimes".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;

  private TimesCodec() {}

  static ByteBuffer header() {
    return ByteBuffer.allocate(HEADER_BYTES).put(NAME).putInt(VERSION).putInt(ENTRY_BYTES).flip();
  }

  static ByteBuffer entry(OutputSample sample) {
    return ByteBuffer.allocate(ENTRY_BYTES)
        .putLong(sample.at().toEpochMilli())
        .putLong(sample.stdout())
        .putLong(sample.stderr())
        .flip();
  }

  /** None where the file is of another version, or no such file at all. */
  static List<OutputSample> decode(byte[] content) {
    List<OutputSample> samples = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.wrap(content);
    if (content.length < HEADER_BYTES || !bytes.limit(HEADER_BYTES).equals(header())) {
      return samples;
    }
    bytes.limit(content.length).position(HEADER_BYTES);
    while (bytes.remaining() >= ENTRY_BYTES) {
      samples.add(
          new OutputSample(
              Instant.ofEpochMilli(bytes.getLong()), bytes.getLong(), bytes.getLong()));
    }
    return samples;
  }
}

package dev.hob.bundle;

import dev.hob.model.WriteOutcome;
import dev.hob.model.WriteRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The lines of a {@code .writes} file, each of 96 bytes, filled up with blanks: {@code hob.writes
 * 1}, and then {@code NUMBER HASH begun} or {@code NUMBER HASH done BYTES GIVEN OUTCOME}. The 64
 * lines are used again and again; what is no line says nothing.
 */
final class WritesCodec {
  static final int LINE_BYTES = 96;
  static final int LINES = 64;
  private static final String HEADER = "hob.writes 1";
  private static final String BEGUN = "begun";
  private static final String DONE = "done";

  private WritesCodec() {}

  /** A write and its place in the order of all writes. */
  record Numbered(long number, WriteRecord write) {}

  static ByteBuffer header() {
    return line(HEADER);
  }

  static ByteBuffer encode(Numbered numbered) {
    WriteRecord write = numbered.write();
    return line(
        numbered.number()
            + " "
            + write.request()
            + " "
            + write
                .done()
                .map(it -> DONE + " " + it.bytes() + " " + it.given() + " " + it.outcome().word())
                .orElse(BEGUN));
  }

  private static ByteBuffer line(String text) {
    String filled = text + " ".repeat(LINE_BYTES - 1 - text.length()) + "\n";
    return ByteBuffer.wrap(filled.getBytes(StandardCharsets.US_ASCII));
  }

  /** Where a line of that number has its place. */
  static long place(long number) {
    return LINE_BYTES * (1 + number % LINES);
  }

  /** In order; none where the file is of another version, or no such file at all. */
  static List<Numbered> decode(byte[] content) {
    List<Numbered> writes = new ArrayList<>();
    String text = new String(content, StandardCharsets.US_ASCII);
    List<String> lines = text.lines().map(String::strip).toList();
    if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
      return writes;
    }
    lines.stream().skip(1).flatMap(it -> write(it).stream()).forEach(writes::add);
    writes.sort(Comparator.comparingLong(Numbered::number));
    return writes;
  }

  private static Optional<Numbered> write(String line) {
    String[] words = line.split(" ");
    try {
      if (words.length == 3 && words[2].equals(BEGUN)) {
        return Optional.of(
            new Numbered(Long.parseLong(words[0]), new WriteRecord(words[1], Optional.empty())));
      }
      return words.length == 6 && words[2].equals(DONE) ? done(words) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Numbered> done(String[] words) {
    return Stream.of(WriteOutcome.values())
        .filter(it -> it.word().equals(words[5]))
        .findFirst()
        .map(
            it ->
                new Numbered(
                    Long.parseLong(words[0]),
                    new WriteRecord(
                        words[1],
                        Optional.of(
                            new WriteRecord.Done(
                                Integer.parseInt(words[3]), Integer.parseInt(words[4]), it)))));
  }
}

package dev.hob.output;

import com.google.errorprone.annotations.FormatMethod;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A piece of a window. The pieces of one follow each other without a hole. */
public sealed interface Part {
  long from();

  long to();

  /** What stands in its place in a text; it ends a line of its own. */
  String mark();

  /**
   * What is shown.
   *
   * <p>A class, for its bytes are not compared.
   */
  final class Shown implements Part {
    private final long from;
    private final long to;
    private final byte[] bytes;
    private final int shortenedLines;

    Shown(long from, long to, byte[] bytes, int shortenedLines) {
      this.from = from;
      this.to = to;
      this.bytes = bytes;
      this.shortenedLines = shortenedLines;
    }

    @Override
    public long from() {
      return from;
    }

    @Override
    public long to() {
      return to;
    }

    /** As they are where that was asked for, else UTF-8. */
    public byte[] bytes() {
      return bytes.clone();
    }

    /** How many of its lines lack their middle. */
    public int shortenedLines() {
      return shortenedLines;
    }

    @Override
    public String mark() {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /** What is gone for ever. */
  record Missing(long from, long to, String why) implements Part {

    @Override
    public String mark() {
      return Part.line("%,d bytes from %d are missing: %s", to - from, from, why);
    }
  }

  /** What is there, and was left out for the bounds. */
  record LeftOut(long from, long to) implements Part {

    @Override
    public String mark() {
      return Part.line("%,d bytes from %d left out", to - from, from);
    }
  }

  /** What is there and is no text. */
  record Binary(long from, long to, String kind) implements Part {

    @Override
    public String mark() {
      return Part.line("%,d bytes from %d are no text: %s", to - from, from, kind);
    }
  }

  @FormatMethod
  private static String line(String format, Object... arguments) {
    return "[" + String.format(Locale.ROOT, format, arguments) + "]\n";
  }
}

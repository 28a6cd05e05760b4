package dev.hob.api;

import java.util.List;
import java.util.Optional;

/**
 * What a reply shows of a task's output.
 *
 * @param stderr absent where it was merged into stdout, and for a terminal
 * @param cursor to go on reading behind what is shown
 * @param leftOut what is there and not shown
 * @param how to get what was left out; empty where nothing was
 */
public record Output(
    Excerpt stdout,
    Optional<Excerpt> stderr,
    String cursor,
    List<LeftOut> leftOut,
    Optional<String> how) {
  public Output {
    leftOut = List.copyOf(leftOut);
  }

  /**
   * A part of a stream.
   *
   * @param total how long the stream is
   */
  public record Excerpt(long from, long to, long total, Content content) {}

  /** What stands in it. */
  public sealed interface Content {

    /** With marks in the place of what is not shown. */
    record Text(String text) implements Content {}

    /** The bytes as they are. A class, for bytes are not compared. */
    final class Raw implements Content {
      private final byte[] bytes;

      public Raw(byte[] bytes) {
        this.bytes = bytes.clone();
      }

      public byte[] bytes() {
        return bytes.clone();
      }
    }
  }

  /**
   * Bytes {@code from} (inclusive) to {@code to} (exclusive) of a stream.
   *
   * @param stream its word
   */
  public record LeftOut(String stream, long from, long to) {}
}

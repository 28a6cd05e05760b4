package dev.hob.api;

/**
 * What did it say?
 *
 * @param raw the bytes as they are
 */
public record ReadLog(WhichTask which, Streams streams, Wanted wanted, boolean raw) {

  /** Of a terminal there is one stream only, whatever is asked for. */
  public enum Streams {
    STDOUT,
    STDERR,
    BOTH
  }

  /** Which part. */
  public sealed interface Wanted {

    /** The end, within the usual bounds. */
    record Usual() implements Wanted {}

    record Tail(int lines) implements Wanted {}

    record Head(int lines) implements Wanted {}

    /**
     * From that position on.
     *
     * @param bytes at most; zero: as many as is usual
     */
    record From(long position, int bytes) implements Wanted {}
  }
}

package dev.hob.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * The lines of one stretch, from one end to the other. It holds no more of the stream than it may
 * read, and reads no more than it must.
 *
 * <p>A line that is longer than what may be read is cut, but only if nothing else was found: at a
 * carriage return, else between two characters.
 */
final class RawLines {
  private static final int BLOCK = 64 << 10;

  private final StoredStream stream;
  private final long floor;
  private final long ceiling;
  private final int mostRead;

  /** What is held of the stream, and where it stands in it. */
  private byte[] held = new byte[0];

  private long heldFrom;

  private RawLines(StoredStream stream, long floor, long ceiling, long start, int mostRead) {
    this.stream = stream;
    this.floor = floor;
    this.ceiling = ceiling;
    this.mostRead = mostRead;
    heldFrom = start;
  }

  static RawLines forward(StoredStream stream, long from, long to, int mostRead) {
    return new RawLines(stream, from, to, from, mostRead);
  }

  static RawLines backward(StoredStream stream, long from, long to, int mostRead) {
    return new RawLines(stream, from, to, to, mostRead);
  }

  /** How much may still be read by another. */
  int left() {
    return mostRead - held.length;
  }

  /** A line's bytes, with its end of line if it has one. */
  static final class Found {
    private final long from;
    private final byte[] bytes;

    private Found(long from, byte[] bytes) {
      this.from = from;
      this.bytes = bytes;
    }

    long from() {
      return from;
    }

    byte[] bytes() {
      return bytes;
    }
  }

  /** The line that begins there; empty at the end, or when it is too long and must not be cut. */
  Optional<Found> at(long position, boolean mayCut) throws IOException {
    int begin = (int) (position - heldFrom);
    int from = begin;
    while (true) {
      for (int i = from; i < held.length; i++) {
        if (held[i] == '\n') {
          return Optional.of(found(begin, i + 1));
        }
      }
      from = held.length;
      if (!extendUp()) {
        break;
      }
    }
    if (begin == held.length) {
      return Optional.empty();
    }
    if (heldFrom + held.length == ceiling) {
      return Optional.of(found(begin, held.length));
    }
    return mayCut ? Optional.of(found(begin, lastBorder(begin))) : Optional.empty();
  }

  /** The line that ends there; empty at the beginning, or when it is too long to be found whole. */
  Optional<Found> endingAt(long position, boolean mayCut) throws IOException {
    if (position == heldFrom && !extendDown()) {
      return Optional.empty();
    }
    long searched = position - 1; // its own end of line does not count
    while (true) {
      for (long at = searched - 1; at >= heldFrom; at--) {
        if (held[(int) (at - heldFrom)] == '\n') {
          return Optional.of(found((int) (at + 1 - heldFrom), (int) (position - heldFrom)));
        }
      }
      searched = heldFrom;
      if (!extendDown()) {
        break;
      }
    }
    int end = (int) (position - heldFrom);
    if (heldFrom == floor) {
      return Optional.of(found(0, end));
    }
    return mayCut ? Optional.of(found(firstBorder(end), end)) : Optional.empty();
  }

  private Found found(int from, int to) {
    return new Found(heldFrom + from, Arrays.copyOfRange(held, from, to));
  }

  private int lastBorder(int begin) {
    for (int i = held.length - 1; i > begin; i--) {
      if (held[i] == '\r') {
        return i;
      }
    }
    return Math.max(begin + 1, held.length - Unfinished.in(held, held.length));
  }

  private int firstBorder(int end) {
    for (int i = 0; i < end - 1; i++) {
      if (held[i] == '\r') {
        return i + 1;
      }
    }
    return Math.min(end - 1, Utf8.continued(held));
  }

  /** Ever larger ones, for what is held has to be copied each time. */
  private int nextBlock() {
    return Math.max(BLOCK, held.length);
  }

  private boolean extendUp() throws IOException {
    long at = heldFrom + held.length;
    int count = (int) Math.min(Math.min(nextBlock(), left()), ceiling - at);
    if (count <= 0) {
      return false;
    }
    byte[] more = Arrays.copyOf(held, held.length + count);
    stream.read(at, ByteBuffer.wrap(more, held.length, count));
    held = more;
    return true;
  }

  private boolean extendDown() throws IOException {
    int count = (int) Math.min(Math.min(nextBlock(), left()), heldFrom - floor);
    if (count <= 0) {
      return false;
    }
    byte[] more = new byte[held.length + count];
    stream.read(heldFrom - count, ByteBuffer.wrap(more, 0, count));
    System.arraycopy(held, 0, more, count, held.length);
    held = more;
    heldFrom -= count;
    return true;
  }
}

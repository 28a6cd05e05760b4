package dev.hob.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads windows of a stream. How much it reads depends on the bounds and never on the length of the
 * stream.
 *
 * <p>Lines are taken whole, from the end that was asked for, until the next one does not fit.
 */
public final class Windows {
  private static final int LOOK_BACK = 64;
  private static final int HALF = 50;
  private static final int SHARE_OF_BEGINNING = 40;

  private final StoredStream stream;
  private final Bounds bounds;
  private final boolean raw;

  private Windows(StoredStream stream, Bounds bounds, boolean raw) {
    this.stream = stream;
    this.bounds = bounds.usable();
    this.raw = raw;
  }

  /** As text for people and models. */
  public static Windows clean(StoredStream stream, Bounds bounds) {
    return new Windows(stream, bounds, false);
  }

  /** The bytes as they are. Lines may be cut where one alone is larger than the bound. */
  public static Windows raw(StoredStream stream, Bounds bounds) {
    return new Windows(stream, bounds, true);
  }

  public Window read(Wanted wanted) throws IOException {
    if (wanted instanceof Wanted.From from) {
      long at = Math.max(0, Math.min(from.position(), stream.end()));
      return window(at, after(at, bounds));
    }
    if (wanted instanceof Wanted.Around around) {
      return around(Math.max(0, Math.min(around.position(), end())));
    }
    boolean ends = wanted instanceof Wanted.Ends && bounds.lines() > 1;
    return ends ? ends() : window(end(), before(end(), 0, bounds).parts());
  }

  private Window window(long at, Pieces pieces) throws IOException {
    return window(at, pieces.parts());
  }

  private Window window(long at, List<Part> parts) throws IOException {
    List<Part> told = new ArrayList<>();
    for (Part part : parts) {
      told.add(told(part));
    }
    return new Window(at, stream.end(), told);
  }

  /** With its kind, if it is binary. */
  Part told(Part part) throws IOException {
    return part instanceof Part.Binary binary
        ? new Part.Binary(binary.from(), binary.to(), kind())
        : part;
  }

  private String kind() throws IOException {
    List<Stretch> stretches = stream.stretches();
    if (!stretches.get(0).isThere()) {
      return Kind.of(new byte[0]);
    }
    byte[] beginning = new byte[(int) Math.min(Kind.BYTES, stretches.get(0).to())];
    stream.read(0, ByteBuffer.wrap(beginning));
    return Kind.of(beginning);
  }

  /** Without the beginning of something whose rest is to come. */
  public long end() throws IOException {
    return end(0);
  }

  /**
   * The same for a reader of what follows a position. He has what stands before it, so nothing
   * there can begin what is after it, however it looks.
   */
  long end(long from) throws IOException {
    long end = stream.end();
    if (stream.isComplete() || end <= from) {
      return end;
    }
    Stretch last = stream.stretches().get(stream.stretches().size() - 1);
    if (!last.isThere()) {
      return end;
    }
    long begin = Math.max(from, last.from());
    byte[] bytes = new byte[(int) Math.min(LOOK_BACK, end - begin)];
    stream.read(end - bytes.length, ByteBuffer.wrap(bytes));
    return end - (raw ? Utf8.unfinished(bytes, bytes.length) : Unfinished.in(bytes, bytes.length));
  }

  private Window ends() throws IOException {
    Window whole = window(end(), before(end(), 0, bounds));
    if (whole.from() == 0) {
      return whole;
    }
    Pieces first = after(0, bounds.share(SHARE_OF_BEGINNING));
    Window head = window(0, first);
    Room room = new Room(bounds);
    first.all().forEach(it -> it.takes(room));
    room.take(new Part.LeftOut(head.to(), end()).mark());
    Pieces last = before(end(), head.to(), room.asBounds(bounds));
    Window tail = window(end(), last);
    List<Part> parts = new ArrayList<>(head.parts());
    if (tail.from() > head.to()) {
      parts.add(new Part.LeftOut(head.to(), tail.from()));
    }
    parts.addAll(tail.parts());
    return window(0, parts);
  }

  private Window around(long position) throws IOException {
    long begin = beginOfLine(position);
    Pieces before = bounds.lines() > 1 ? before(begin, 0, bounds.share(HALF)) : new Pieces(bounds);
    Room room = new Room(bounds);
    before.all().forEach(it -> it.takes(room));
    Pieces after = after(begin, room.asBounds(bounds));
    boolean holds = after.all().stream().anyMatch(it -> it.to() > position);
    if (!holds && position < end()) {
      // Its line is too long, or there is too little room behind the lines before it.
      return window(position, after(position, bounds));
    }
    List<Part> parts = new ArrayList<>(before.parts());
    parts.addAll(after.parts());
    return window(begin, parts);
  }

  private long beginOfLine(long position) throws IOException {
    for (Stretch stretch : stream.stretches()) {
      if (stretch.from() <= position && position < stretch.to() && stretch.isThere()) {
        long to = Math.min(position + 1, end());
        return RawLines.backward(stream, stretch.from(), to, mostRead(bounds))
            .endingAt(to, true)
            .map(RawLines.Found::from)
            .orElse(position);
      }
    }
    return position;
  }

  private int mostRead(Bounds limit) {
    return raw ? limit.bytes() : limit.mostRead();
  }

  /** Forward from a position. */
  Pieces after(long from, Bounds limit) throws IOException {
    Pieces pieces = new Pieces(limit);
    int left = mostRead(limit);
    long end = end(from);
    for (Stretch stretch : stream.stretches()) {
      long begin = Math.max(from, stretch.from());
      long to = Math.min(stretch.to(), end);
      if (begin >= to) {
        continue;
      }
      if (!stretch.isThere()) {
        if (!pieces.append(new Gone(new Part.Missing(begin, to, stretch.missing())))) {
          return pieces;
        }
        continue;
      }
      RawLines lines = RawLines.forward(stream, begin, to, left);
      if (!takeForward(lines, begin, to, pieces, limit)) {
        return pieces;
      }
      left = lines.left();
    }
    return pieces;
  }

  /** False when there is more, and no room for it. */
  private boolean takeForward(RawLines lines, long begin, long to, Pieces pieces, Bounds limit)
      throws IOException {
    long at = begin;
    while (at < to) {
      Optional<RawLines.Found> found = lines.at(at, !pieces.hasLines());
      if (found.isEmpty() || !pieces.append(line(found.get(), limit))) {
        return false;
      }
      at += found.get().bytes().length;
    }
    return true;
  }

  /** Backward from a position, not further than to another one. */
  Pieces before(long to, long furthest, Bounds limit) throws IOException {
    Pieces pieces = new Pieces(limit);
    int left = mostRead(limit);
    List<Stretch> stretches = stream.stretches();
    for (int i = stretches.size() - 1; i >= 0; i--) {
      Stretch stretch = stretches.get(i);
      long begin = Math.max(furthest, stretch.from());
      long end = Math.min(stretch.to(), to);
      if (begin >= end) {
        continue;
      }
      if (!stretch.isThere()) {
        if (!pieces.prepend(new Gone(new Part.Missing(begin, end, stretch.missing())))) {
          return pieces;
        }
        continue;
      }
      RawLines lines = RawLines.backward(stream, begin, end, left);
      if (!takeBackward(lines, begin, end, pieces, limit)) {
        return pieces;
      }
      left = lines.left();
    }
    return pieces;
  }

  private boolean takeBackward(RawLines lines, long begin, long end, Pieces pieces, Bounds limit)
      throws IOException {
    long at = end;
    while (at > begin) {
      Optional<RawLines.Found> found = lines.endingAt(at, !pieces.hasLines());
      if (found.isEmpty() || !pieces.prepend(line(found.get(), limit))) {
        return false;
      }
      at = found.get().from();
    }
    return true;
  }

  private Line line(RawLines.Found found, Bounds limit) {
    return raw
        ? Line.raw(found.from(), found.bytes())
        : Line.clean(found.from(), found.bytes(), limit);
  }
}

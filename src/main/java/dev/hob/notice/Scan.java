package dev.hob.notice;

import dev.hob.notice.Look.End;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks through one stream for one thing, piece by piece as it comes; what it has found it never
 * finds again.
 *
 * <p>A match lies within a line, and a line ends at a line feed or a carriage return. A line gives
 * one hit at most: its first match to end. A text is found as soon as its last byte is there, a
 * regular expression at the end of a feed, or, if it asks what follows (as {@code $} and {@code \b}
 * do), at the end of the line. A line with escape sequences is looked at as it is and without them.
 *
 * <p>Lines that end within one feed are looked at where they are, and only if there is a reason to
 * ({@link Candidates}). What is left of a feed is copied into a {@link HeldLine}. Lines of more
 * than 64 KiB are looked at in parts that overlap; a match of a regular expression that is longer
 * than 8 KiB may be missed there.
 *
 * <p>For one thread at a time. When the receiver of hits throws, this scan is of no more use; a new
 * one can go on from its position.
 */
public final class Scan {
  private final Look look;
  private final HeldLine held = new HeldLine();

  /** Of the next byte that is neither looked at nor held. */
  private long next;

  /** The line had its hit, and what comes of it is passed over. */
  private boolean passing;

  /**
   * @param from position of the first byte that will be fed; it is taken for the first of a line
   */
  public Scan(Sought sought, long from) {
    this.look = sought.look();
    this.next = from;
  }

  /**
   * Everything before it was looked through for good: a new scan from here finds what this one
   * would still find. There are two exceptions: of an unfinished line that had its hit already, it
   * may find another one behind it; and in the middle of a line of more than 64 KiB, {@code ^} and
   * {@code \b} hold at the place where it begins.
   *
   * <p>While a hit is told, it already stands behind the hit.
   */
  public long position() {
    return next - held.length();
  }

  /** The bytes that follow. They may change afterwards. */
  public void feed(byte[] bytes, int offset, int length, Consumer<Hit> hits) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    int to = offset + length;
    int at = passing || !held.isEmpty() ? goOnWithLine(bytes, offset, to, hits) : offset;
    int rest = wholeLines(bytes, at, to, hits);
    if (rest < to) {
      hold(bytes, rest, to, hits);
      lookAtOpenLine(hits);
    }
  }

  /**
   * Bytes are missing up to a position: nothing matches across them, and what follows is taken for
   * the beginning of a line. An unfinished line before them is given up; {@link #settle} first to
   * have it looked at.
   */
  public void skipTo(long position) {
    if (position < next) {
      throw new IllegalArgumentException("position " + position + " is before " + next);
    }
    held.clear();
    passing = false;
    next = position;
  }

  /**
   * The stream is quiet or over: an unfinished line is looked at as if it ended here. Should it go
   * on, it is still one line.
   */
  public void settle(Consumer<Hit> hits) {
    if (!held.isEmpty() && !held.isSettled()) {
      lookAtHeld(End.LINE, 0, hits);
    }
  }

  /** What belongs to the line that had begun before; returns where the next line begins. */
  private int goOnWithLine(byte[] bytes, int from, int to, Consumer<Hit> hits) {
    int stop = Bytes.endOfLine(bytes, from, to);
    if (passing) {
      next += stop - from;
    } else {
      hold(bytes, from, stop, hits);
    }
    if (stop == to) {
      lookAtOpenLine(hits);
      return to;
    }
    endLine(hits);
    return stop + 1;
  }

  /** Looks at the lines that end in these bytes; returns where the one begins that does not. */
  private int wholeLines(byte[] bytes, int from, int to, Consumer<Hit> hits) {
    Candidates candidates = new Candidates(look.needles(), bytes, to);
    int line = from;
    while (line < to) {
      int candidate = candidates.after(line);
      int begin = Bytes.beginOfLine(bytes, line, candidate);
      next += begin - line;
      int stop = Bytes.endOfLine(bytes, candidate, to);
      if (stop == to) {
        return begin;
      }
      if (stop - begin <= HeldLine.LONGEST && candidates.escapeAfter(begin) >= stop) {
        lookAtPlain(bytes, begin, stop, hits);
      } else {
        hold(bytes, begin, stop, hits);
        endLine(hits);
      }
      line = stop + 1;
    }
    return line;
  }

  private void lookAtPlain(byte[] bytes, int begin, int stop, Consumer<Hit> hits) {
    long from = next;
    next += stop + 1 - begin;
    Match match = look.in(new Look.Piece(bytes, begin, stop, 0, false), End.LINE);
    if (match != null) {
      String text = Excerpt.of(bytes, begin, stop, match);
      hits.accept(new Hit(from + match.from() - begin, from + match.to() - begin, text));
    }
  }

  /** Takes bytes of one line, and looks at each part that is full. */
  private void hold(byte[] bytes, int from, int to, Consumer<Hit> hits) {
    int at = from;
    while (at < to) {
      if (held.room() == 0) {
        if (lookAtHeld(End.PART, to - at, hits)) {
          return;
        }
        held.goOn(look.overlap());
      }
      int end = Math.min(to, at + held.room());
      held.append(bytes, at, end);
      next += end - at;
      at = end;
    }
  }

  private void lookAtOpenLine(Consumer<Hit> hits) {
    if (!held.isEmpty() && !look.waitsForEnd() && held.isDue(look)) {
      lookAtHeld(End.OPEN, 0, hits);
    }
  }

  /** The byte after what was taken ends the line. */
  private void endLine(Consumer<Hit> hits) {
    boolean looks = !passing && !held.isEmpty();
    if (looks) {
      lookAtHeld(End.LINE, 0, hits);
    }
    held.clear();
    passing = false;
    next++;
  }

  /**
   * True if there is a hit, and the line done with.
   *
   * @param rest so many bytes of the line are known already besides what is held
   */
  private boolean lookAtHeld(End end, int rest, Consumer<Hit> hits) {
    @Nullable Match match = held.first(look, end);
    if (match == null) {
      return false;
    }
    long begin = position();
    Hit hit = new Hit(begin + match.from(), begin + match.to(), held.excerpt(match));
    held.clear();
    passing = true;
    next += rest;
    hits.accept(hit);
    return true;
  }
}

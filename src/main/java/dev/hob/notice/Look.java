package dev.hob.notice;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks for one thing in a line, or in what there is of it. */
sealed interface Look {

  /** What is known of the end of the bytes that are looked at. */
  enum End {
    /** The line ends there, or is to be taken as if it did. */
    LINE,
    /** Nobody knows yet. */
    OPEN,
    /** The line goes on; its next part begins before this end. */
    PART
  }

  /**
   * What of a line there is, for the time of one look. It is never compared.
   *
   * @param looked so many bytes were looked at before, and nothing found
   * @param continued the line began earlier; the first character is known only as the one before
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Piece(byte[] bytes, int from, int to, int looked, boolean continued) {}

  /** The first match. */
  @Nullable Match in(Piece piece, End end);

  /** One of them is in each match; empty when nothing is known. */
  List<Needle> needles();

  /** So many bytes are looked at again with the next part of a line. */
  int overlap();

  /** Whether there is nothing to be found before the line's end is known. */
  boolean waitsForEnd();

  /** Whether looking costs no more than what has come since the last look. */
  boolean looksAtNewOnly();

  /** For a text. */
  record ForText(Needle needle) implements Look {
    /** A part begins at a character, so some bytes of the overlap may be left out. */
    private static final int CHARACTER = 4;

    @Override
    public @Nullable Match in(Piece piece, End end) {
      int again = Math.max(0, piece.looked() - needle.length() + 1);
      int found = needle.in(piece.bytes(), piece.from() + again, piece.to());
      return found == piece.to() ? null : new Match(found, found + needle.length());
    }

    @Override
    public List<Needle> needles() {
      return List.of(needle);
    }

    @Override
    public int overlap() {
      return needle.length() + CHARACTER;
    }

    @Override
    public boolean waitsForEnd() {
      return false;
    }

    @Override
    public boolean looksAtNewOnly() {
      return true;
    }
  }

  /**
   * For a regular expression.
   *
   * <p>RE2/J can match bytes too, but then takes the place behind a character that is not ASCII for
   * the beginning of the text. Strings are as fast.
   */
  record ForRegex(Matcher matcher, List<Needle> needles, boolean waitsForEnd) implements Look {
    private static final int OVERLAP = 8 << 10;

    static ForRegex of(Pattern pattern, RegexShape shape) {
      return new ForRegex(pattern.matcher(""), shape.needles(), shape.waitsForEnd());
    }

    @Override
    public @Nullable Match in(Piece piece, End end) {
      byte[] bytes = piece.bytes();
      int from = piece.from();
      int to = end == End.LINE ? piece.to() : Utf8.endOfWhole(bytes, from, piece.to());
      if (!mayMatch(bytes, from, to)) {
        return null;
      }
      String text = Utf8.decoded(bytes, from, to);
      Match match =
          in(text, piece.continued() && !text.isEmpty() ? text.offsetByCodePoints(0, 1) : 0);
      if (match == null || (end == End.PART && waitsForEnd && match.to() == text.length())) {
        return null;
      }
      int begin = Utf8.place(bytes, from, to, match.from());
      return new Match(begin, Utf8.place(bytes, begin, to, match.to() - match.from()));
    }

    private boolean mayMatch(byte[] bytes, int from, int to) {
      for (Needle needle : needles) {
        if (needle.in(bytes, from, to) < to) {
          return true;
        }
      }
      return needles.isEmpty();
    }

    private @Nullable Match in(String text, int from) {
      boolean found = matcher.reset(text).find(from) && matcher.start() < matcher.end();
      Match match = found ? new Match(matcher.start(), matcher.end()) : null;
      // The matcher would hold the line for as long as it lives.
      matcher.reset("");
      return match;
    }

    @Override
    public int overlap() {
      return OVERLAP;
    }

    @Override
    public boolean looksAtNewOnly() {
      return false;
    }
  }
}

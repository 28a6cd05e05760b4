package dev.hob.notice;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is held of a line that has not ended: as it came, and, once there is an escape sequence in
 * it, also without them.
 *
 * <p>Of a longer line it holds a part, and when that is full goes on to the next part, which begins
 * with the end of the last one. Where parts begin depends on nothing but the bytes from where this
 * one began, so that who starts there anew has the same parts.
 */
final class HeldLine {
  static final int LONGEST = 64 << 10;

  /** A part that is full gives up at least this, even if all of it is one escape sequence. */
  private static final int MOST_KEPT = LONGEST / 2;

  private static final byte[] NOTHING = new byte[0];
  private static final int SMALL = 256;

  /** A line of this length may be looked at as often as it grows. */
  private static final int CHEAP = 512;

  /** A longer one when it has grown by this share, so that all looks cost five times the line. */
  private static final int SHARE = 4;

  private byte[] raw = NOTHING;
  private int length;
  private int looked;
  private boolean settled;
  private boolean continued;

  private boolean escaped;
  private Escapes escapes = new Escapes();
  private byte[] shown = NOTHING;
  private int shownLength;
  private int shownLooked;
  private boolean shownContinued;

  boolean isEmpty() {
    return length == 0;
  }

  int length() {
    return length;
  }

  int room() {
    return LONGEST - length;
  }

  boolean isSettled() {
    return settled;
  }

  /** No more than there is room for. */
  void append(byte[] bytes, int from, int to) {
    raw = withRoom(raw, length, to - from);
    System.arraycopy(bytes, from, raw, length, to - from);
    if (!escaped && Bytes.indexOfEscape(bytes, from, to) < to) {
      escaped = true;
      shown = Arrays.copyOf(raw, raw.length);
      shownLength = length;
      shownLooked = looked;
      shownContinued = continued;
    }
    if (escaped) {
      shown = withRoom(shown, shownLength, to - from);
      shownLength = escapes.strip(bytes, from, to, shown, shownLength);
    }
    length += to - from;
    settled = false;
  }

  private static byte[] withRoom(byte[] array, int used, int more) {
    int needed = used + more;
    return needed <= array.length
        ? array
        : Arrays.copyOf(array, Math.min(LONGEST, Math.max(SMALL, Math.max(needed, 2 * used))));
  }

  /** Whether looking now is worth what it costs. */
  boolean isDue(Look look) {
    return look.looksAtNewOnly() || length <= CHEAP || length - looked >= looked / SHARE;
  }

  /** The match that ends first. */
  @Nullable Match first(Look look, Look.End end) {
    Match asItCame = look.in(new Look.Piece(raw, 0, length, looked, continued), end);
    Match asShown = escaped ? firstShown(look, end) : null;
    looked = length;
    settled = end == Look.End.LINE;
    return asItCame == null || (asShown != null && asShown.to() < asItCame.to())
        ? asShown
        : asItCame;
  }

  private @Nullable Match firstShown(Look look, Look.End end) {
    Match match = look.in(new Look.Piece(shown, 0, shownLength, shownLooked, shownContinued), end);
    shownLooked = shownLength;
    return match == null ? null : new Match(place(match.from()), place(match.to() - 1) + 1);
  }

  /** Where a byte that is shown came. */
  private int place(int inShown) {
    return Escapes.place(raw, length, inShown);
  }

  String excerpt(Match match) {
    return Excerpt.of(raw, 0, length, match);
  }

  /** On to the line's next part, when this one is full and nothing was found in it. */
  void goOn(int overlap) {
    int from = escaped ? place(Math.max(0, shownLength - overlap)) : length - overlap;
    from = Utf8.beginOfWhole(raw, Math.max(from, length - MOST_KEPT), length);
    byte[] kept = Arrays.copyOfRange(raw, from, length);
    // Where all that is shown is kept, its first character is not one that comes before.
    boolean allIsKept = escaped && (shownLength == 0 || from <= place(0));
    boolean goesOn = continued || !allIsKept;
    boolean shownGoesOn = (escaped ? shownContinued : continued) || !allIsKept;
    clear();
    continued = goesOn;
    append(kept, 0, kept.length);
    if (escaped) {
      shownContinued = shownGoesOn && shownLength > 0;
    }
  }

  /** The line is over, or done with. */
  void clear() {
    raw = raw.length > SMALL ? NOTHING : raw;
    shown = NOTHING;
    length = 0;
    looked = 0;
    settled = false;
    continued = false;
    escaped = false;
    escapes = new Escapes();
    shownLength = 0;
    shownLooked = 0;
    shownContinued = false;
  }
}

package dev.hob.notice;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A text that is looked for among bytes: its rarest byte is looked for, and then what stands around
 * it.
 *
 * <p>Where that byte is everywhere this would cost the length of the text for each byte, so that
 * after some work without success Knuth, Morris and Pratt go on, who look at each byte once.
 */
final class Needle {
  /** The bytes of logs, the most frequent first; what is not here is rarer. */
  private static final String FREQUENT =
      " etaoinsrlcdpmhu.gf/0-1:bvyw2_k=3,\"5x4'6)7(98STAEICRNj[]DPMOLqz<>";

  /** The bit in which letters of both cases differ. */
  private static final int CASE = 0x20;

  /** A candidate costs about as much as so many bytes that are passed over. */
  private static final int WORK_PER_CANDIDATE = 16;

  private static final int WORK_FOR_FREE = 4096;
  private static final int WORK_PER_BYTE = 2;

  private final byte[] bytes;
  private final boolean anyCase;
  private final int rarest;

  /** For each of its beginnings the length of the longest end of it that is a beginning too. */
  private final char[] borders;

  /**
   * @param anyCase letters are ASCII, and match those of the other case
   */
  Needle(String text, boolean anyCase) {
    bytes = (anyCase ? text.toLowerCase(Locale.ROOT) : text).getBytes(StandardCharsets.UTF_8);
    this.anyCase = anyCase;
    rarest = rarest(bytes);
    borders = borders(bytes);
  }

  private static int rarest(byte[] bytes) {
    int rarest = 0;
    for (int i = 1; i < bytes.length; i++) {
      if (frequency(bytes[i]) < frequency(bytes[rarest])) {
        rarest = i;
      }
    }
    return rarest;
  }

  private static int frequency(byte b) {
    int rank = FREQUENT.indexOf((char) (b & 0xff));
    return rank < 0 ? 0 : FREQUENT.length() - rank;
  }

  private static char[] borders(byte[] bytes) {
    char[] borders = new char[bytes.length];
    int border = 0;
    for (int i = 1; i < bytes.length; i++) {
      while (border > 0 && bytes[i] != bytes[border]) {
        border = borders[border - 1];
      }
      if (bytes[i] == bytes[border]) {
        border++;
      }
      borders[i] = (char) border;
    }
    return borders;
  }

  int length() {
    return bytes.length;
  }

  /** Where it begins for the first time, or {@code to}. */
  int in(byte[] hay, int from, int to) {
    int wanted = bytes[rarest] & 0xff;
    int bits = anyCase && isLetter(wanted) ? CASE : 0;
    int last = to - bytes.length;
    long work = -WORK_FOR_FREE;
    for (int at = from; at <= last; at++) {
      int found = Bytes.indexOf(hay, at + rarest, last + rarest + 1, wanted, bits);
      at = found - rarest;
      if (at > last) {
        return to;
      }
      int same = same(hay, at);
      if (same == bytes.length) {
        return at;
      }
      work += WORK_PER_CANDIDATE + same;
      if (work > WORK_PER_BYTE * (long) (at - from)) {
        return lookingAtEachByteOnce(hay, at, to);
      }
    }
    return to;
  }

  private int same(byte[] hay, int at) {
    int same = 0;
    while (same < bytes.length && folded(hay[at + same]) == bytes[same]) {
      same++;
    }
    return same;
  }

  private int lookingAtEachByteOnce(byte[] hay, int from, int to) {
    int same = 0;
    for (int at = from; at < to; at++) {
      byte b = folded(hay[at]);
      while (same > 0 && b != bytes[same]) {
        same = borders[same - 1];
      }
      if (b == bytes[same]) {
        same++;
      }
      if (same == bytes.length) {
        return at + 1 - same;
      }
    }
    return to;
  }

  private byte folded(byte b) {
    return anyCase && b >= 'A' && b <= 'Z' ? (byte) (b | CASE) : b;
  }

  private static boolean isLetter(int b) {
    return b >= 'a' && b <= 'z';
  }
}

package dev.hob.notice;

/** A line as a person reads it, as much of it as there is room for around a match. */
final class Excerpt {
  static final int LONGEST = 500;

  /** So many bytes are looked at on each side: enough for full room, with some escapes in it. */
  private static final int SIDE = 4 * LONGEST;

  private final byte[] line;
  private final Escapes escapes = new Escapes();

  private Excerpt(byte[] line) {
    this.line = line;
  }

  static String of(byte[] line, int begin, int end, Match match) {
    Excerpt excerpt = new Excerpt(line);
    int from = Utf8.beginOfWhole(line, Math.max(begin, match.from() - SIDE), match.from());
    int to = Math.min(match.to(), match.from() + SIDE);
    String before = excerpt.text(from, match.from());
    String within = excerpt.text(match.from(), to);
    if (within.isEmpty()) {
      // What was found is part of an escape sequence, as a window's title is.
      within = new Excerpt(line).text(match.from(), to);
    }
    String after = excerpt.text(to, Math.min(end, to + SIDE));
    return around(before, within, after);
  }

  private String text(int from, int to) {
    byte[] text = new byte[to - from];
    int length = escapes.strip(line, from, to, text, 0);
    String decoded = Utf8.decoded(text, 0, length);
    StringBuilder readable = new StringBuilder(length);
    for (int i = 0; i < decoded.length(); i++) {
      char c = decoded.charAt(i);
      if (c == '\t') {
        readable.append(' ');
      } else if (!Character.isISOControl(c)) {
        readable.append(c);
      }
    }
    return readable.toString();
  }

  private static String around(String before, String within, String after) {
    if (within.length() >= LONGEST) {
      return beginning(within, LONGEST);
    }
    int room = LONGEST - within.length();
    int left = Math.min(before.length(), Math.max(room / 2, room - after.length()));
    int right = Math.min(after.length(), room - left);
    return ending(before, left) + within + beginning(after, right);
  }

  private static String beginning(String text, int length) {
    boolean splits =
        length > 0 && length < text.length() && Character.isHighSurrogate(text.charAt(length - 1));
    return text.substring(0, splits ? length - 1 : length);
  }

  private static String ending(String text, int length) {
    int from = text.length() - length;
    boolean splits = length > 0 && from > 0 && Character.isLowSurrogate(text.charAt(from));
    return text.substring(splits ? from + 1 : from);
  }
}

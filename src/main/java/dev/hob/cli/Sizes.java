package dev.hob.cli;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as they are written in flags and shown to people: {@code 64KiB}, a number = bytes. */
final class Sizes {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,18})(B|KiB|MiB|GiB|TiB)?");
  private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB"};
  private static final int STEP = 1024;

  private Sizes() {}

  /** Empty where it is none. */
  static OptionalLong parse(String text) {
    Matcher size = SIZE.matcher(text);
    if (!size.matches()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Math.multiplyExact(Long.parseLong(size.group(1)), unit(text)));
    } catch (ArithmeticException e) {
      return OptionalLong.empty(); // more bytes than there are
    }
  }

  private static long unit(String text) {
    long bytes = 1;
    for (String unit : UNITS) {
      bytes *= STEP;
      if (text.endsWith(unit)) {
        return bytes;
      }
    }
    return 1;
  }

  static String shown(long bytes) {
    if (bytes < STEP) {
      return bytes + (bytes == 1 ? " byte" : " bytes");
    }
    double size = bytes;
    int unit = -1;
    while (size >= STEP && unit < UNITS.length - 1) {
      size /= STEP;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", size, UNITS[unit]);
  }
}

package dev.hob.output;

/** Where characters begin and end among bytes that are UTF-8, if they are. */
final class Utf8 {
  private static final int LONGEST = 4;

  private Utf8() {}

  /** How many of the last bytes are the beginning of a character whose rest is to come. */
  static int unfinished(byte[] bytes, int length) {
    for (int back = 1; back < LONGEST && back <= length; back++) {
      int b = bytes[length - back] & 0xff;
      if (b >= 0xc2 && b < 0xf5) {
        return width(b) > back ? back : 0;
      }
      if (b < 0x80 || b >= 0xc0) {
        return 0;
      }
    }
    return 0;
  }

  private static int width(int first) {
    if (first < 0xe0) {
      return 2;
    }
    return first < 0xf0 ? 3 : LONGEST;
  }

  /** How many of the first bytes are the rest of a character that began before. */
  static int continued(byte[] bytes) {
    int count = 0;
    while (count < LONGEST - 1 && count < bytes.length && (bytes[count] & 0xc0) == 0x80) {
      count++;
    }
    return count;
  }
}

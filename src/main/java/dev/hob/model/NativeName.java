package dev.hob.model;

import java.nio.charset.Charset;
import java.util.Arrays;

/** A file name as the platform's own calls want it: bytes, made as Java makes them, and a NUL. */
public final class NativeName {
  private static final Charset NAMES =
      Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

  private NativeName() {}

  public static byte[] of(String name) {
    byte[] bytes = name.getBytes(NAMES);
    return Arrays.copyOf(bytes, bytes.length + 1);
  }
}

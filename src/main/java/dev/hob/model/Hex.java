package dev.hob.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The short names that hob derives from long ones. */
final class Hex {
  /** Digits kept of a hash: 64 bits keep a user's sessions apart, and a path short. */
  static final int NAME_DIGITS = 16;

  private Hex() {}

  static String nameOf(String text) {
    return HexFormat.of().formatHex(sha256(text)).substring(0, NAME_DIGITS);
  }

  static boolean isName(String text) {
    return text.length() == NAME_DIGITS
        && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }

  static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

package dev.hob.model;

import java.util.HexFormat;
import java.util.Optional;

/**
 * A write into a command, and what has become of it.
 *
 * @param request a hash of its request id
 * @param done absent while it goes on, and for ever where hob died meanwhile
 */
public record WriteRecord(String request, Optional<Done> done) {

  public static WriteRecord of(String requestId, Optional<Done> done) {
    return new WriteRecord(hash(requestId), done);
  }

  /** A name of its own for a text of any length. */
  public static String hash(String requestId) {
    return HexFormat.of().formatHex(Hex.sha256(requestId), 0, Hex.NAME_DIGITS);
  }

  /**
   * It is over.
   *
   * @param bytes how many were accepted
   * @param given how many there were
   */
  public record Done(int bytes, int given, WriteOutcome outcome) {}
}

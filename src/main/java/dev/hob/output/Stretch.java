package dev.hob.output;

/**
 * A part of a stream that is there as a whole, or is missing as a whole.
 *
 * @param missing why it is; empty when it is there
 */
public record Stretch(long from, long to, String missing) {

  static Stretch there(long from, long to) {
    return new Stretch(from, to, "");
  }

  boolean isThere() {
    return missing.isEmpty();
  }
}

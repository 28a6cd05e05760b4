package dev.hob.cli;

/**
 * What came of a call.
 *
 * @param status its exit status
 * @param receipt to be told whether what was printed has been shown
 */
public record Ended(int status, Receipt receipt) {
  static Ended with(int status) {
    return new Ended(status, Receipt.NONE);
  }
}

package dev.hob.process;

/**
 * One process of one boot, and no other.
 *
 * @param start when it started, in the platform's exact units: pids are reused, this pair is not
 */
public record ProcessRef(long pid, String start) {

  /** Whether it cannot have been there before the other one. Same unit, same moment: it may be. */
  public boolean isNotOlderThan(String otherStart) {
    try {
      return Long.parseLong(start) >= Long.parseLong(otherStart);
    } catch (NumberFormatException e) {
      return true; // units that do not compare prove nothing
    }
  }
}

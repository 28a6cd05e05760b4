package dev.hob.api;

import java.util.List;
import java.util.Optional;

/**
 * Whether hob is well.
 *
 * @param daemonPid empty when none runs
 * @param sessionRule by which the caller's session was found
 */
public record Diagnosis(
    Optional<Long> daemonPid,
    Optional<String> daemonVersion,
    String store,
    String session,
    String sessionRule,
    List<Check> checks) {
  public Diagnosis {
    checks = List.copyOf(checks);
  }

  /**
   * One thing that was looked at.
   *
   * @param wayOut empty where all is well
   */
  public record Check(String name, boolean ok, String detail, String wayOut) {
    public static Check good(String name, String detail) {
      return new Check(name, true, detail, "");
    }

    public static Check bad(String name, String detail, String wayOut) {
      return new Check(name, false, detail, wayOut);
    }
  }

  public boolean isWell() {
    return checks.stream().allMatch(Check::ok);
  }
}

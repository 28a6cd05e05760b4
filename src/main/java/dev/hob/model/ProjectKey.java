package dev.hob.model;

/** A project in all its sessions: the first 16 hex digits of SHA-256 of its canonical folder. */
public record ProjectKey(String digits) {

  public ProjectKey {
    if (!Hex.isName(digits)) {
      throw new IllegalArgumentException("not a project key: " + Shown.text(digits));
    }
  }

  /** {@code folder} must already be canonical: the same project under two names is two projects. */
  public static ProjectKey of(String folder) {
    return new ProjectKey(Hex.nameOf(folder));
  }

  public static boolean isValid(String digits) {
    return Hex.isName(digits);
  }

  @Override
  public String toString() {
    return digits;
  }
}

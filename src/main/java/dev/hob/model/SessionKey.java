package dev.hob.model;

/** A session as its harness names it: an opaque string. */
public record SessionKey(String value) {
  /** Harnesses use ids of at most some hundred characters; more is a mistake, or an attack. */
  public static final int MAX_LENGTH = 4096;

  public SessionKey {
    if (value.isBlank() || value.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("not a session id: " + Shown.text(value));
    }
  }

  public static Result<SessionKey> parse(String text) {
    if (text.isBlank()) {
      return refused("the session id is blank");
    }
    if (text.length() > MAX_LENGTH) {
      return refused("the session id has " + text.length() + " characters");
    }
    return Result.ok(new SessionKey(text));
  }

  private static Result<SessionKey> refused(String message) {
    return Result.refused(
        Refusal.of(
            RefusalCode.BAD_REQUEST,
            message,
            "give the harness's own id, 1 to " + MAX_LENGTH + " characters"));
  }

  public SessionHash hash() {
    return new SessionHash(Hex.nameOf(value));
  }

  @Override
  public String toString() {
    return value;
  }
}

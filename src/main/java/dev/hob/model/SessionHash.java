package dev.hob.model;

/** The name of a session's folder: the first 16 hex digits of SHA-256 of the session id. */
public record SessionHash(String digits) {

  public SessionHash {
    if (!Hex.isName(digits)) {
      throw new IllegalArgumentException("not a session hash: " + digits);
    }
  }

  public static Result<SessionHash> parse(String text) {
    return Hex.isName(text)
        ? Result.ok(new SessionHash(text))
        : Result.refused(
            Refusal.of(
                RefusalCode.BAD_REQUEST,
                "not a session hash: " + Shown.text(text),
                "a session hash is 16 digits of 0-9 and a-f"));
  }

  @Override
  public String toString() {
    return digits;
  }
}

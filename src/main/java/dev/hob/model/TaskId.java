package dev.hob.model;

import java.util.regex.Pattern;

/**
 * The name of a task, safe to be part of a path.
 *
 * <p>New ids are {@code t} and nine characters of an alphabet without look-alikes (45 bits). Older
 * stores have longer ones; what may name an existing bundle is wider than what hob makes.
 */
public record TaskId(String value) {
  private static final Pattern ACCEPTED = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0,63}");
  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

  /** Its record would have the name of the session's own file. */
  private static final String RESERVED = "session";

  private static final int DRAWN = 9;
  private static final int BITS_PER_CHARACTER = 5;

  /** Bits that a new id is made of. */
  public static final int BITS = DRAWN * BITS_PER_CHARACTER;

  public TaskId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("not a task id: " + Shown.text(value));
    }
  }

  public static boolean isValid(String text) {
    return ACCEPTED.matcher(text).matches() && !text.equals(RESERVED);
  }

  public static Result<TaskId> parse(String text) {
    return isValid(text)
        ? Result.ok(new TaskId(text))
        : Result.refused(
            Refusal.of(
                RefusalCode.BAD_REQUEST,
                "not a task id: " + Shown.text(text),
                "a task id has 1 to 64 of A-Z a-z 0-9 _ - and does not begin with -"));
  }

  /** The id made of the lowest {@link #BITS} bits, most significant character first. */
  public static TaskId ofBits(long bits) {
    StringBuilder id = new StringBuilder("t");
    for (int shift = BITS - BITS_PER_CHARACTER; shift >= 0; shift -= BITS_PER_CHARACTER) {
      id.append(ALPHABET.charAt((int) (bits >>> shift) & 31));
    }
    return new TaskId(id.toString());
  }

  /**
   * The id of a start that may be repeated: the same request has the same id, so the first start is
   * found again without any index.
   *
   * <p>The first 45 bits of SHA-256 of session, request id and n in decimal, with a NUL between
   * them (no session or request id contains one); n counts ids that another request had taken.
   */
  public static TaskId ofRequest(SessionKey session, String requestId, int n) {
    byte[] hash = Hex.sha256(session.value() + '\0' + requestId + '\0' + n);
    long first = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      first = first << Byte.SIZE | (hash[i] & 0xff);
    }
    return ofBits(first >>> (Long.SIZE - BITS));
  }

  @Override
  public String toString() {
    return value;
  }
}

package dev.hob.bundle;

/** Thrown within a codec at the first thing that is wrong; codecs give it back as a value. */
sealed class DamageException extends Exception permits UnknownWordException {
  private static final long serialVersionUID = 1;

  private final DamageKind kind;

  DamageException(DamageKind kind, String detail) {
    super(detail, null, false, false);
    this.kind = kind;
  }

  DamageKind kind() {
    return kind;
  }

  String detail() {
    return String.valueOf(getMessage());
  }
}

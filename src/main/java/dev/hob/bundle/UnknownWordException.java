package dev.hob.bundle;

/**
 * A word that is none of those known here. In a closed format that is damage; in hob's own version
 * a newer hob may have added it, and then nothing may be moved or rewritten.
 */
final class UnknownWordException extends DamageException {
  private static final long serialVersionUID = 1;

  UnknownWordException(String detail) {
    super(DamageKind.WRONG_VALUE, detail);
  }
}

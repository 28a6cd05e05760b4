package dev.hob.bundle;

/**
 * In which way a file is not what its name promises; the word ends up in the quarantine's names.
 */
public enum DamageKind {
  EMPTY("empty"),
  NOT_UTF8("not_utf8"),
  NOT_JSON("not_json"),
  MISSING_FIELD("missing_field"),
  WRONG_TYPE("wrong_type"),
  WRONG_VALUE("wrong_value"),
  WRONG_TASK("wrong_task"),
  WRONG_SESSION("wrong_session"),
  VERSION_1("version_1"),
  TOO_LARGE("too_large"),
  NOT_A_FILE("not_a_file"),
  SYMBOLIC_LINK("symbolic_link"),
  HARD_LINK("hard_link"),
  FOREIGN_OWNER("foreign_owner");

  private final String word;

  DamageKind(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }
}

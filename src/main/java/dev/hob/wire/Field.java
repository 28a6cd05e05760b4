package dev.hob.wire;

/**
 * A field of a request: its name, and what it may hold. {@code schema/openapi.yaml} says the same,
 * and a test compares them.
 */
public record Field(String name, Kind kind) {

  /** What a field may hold. */
  public enum Kind {
    TEXT("a text"),
    /** Milliseconds, bytes, lines: whole and not negative. */
    COUNT("a whole number, not negative"),
    FLAG("true or false"),
    TEXTS("a list of texts"),
    /** Texts by name. */
    MAP("an object of texts");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** For who gave something else. */
    public String words() {
      return words;
    }
  }

  static Field text(String name) {
    return new Field(name, Kind.TEXT);
  }

  static Field count(String name) {
    return new Field(name, Kind.COUNT);
  }

  static Field flag(String name) {
    return new Field(name, Kind.FLAG);
  }

  static Field texts(String name) {
    return new Field(name, Kind.TEXTS);
  }

  static Field map(String name) {
    return new Field(name, Kind.MAP);
  }
}

package dev.hob.mcp;

import java.util.Locale;

/**
 * How long a result may be, in characters of its JSON. What is longer a client cuts, or hides in a
 * file; each has been measured to take a little more than this.
 */
record Budget(int characters) {
  /** The strictest of those that are known. */
  private static final Budget OF_ANY = new Budget(9_000);

  private static final Budget MIDDLE = new Budget(18_000);
  private static final Budget LARGE = new Budget(30_000);

  /** One client takes 2,000, and drops those at the end. */
  static final int LINES = 1_800;

  /** Below this there is nothing left to be left out. */
  static final int LEAST = 300;

  static Budget of(String client) {
    String name = client.toLowerCase(Locale.ROOT);
    if (name.startsWith("claude-code") || name.startsWith("opencode")) {
      return LARGE;
    }
    return name.startsWith("gemini") ? MIDDLE : OF_ANY;
  }

  /** How much else may ride along; what does not comes with the next reply. */
  int riders() {
    return characters <= OF_ANY.characters ? 5 : 10;
  }

  /** Output to begin with, for there is more in a result than output. */
  int first() {
    return characters * 3 / 4;
  }
}

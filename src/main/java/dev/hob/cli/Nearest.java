package dev.hob.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that somebody meant who mistyped it. */
final class Nearest {
  private Nearest() {}

  /** Empty where none is near: a wild guess would mislead. */
  static Optional<String> of(String word, Collection<String> names) {
    return names.stream()
        .filter(it -> distance(word, it) <= Math.max(1, it.length() / 3))
        .min(Comparator.comparingInt(it -> distance(word, it)));
  }

  /** Letters to add, drop, change or swap with their neighbour. */
  static int distance(String one, String other) {
    int[][] steps = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        steps[i][j] = i == 0 || j == 0 ? i + j : fewest(steps, i, j, one, other);
      }
    }
    return steps[one.length()][other.length()];
  }

  private static int fewest(int[][] steps, int i, int j, String one, String other) {
    int changed = steps[i - 1][j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
    int least = Math.min(changed, Math.min(steps[i - 1][j], steps[i][j - 1]) + 1);
    boolean swapped =
        i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1);
    return swapped ? Math.min(least, steps[i - 2][j - 2] + 1) : least;
  }
}

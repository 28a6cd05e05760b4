package dev.hob.wire;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What somebody probably meant who wrote a name that is not there. */
public final class NearestName {
  /** More changes than that make another name of it. */
  private static final int MOST_CHANGES = 3;

  private static final int LONGEST = 64;

  private NearestName() {}

  public static Optional<String> to(String given, Collection<String> names) {
    if (given.length() > LONGEST) {
      return Optional.empty();
    }
    return names.stream()
        .filter(it -> changes(given, it) <= Math.min(MOST_CHANGES, it.length() / 2))
        .min(Comparator.comparingInt(it -> changes(given, it)));
  }

  /** How many letters must be put in, taken out or changed. */
  private static int changes(String from, String to) {
    int[] above = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] row = new int[to.length() + 1];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int changed = above[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(changed, Math.min(above[j], row[j - 1]) + 1);
      }
      above = row;
    }
    return above[to.length()];
  }
}

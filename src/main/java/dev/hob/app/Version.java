package dev.hob.app;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A version of hob, as {@code 1.4.0} or {@code 1.4.0-SNAPSHOT}: what carries a word behind its
 * numbers comes before what does not.
 */
record Version(String text) implements Comparable<Version> {
  private static final String UNKNOWN = "0";

  /** As the jar says. */
  static Version ofThis() {
    String said = Version.class.getPackage().getImplementationVersion();
    return new Version(said == null ? UNKNOWN : said);
  }

  private List<Integer> numbers() {
    String numbers = text.contains("-") ? text.substring(0, text.indexOf('-')) : text;
    return Arrays.stream(numbers.split("\\.", -1))
        .map(it -> it.matches("[0-9]{1,9}") ? Integer.parseInt(it) : 0)
        .toList();
  }

  private int number(int place) {
    List<Integer> numbers = numbers();
    return place < numbers.size() ? numbers.get(place) : 0;
  }

  @Override
  public int compareTo(Version other) {
    int places = Math.max(numbers().size(), other.numbers().size());
    for (int place = 0; place < places; place++) {
      int order = Integer.compare(number(place), other.number(place));
      if (order != 0) {
        return order;
      }
    }
    return Comparator.<Boolean>naturalOrder()
        .compare(!text.contains("-"), !other.text().contains("-"));
  }

  @Override
  public String toString() {
    return text;
  }
}

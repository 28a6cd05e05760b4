package dev.hob.api;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** How many tasks there are, by the word of their status. */
public record Counts(Map<String, Integer> byStatus) {
  public Counts {
    byStatus = Collections.unmodifiableMap(new TreeMap<>(byStatus));
  }

  public int total() {
    return byStatus.values().stream().mapToInt(it -> it).sum();
  }
}

package dev.hob.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Durations by what took them, and the table of them. */
final class Figures {
  private static final double TENTH = 0.9;
  private static final double HUNDREDTH = 0.99;

  private final Map<String, List<Long>> micros = new LinkedHashMap<>();

  void add(String name, long value) {
    micros.computeIfAbsent(name, it -> new ArrayList<>()).add(value);
  }

  /** Now, as {@code $EPOCHREALTIME} of bash tells it, without its point. */
  static long now() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
  }

  /** What bash wrote. */
  static long stamp(String text) {
    return Long.parseLong(text.strip().replaceAll("[.,]", ""));
  }

  long median(String name) {
    return percentile(name, 1.0 / 2);
  }

  private long percentile(String name, double share) {
    long[] sorted =
        Objects.requireNonNull(micros.get(name)).stream().mapToLong(it -> it).sorted().toArray();
    return sorted[Math.min(sorted.length - 1, (int) (sorted.length * share))];
  }

  /** A line for each, and how each compares to the peer, if that took part. */
  void print(String peer) {
    System.out.printf(
        "%-34s %8s %8s %8s %10s%n", "milliseconds", "p50", "p90", "p99", "times peer");
    for (String name : micros.keySet()) {
      String ratio =
          micros.containsKey(peer)
              ? String.format("%.2f", (double) median(name) / median(peer))
              : "-";
      System.out.printf(
          "%-34s %8.2f %8.2f %8.2f %10s%n",
          name,
          median(name) / 1e3,
          percentile(name, TENTH) / 1e3,
          percentile(name, HUNDREDTH) / 1e3,
          ratio);
    }
  }

  /** On what this was measured, and how busy it is: other work makes all figures larger. */
  static void printMachine() throws IOException {
    System.out.printf(
        "%s %s, %d processors, Java %s, load %s%n",
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        Runtime.getRuntime().availableProcessors(),
        Runtime.version(),
        Files.readString(Path.of("/proc/loadavg")).strip());
  }
}

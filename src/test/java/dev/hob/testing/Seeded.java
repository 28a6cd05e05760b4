package dev.hob.testing;

import java.util.List;

/** A small seeded generator of our own, so that a seed means the same on every Java. */
public final class Seeded {
  private final long seed;
  private long state;

  private Seeded(long seed) {
    this.seed = seed;
    this.state = seed;
  }

  /** With {@code -Dseed=N}, or else a fresh seed; printed, so that a failure can be run again. */
  public static Seeded fresh() {
    String given = System.getProperty("seed", "");
    Seeded random = new Seeded(given.isBlank() ? System.nanoTime() : Long.parseLong(given));
    System.out.println("seed " + random.seed + " (again with -Dseed=" + random.seed + ")");
    return random;
  }

  public static Seeded of(long seed) {
    return new Seeded(seed);
  }

  /** {@code base} rounds, scaled by {@code -Drounds}. */
  public static int rounds(int base) {
    return base * Integer.getInteger("rounds", 1);
  }

  public long seed() {
    return seed;
  }

  public long nextLong() {
    state += 0x9E3779B97F4A7C15L;
    long mixed = state;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  /** From 0 to {@code bound}, exclusive. */
  public int below(int bound) {
    return (int) Long.remainderUnsigned(nextLong(), bound);
  }

  public boolean chance() {
    return (nextLong() & 1) == 0;
  }

  public <T> T of(List<T> values) {
    return values.get(below(values.size()));
  }

  @SafeVarargs
  public final <T> T of(T... values) {
    return values[below(values.length)];
  }
}

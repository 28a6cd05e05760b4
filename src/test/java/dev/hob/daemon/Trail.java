package dev.hob.daemon;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What consumers had in their hands, and what was done to them and to the daemon on purpose: all
 * that is known of a run besides the files of the store. Times are milliseconds since 1970, as in
 * the journals.
 */
final class Trail {
  /** Who dies or is cut off when it is the daemon itself. */
  static final String DAEMON = "daemon";

  /** What the journal calls a launcher that takes. */
  static final String LAUNCHER = "hob notices";

  /** What the journal calls a poll that tells the end, and a start that does. */
  static final String POLL = "poll";

  static final String RUN = "run";

  private static final int LATEST = 40;

  private final Queue<Told> told = new ConcurrentLinkedQueue<>();
  private final Queue<Proved> proved = new ConcurrentLinkedQueue<>();
  private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
  private final ConcurrentMap<String, Accepted> accepted = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Deque<String>> latest = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, AtomicInteger> counts = new ConcurrentHashMap<>();

  /**
   * A consumer had all of it.
   *
   * @param session for whom it had asked
   * @param notice empty when it was the reply of another verb, which told the end by the way
   * @param holder as the journal calls it
   * @param sound whether that consumer, as far as it knows, went on to prove it
   * @param from when it asked, or before
   */
  record Told(
      String session,
      String task,
      Optional<String> notice,
      boolean repeat,
      String holder,
      boolean sound,
      long from) {}

  /** The daemon has said at that time, or before, that it counts as told. */
  record Proved(String notice, long at) {}

  /**
   * Something was broken on purpose.
   *
   * @param holder {@link #DAEMON}, or what the journal calls the consumer
   * @param about the session, task or start that is concerned, where the holder does not tell it
   */
  record Fault(String holder, Optional<String> about, long from, long until) {}

  /** A start was replied to. */
  record Accepted(String session, String task) {}

  static long now() {
    return System.currentTimeMillis();
  }

  void told(Told it) {
    told.add(it);
  }

  void proved(Collection<String> notices) {
    long at = now();
    notices.forEach(it -> proved.add(new Proved(it, at)));
  }

  void fault(String holder, Optional<String> about, long from) {
    faults.add(new Fault(holder, about, from, now()));
    count("fault of " + (about.isPresent() ? holder : holder.replaceAll("-[0-9]+$", "")));
  }

  void accepted(String session, String task) {
    accepted.put(task, new Accepted(session, task));
    Deque<String> own = latest.computeIfAbsent(session, it -> new ConcurrentLinkedDeque<>());
    own.addLast(task);
    if (own.size() > LATEST) {
      own.pollFirst();
    }
  }

  /** Some tasks of that session that were accepted last. */
  List<String> latest(String session) {
    return new ArrayList<>(latest.getOrDefault(session, new ConcurrentLinkedDeque<>()));
  }

  void count(String what) {
    counts.computeIfAbsent(what, it -> new AtomicInteger()).incrementAndGet();
  }

  List<Told> told() {
    return new ArrayList<>(told);
  }

  List<Proved> proved() {
    return new ArrayList<>(proved);
  }

  List<Fault> faults() {
    return new ArrayList<>(faults);
  }

  List<Accepted> accepted() {
    return new ArrayList<>(accepted.values());
  }

  long daemonKills() {
    return faults.stream().filter(it -> it.holder().equals(DAEMON)).count();
  }

  @Override
  public String toString() {
    return counts.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(it -> it.getKey() + " " + it.getValue())
        .toList()
        .toString();
  }
}

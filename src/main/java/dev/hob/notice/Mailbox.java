package dev.hob.notice;

import dev.hob.bundle.BundleName;
import dev.hob.model.NoticeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What is to be told to one session, in the order in which it came to be.
 *
 * <h2>Who is told</h2>
 *
 * A notice goes to the agent whose task it is: to the one that calls itself by the task's owner, or
 * to the session itself where the task has none. What nobody can take any more, because its agent
 * is gone or has not called for a while, goes to the session. Never to anybody else.
 *
 * <h2>Offers</h2>
 *
 * Whoever takes is offered what is due, and nobody else is offered the same until that offer ends.
 * Its user writes the offer down before it is sent, and calls {@link #remove} or {@link #lapse} in
 * its time. A consumer that never proves anything is not reminded for ever: from the third offer on
 * each one waits longer than the last.
 *
 * <p>All times are of one clock that only goes on. Not safe for use by several threads at once.
 */
public final class Mailbox {
  /** How long a consumer has to prove that it had what it was offered. */
  public static final Duration LEASE = Duration.ofSeconds(30);

  /** An agent that has not called for so long is taken for gone. */
  static final Duration OWNER_PATIENCE = Duration.ofMinutes(10);

  private static final int OFFERS_WITHOUT_PAUSE = 2;
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  private final Map<NoticeId, Entry> entries = new LinkedHashMap<>();
  private final Map<BundleName, Set<NoticeId>> byTask = new HashMap<>();
  private final Map<String, Duration> calls = new HashMap<>();
  private final Set<String> gone = new HashSet<>();

  /** A notice in the box. */
  private static final class Entry {
    private final Notice notice;
    private final Duration came;
    private Standing standing;
    private Duration notBefore = Duration.ZERO;
    private boolean held;

    Entry(Notice notice, Standing standing, Duration came, boolean held) {
      this.notice = notice;
      this.standing = standing;
      this.came = came;
      this.held = held;
    }

    boolean isDue(Duration now) {
      return standing instanceof Standing.Pending && notBefore.compareTo(now) <= 0;
    }

    boolean wakes(Duration now) {
      return isDue(now) && !held;
    }
  }

  /** A notice as it is given away: whether it was offered before, so that it may be a repeat. */
  public record Given(Notice notice, boolean repeat) {}

  /** What is due: how much, and since when. */
  public record Due(int count, Duration first, Duration last) {}

  /**
   * Something is to be told. Of no effect when it is there already.
   *
   * @param held nobody is woken for it before its {@link #release}; who asks just then may have it
   */
  public void add(Notice notice, Standing standing, Duration now, boolean held) {
    if (!standing.isOver() && !entries.containsKey(notice.id())) {
      put(new Entry(notice, standing, now, held));
    }
  }

  /** Those who were to be told first have been. */
  public void release(NoticeId id) {
    Optional.ofNullable(entries.remove(id))
        .ifPresent(
            it -> {
              it.held = false;
              entries.put(id, it); // behind what came while it was held
            });
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  public Optional<Notice> find(NoticeId id) {
    return Optional.ofNullable(entries.get(id)).map(it -> it.notice);
  }

  public List<Notice> all() {
    return entries.values().stream().map(it -> it.notice).toList();
  }

  /** What fits is no longer here, and can be put elsewhere with all that has become of it. */
  public List<Kept> take(Predicate<Notice> which) {
    List<Entry> taken = entries.values().stream().filter(it -> which.test(it.notice)).toList();
    taken.forEach(it -> remove(it.notice.id()));
    return taken.stream().map(Kept::new).toList();
  }

  /** What was taken out of another box. */
  public void put(Kept kept) {
    if (!entries.containsKey(kept.notice().id())) {
      put(kept.entry);
    }
  }

  private void put(Entry entry) {
    entries.put(entry.notice.id(), entry);
    byTask.computeIfAbsent(entry.notice.task(), it -> new LinkedHashSet<>()).add(entry.notice.id());
  }

  /** A notice on its way from one box into another. */
  public static final class Kept {
    private final Entry entry;

    private Kept(Entry entry) {
      this.entry = entry;
    }

    public Notice notice() {
      return entry.notice;
    }
  }

  /** Somebody calls in the name of this agent of the session. */
  public void heardOf(Optional<String> owner, Duration now) {
    owner.ifPresent(
        it -> {
          calls.put(it, now);
          gone.remove(it);
        });
  }

  /** It calls no more: what it was to be told goes to the session. */
  public void isGone(String owner) {
    gone.add(owner);
  }

  /** What that reader is to be woken for; empty when there is nothing. */
  public Optional<Due> due(Optional<String> reader, Duration now) {
    List<Entry> due = waking(reader, now);
    return due.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Due(
                due.size(),
                due.stream().map(it -> it.came).min(Duration::compareTo).orElseThrow(),
                due.stream().map(it -> it.came).max(Duration::compareTo).orElseThrow()));
  }

  /** What is due for that reader, as it is; nothing changes. */
  public List<Given> peek(Optional<String> reader, int most, Duration now) {
    return entries(reader, now).stream().limit(most).map(Mailbox::given).toList();
  }

  private static Given given(Entry entry) {
    return new Given(entry.notice, entry.standing.offers() > 0);
  }

  /** Offers what is due; the offer stands until it lapses or is acknowledged. */
  public List<Given> offer(Optional<String> reader, String consumer, int most, Duration now) {
    return offer(entries(reader, now), consumer, most);
  }

  /** The same to a reader who is woken. */
  public List<Given> offerWoken(Optional<String> reader, String consumer, int most, Duration now) {
    return offer(waking(reader, now), consumer, most);
  }

  private static List<Given> offer(List<Entry> due, String consumer, int most) {
    List<Given> given = new ArrayList<>();
    due.stream()
        .limit(most)
        .forEach(
            it -> {
              given.add(given(it));
              step(it, new Standing.Step.Offer(consumer));
            });
    return given;
  }

  /** Offers this one to whoever is told it just now, also when it is held; if nobody else is. */
  public boolean offer(NoticeId id, String consumer) {
    Optional<Entry> entry =
        Optional.ofNullable(entries.get(id)).filter(it -> it.standing instanceof Standing.Pending);
    entry.ifPresent(it -> step(it, new Standing.Step.Offer(consumer)));
    return entry.isPresent();
  }

  private static void step(Entry entry, Standing.Step step) {
    entry.standing = entry.standing.after(step).fold(it -> it, refusal -> entry.standing);
  }

  private List<Entry> waking(Optional<String> reader, Duration now) {
    return entries(reader, now).stream().filter(it -> it.wakes(now)).toList();
  }

  private List<Entry> entries(Optional<String> reader, Duration now) {
    Predicate<Entry> mine = it -> isFor(it, reader, now);
    return entries.values().stream().filter(it -> it.isDue(now)).filter(mine).toList();
  }

  private boolean isFor(Entry entry, Optional<String> reader, Duration now) {
    Optional<String> owner = entry.notice.owner();
    if (owner.equals(reader)) {
      return true;
    }
    return reader.isEmpty() && owner.filter(it -> isAway(it, entry, now)).isPresent();
  }

  private boolean isAway(String owner, Entry entry, Duration now) {
    return gone.contains(owner) || silentUntil(owner, entry).compareTo(now) <= 0;
  }

  /** The offer could not be written down, so it was not made; it may be tried again then. */
  public void retract(NoticeId id, Duration notBefore) {
    Optional.ofNullable(entries.get(id))
        .filter(it -> it.standing instanceof Standing.Offered)
        .ifPresent(
            it -> {
              it.standing = new Standing.Pending(it.standing.offers() - 1);
              it.notBefore = notBefore;
            });
  }

  /** An offer ends without a proof; true when there was one. */
  public boolean lapse(NoticeId id, String consumer, Duration now) {
    Optional<Entry> entry =
        Optional.ofNullable(entries.get(id)).filter(it -> isOfferedTo(it, consumer));
    entry.ifPresent(
        it -> {
          step(it, new Standing.Step.Lapse());
          it.notBefore = now.plus(pause(it.standing.offers()));
        });
    return entry.isPresent();
  }

  private static boolean isOfferedTo(Entry entry, String consumer) {
    return entry.standing instanceof Standing.Offered offered
        && offered.consumer().equals(consumer);
  }

  static Duration pause(int offers) {
    if (offers <= OFFERS_WITHOUT_PAUSE) {
      return Duration.ZERO;
    }
    int doublings = Math.min(offers - OFFERS_WITHOUT_PAUSE - 1, Byte.SIZE);
    Duration pause = LEASE.multipliedBy(1L << doublings);
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  /**
   * When the next of those that were offered too often may be offered again, or an agent that is
   * silent is taken for gone.
   */
  public Optional<Duration> nextAfterPause(Duration now) {
    return entries.values().stream()
        .filter(it -> it.standing instanceof Standing.Pending && !it.held)
        .flatMap(
            it ->
                Stream.concat(
                    Stream.of(it.notBefore),
                    it.notice.owner().map(owner -> silentUntil(owner, it)).stream()))
        .filter(it -> it.compareTo(now) > 0)
        .min(Duration::compareTo);
  }

  /** From then on the agent is taken for gone, as far as this notice goes. */
  private Duration silentUntil(String owner, Entry entry) {
    Duration last = calls.getOrDefault(owner, Duration.ZERO);
    return (last.compareTo(entry.came) > 0 ? last : entry.came).plus(OWNER_PATIENCE);
  }

  /** A consumer had it, or nobody will: it is no longer here. */
  public Optional<Notice> remove(NoticeId id) {
    Optional<Notice> removed = Optional.ofNullable(entries.remove(id)).map(it -> it.notice);
    removed.ifPresent(
        it ->
            byTask.computeIfPresent(
                it.task(),
                (task, ids) -> {
                  ids.remove(id);
                  return ids.isEmpty() ? null : ids;
                }));
    return removed;
  }

  /** How much is to be told of one task. */
  public int count(BundleName task) {
    return byTask.getOrDefault(task, Set.of()).size();
  }

  /** What is to be told of one task. */
  public List<Notice> of(BundleName task) {
    return byTask.getOrDefault(task, Set.of()).stream().flatMap(it -> find(it).stream()).toList();
  }
}

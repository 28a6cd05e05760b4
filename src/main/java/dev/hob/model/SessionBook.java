package dev.hob.model;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Which harness process speaks for which session, which sessions have ended, which took over from
 * which, and which of their agents are gone. A value; each change gives a new one.
 *
 * <h2>Registering</h2>
 *
 * <pre>
 * the process spoke for   | clear, compact                      | startup, resume, fork
 * nobody                  | it speaks for the session           | the same
 * the same session        | nothing else                        | nothing else
 * another one             | that one is handed over to it       | that one is left as it is
 * one that ended there    | the same, if it has not come back   | that one is left as it is
 * </pre>
 *
 * <p>The session that is registered is active from then on, and speaks for itself: neither is it
 * ended nor handed over to another. What was handed over to it stays so, and so do the marks of its
 * agents. A harness may end the old session before it registers the new one after {@code clear}, so
 * what a process spoke for is remembered beyond the session's end.
 *
 * <h2>Bounds</h2>
 *
 * <p>{@link #MAX_PROCESSES}, {@link #MAX_SESSIONS}, {@link #MAX_AGENTS} and {@link #MAX_TEXT} hold
 * after each change. What ended longest ago goes first, then what nobody speaks for, then what was
 * not seen for longest.
 *
 * @param processes those registered last come last; each one's session has a standing
 * @param standings what is known of each session
 */
public record SessionBook(List<Registered> processes, Map<SessionKey, Standing> standings) {
  /** A person runs some dozens of harnesses; the rest are processes that nobody saw end. */
  public static final int MAX_PROCESSES = 256;

  /** Years of daily work; the whole book is written at each change. */
  public static final int MAX_SESSIONS = 4096;

  /** Of one session that are known to be gone; the mark made first goes first. */
  public static final int MAX_AGENTS = 1024;

  /** Characters of all names together: ids have some dozens, and may have thousands. */
  public static final int MAX_TEXT = 2 << 20;

  public static final SessionBook EMPTY = new SessionBook(List.of(), Map.of());

  private static final Comparator<Map.Entry<SessionKey, Standing>> LEAST_MISSED_FIRST =
      Comparator.comparing(
              (Map.Entry<SessionKey, Standing> it) -> it.getValue().endedAt().orElse(Instant.MAX))
          .thenComparing(it -> it.getValue().lastSeen());

  public SessionBook {
    processes = List.copyOf(processes);
    standings = Collections.unmodifiableMap(new LinkedHashMap<>(standings));
  }

  /**
   * That a process speaks for a session, or did when that ended.
   *
   * @param ended the session ended there: the process speaks for nobody until it registers again
   */
  public record Registered(
      HarnessProcess process, SessionKey session, String harness, Instant at, boolean ended) {
    public Registered {
      at = at.truncatedTo(ChronoUnit.MILLIS);
    }

    private Registered end() {
      return new Registered(process, session, harness, at, true);
    }
  }

  /**
   * What is known of a session.
   *
   * @param harness empty where unknown
   * @param registeredAt last; absent where it never was
   * @param successor to whom it was handed over
   * @param goneOwners its agents that will never ask again
   */
  public record Standing(
      String harness,
      Optional<Instant> registeredAt,
      Optional<Instant> endedAt,
      Optional<SessionKey> successor,
      Set<String> goneOwners,
      Instant lastSeen) {
    public Standing {
      registeredAt = registeredAt.map(it -> it.truncatedTo(ChronoUnit.MILLIS));
      endedAt = endedAt.map(it -> it.truncatedTo(ChronoUnit.MILLIS));
      goneOwners = Collections.unmodifiableSet(new LinkedHashSet<>(goneOwners));
      lastSeen = lastSeen.truncatedTo(ChronoUnit.MILLIS);
    }

    static Standing firstSeen(Instant at) {
      return new Standing("", Optional.empty(), Optional.empty(), Optional.empty(), Set.of(), at);
    }

    public boolean isEnded() {
      return endedAt.isPresent();
    }

    private Standing registered(String newHarness, Instant at) {
      return new Standing(
          newHarness.isBlank() ? harness : newHarness,
          Optional.of(at),
          Optional.empty(),
          Optional.empty(),
          goneOwners,
          later(at));
    }

    private Standing ended(Instant at) {
      return new Standing(harness, registeredAt, Optional.of(at), successor, goneOwners, later(at));
    }

    private Standing handedTo(Optional<SessionKey> next) {
      return new Standing(harness, registeredAt, endedAt, next, goneOwners, lastSeen);
    }

    private Standing seen(Instant at) {
      return new Standing(harness, registeredAt, endedAt, successor, goneOwners, later(at));
    }

    /** A clock that was set back does not make a session old. */
    private Instant later(Instant at) {
      return at.isAfter(lastSeen) ? at : lastSeen;
    }

    private Standing withGone(Set<String> owners) {
      return new Standing(harness, registeredAt, endedAt, successor, owners, lastSeen);
    }

    private int textLength() {
      return harness.length()
          + successor.map(it -> it.value().length()).orElse(0)
          + goneOwners.stream().mapToInt(String::length).sum();
    }
  }

  /**
   * A session is registered.
   *
   * @param harness empty where unknown
   * @param process that speaks for it; absent where it could not be found out
   */
  public record Registering(
      SessionKey session,
      String harness,
      SessionSource source,
      Optional<HarnessProcess> process,
      Instant at) {
    public Registering {
      harness = isName(harness) ? harness : "";
    }
  }

  /** A book with these entries, as far as the bounds have room for them. */
  public static SessionBook of(List<Registered> processes, Map<SessionKey, Standing> standings) {
    return new SessionBook(processes, standings).bounded();
  }

  public SessionBook register(Registering it) {
    Optional<SessionKey> before = it.source().handsOver() ? handedOverBy(it) : Optional.empty();
    List<Registered> registered = new ArrayList<>(processes);
    it.process()
        .ifPresent(
            process -> {
              registered.removeIf(entry -> entry.process().equals(process));
              registered.add(new Registered(process, it.session(), it.harness(), it.at(), false));
            });
    Map<SessionKey, Standing> known = new LinkedHashMap<>(standings);
    Standing standing = known.getOrDefault(it.session(), Standing.firstSeen(it.at()));
    known.put(it.session(), standing.registered(it.harness(), it.at()));
    before.ifPresent(
        session ->
            known.computeIfPresent(session, (key, old) -> old.handedTo(Optional.of(it.session()))));
    return of(registered, known);
  }

  /** What the process spoke for until now, if that is for the new session to take over. */
  private Optional<SessionKey> handedOverBy(Registering it) {
    return it.process()
        .flatMap(this::entryOf)
        .filter(entry -> !entry.session().equals(it.session()))
        .filter(entry -> !entry.ended() || isEnded(entry.session()))
        .map(Registered::session);
  }

  private Optional<Registered> entryOf(HarnessProcess process) {
    return processes.stream().filter(entry -> entry.process().equals(process)).findFirst();
  }

  /** Nobody speaks for the session any more, until it is registered again. */
  public SessionBook end(SessionKey session, Instant at) {
    List<Registered> left =
        processes.stream()
            .map(entry -> entry.session().equals(session) ? entry.end() : entry)
            .toList();
    return new SessionBook(left, standings).with(session, at, it -> it.ended(at));
  }

  /** The session was heard of. */
  public SessionBook seen(SessionKey session, Instant at) {
    return with(session, at, it -> it.seen(at));
  }

  /** The agent will never ask again; what is for it is for whoever speaks for the session. */
  public SessionBook ownerGone(SessionKey session, String owner, Instant at) {
    return isName(owner)
        ? with(session, at, it -> it.withGone(withLast(it.goneOwners(), owner)).seen(at))
        : this;
  }

  /** What is longer nobody is called, and would crowd out everybody else. */
  private static boolean isName(String text) {
    return text.length() <= SessionKey.MAX_LENGTH;
  }

  private static Set<String> withLast(Set<String> owners, String owner) {
    Set<String> more = new LinkedHashSet<>(owners);
    more.remove(owner);
    more.add(owner);
    return more;
  }

  /** The agent was heard of after all. */
  public SessionBook ownerBack(SessionKey session, String owner) {
    if (!isGone(session, owner)) {
      return this;
    }
    Set<String> fewer = new LinkedHashSet<>(standingOf(session).orElseThrow().goneOwners());
    fewer.remove(owner);
    return with(session, Instant.EPOCH, it -> it.withGone(fewer));
  }

  private SessionBook with(SessionKey session, Instant at, UnaryOperator<Standing> change) {
    Map<SessionKey, Standing> known = new LinkedHashMap<>(standings);
    known.put(session, change.apply(known.getOrDefault(session, Standing.firstSeen(at))));
    return of(processes, known);
  }

  /** Without the processes that have ended. The sessions that they spoke for have not. */
  public SessionBook withoutProcesses(Predicate<Registered> gone) {
    return new SessionBook(processes.stream().filter(gone.negate()).toList(), standings);
  }

  /**
   * Without the sessions that were not seen since, and for which nobody speaks. One that was handed
   * over stays as long as the one that has it now: its tasks may still run.
   */
  public SessionBook forget(Instant before) {
    Set<SessionKey> spokenFor = spokenFor();
    Set<SessionKey> old = new HashSet<>();
    standings.forEach(
        (session, standing) -> {
          if (standing.lastSeen().isBefore(before) && !spokenFor.contains(session)) {
            old.add(session);
          }
        });
    Set<SessionKey> kept = new HashSet<>(standings.keySet());
    kept.removeAll(old);
    old.removeIf(session -> successorOf(session).filter(kept::contains).isPresent());
    return without(old);
  }

  private Set<SessionKey> spokenFor() {
    Set<SessionKey> sessions = new HashSet<>();
    processes.stream().filter(it -> !it.ended()).map(Registered::session).forEach(sessions::add);
    return sessions;
  }

  /** What was handed over to one of them goes on to whom that one was handed over to. */
  private SessionBook without(Set<SessionKey> sessions) {
    if (sessions.isEmpty()) {
      return this;
    }
    Map<SessionKey, Standing> left = new LinkedHashMap<>();
    standings.forEach(
        (session, standing) -> {
          if (!sessions.contains(session)) {
            left.put(
                session,
                standing.successor().filter(sessions::contains).isPresent()
                    ? standing.handedTo(nextOf(session, sessions))
                    : standing);
          }
        });
    return new SessionBook(
        processes.stream().filter(it -> !sessions.contains(it.session())).toList(), left);
  }

  /** The first successor that is not among those passed over; if all are, the last of them. */
  private Optional<SessionKey> nextOf(SessionKey session, Set<SessionKey> passedOver) {
    List<SessionKey> chain = chainFrom(session);
    return chain.stream().filter(it -> !passedOver.contains(it)).findFirst().or(() -> last(chain));
  }

  private SessionBook bounded() {
    return withBoundedAgents().withoutTooMany().withoutTooManyProcesses();
  }

  private SessionBook withBoundedAgents() {
    if (standings.values().stream().allMatch(it -> it.goneOwners().size() <= MAX_AGENTS)) {
      return this;
    }
    Map<SessionKey, Standing> known = new LinkedHashMap<>(standings);
    known.replaceAll((session, standing) -> standing.withGone(lastOf(standing.goneOwners())));
    return new SessionBook(processes, known);
  }

  private static Set<String> lastOf(Set<String> owners) {
    List<String> all = List.copyOf(owners);
    return new LinkedHashSet<>(all.subList(Math.max(0, all.size() - MAX_AGENTS), all.size()));
  }

  private SessionBook withoutTooMany() {
    long text = textLength();
    int count = standings.size();
    if (count <= MAX_SESSIONS && text <= MAX_TEXT) {
      return this;
    }
    Set<SessionKey> tooMany = new HashSet<>();
    for (Map.Entry<SessionKey, Standing> entry : leastMissedFirst()) {
      if (count <= MAX_SESSIONS && text <= MAX_TEXT) {
        break;
      }
      tooMany.add(entry.getKey());
      text -= textLength(entry);
      count--;
    }
    return without(tooMany);
  }

  private List<Map.Entry<SessionKey, Standing>> leastMissedFirst() {
    Set<SessionKey> spokenFor = spokenFor();
    List<Map.Entry<SessionKey, Standing>> entries = new ArrayList<>(standings.entrySet());
    entries.sort(
        Comparator.comparing(
                (Map.Entry<SessionKey, Standing> it) ->
                    !it.getValue().isEnded() && spokenFor.contains(it.getKey()))
            .thenComparing(LEAST_MISSED_FIRST));
    return entries;
  }

  private long textLength() {
    return standings.entrySet().stream().mapToLong(SessionBook::textLength).sum();
  }

  private static int textLength(Map.Entry<SessionKey, Standing> entry) {
    return entry.getKey().value().length() + entry.getValue().textLength();
  }

  private SessionBook withoutTooManyProcesses() {
    List<Registered> known =
        processes.stream().filter(it -> standings.containsKey(it.session())).toList();
    int tooMany = Math.max(0, known.size() - MAX_PROCESSES);
    if (tooMany == 0) {
      return known.size() == processes.size() ? this : new SessionBook(known, standings);
    }
    List<Registered> endedFirst = new ArrayList<>(known);
    endedFirst.sort(Comparator.comparing(it -> !it.ended()));
    Set<HarnessProcess> dropped = new HashSet<>();
    endedFirst.subList(0, tooMany).forEach(it -> dropped.add(it.process()));
    return new SessionBook(
        known.stream().filter(it -> !dropped.contains(it.process())).toList(), standings);
  }

  /** For which session the process speaks. */
  public Optional<SessionKey> sessionOf(HarnessProcess process) {
    return entryOf(process).filter(it -> !it.ended()).map(Registered::session);
  }

  /** The processes that speak for the session. */
  public List<Registered> speakersOf(SessionKey session) {
    return processes.stream().filter(it -> !it.ended() && it.session().equals(session)).toList();
  }

  public Set<SessionKey> sessions() {
    return standings.keySet();
  }

  public Optional<Standing> standingOf(SessionKey session) {
    return Optional.ofNullable(standings.get(session));
  }

  public boolean isEnded(SessionKey session) {
    return standingOf(session).filter(Standing::isEnded).isPresent();
  }

  public boolean isGone(SessionKey session, String owner) {
    return standingOf(session).filter(it -> it.goneOwners().contains(owner)).isPresent();
  }

  /** Who has in the end what was handed over by the session; empty when nothing was. */
  public Optional<SessionKey> successorOf(SessionKey session) {
    return last(chainFrom(session));
  }

  private static Optional<SessionKey> last(List<SessionKey> chain) {
    return chain.isEmpty() ? Optional.empty() : Optional.of(chain.get(chain.size() - 1));
  }

  /** Its successor, that one's, and so on, each once, whatever a file may have said. */
  private List<SessionKey> chainFrom(SessionKey session) {
    Set<SessionKey> chain = new LinkedHashSet<>();
    chain.add(session);
    Optional<SessionKey> next = directSuccessor(session);
    while (next.isPresent() && chain.add(next.get())) {
      next = directSuccessor(next.get());
    }
    return List.copyOf(chain).subList(1, chain.size());
  }

  private Optional<SessionKey> directSuccessor(SessionKey session) {
    return standingOf(session).flatMap(Standing::successor);
  }

  /** All that were handed over to the session, themselves or by way of others. */
  public Set<SessionKey> predecessorsOf(SessionKey session) {
    Map<SessionKey, List<SessionKey>> handedTo = new HashMap<>();
    standings.forEach(
        (from, standing) ->
            standing
                .successor()
                .ifPresent(to -> handedTo.computeIfAbsent(to, key -> new ArrayList<>()).add(from)));
    Set<SessionKey> found = new LinkedHashSet<>();
    Deque<SessionKey> next = new ArrayDeque<>(List.of(session));
    while (!next.isEmpty()) {
      for (SessionKey from : handedTo.getOrDefault(next.remove(), List.of())) {
        if (!from.equals(session) && found.add(from)) {
          next.add(from);
        }
      }
    }
    return found;
  }
}

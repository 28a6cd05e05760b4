package dev.hob.engine;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hob.api.Changes;
import dev.hob.api.Counts;
import dev.hob.api.Scope;
import dev.hob.bundle.BundleName;
import dev.hob.model.ProjectKey;
import dev.hob.model.SessionHash;
import dev.hob.model.TaskId;
import dev.hob.model.TaskRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which tasks there are, in memory: enough to find and to list them without reading a record.
 *
 * <p>Derived: it follows what is written of each task, and is told of every bundle by recovery.
 */
final class Catalogue {
  private static final Comparator<Entry> NEWEST_FIRST =
      Comparator.comparingLong(Entry::createdAt)
          .thenComparing(it -> it.name().task().value())
          .reversed();

  private final Consumer<String> troubles;
  private final List<Changes> hearers = new CopyOnWriteArrayList<>();
  private final Object lock = new Object();

  /** By id; two sessions may have the same one when an older program made them. */
  @GuardedBy("lock")
  private final NavigableMap<String, List<Entry>> byId = new TreeMap<>();

  @GuardedBy("lock")
  private final Map<SessionHash, NavigableSet<Entry>> bySession = new HashMap<>();

  /** The same keys again and again: one object for each. */
  @GuardedBy("lock")
  private final Map<ProjectKey, ProjectKey> projects = new HashMap<>();

  /**
   * @param troubles hears of those who could not be told
   */
  Catalogue(Consumer<String> troubles) {
    this.troubles = troubles;
  }

  /**
   * What is known of a task without reading its record.
   *
   * @param label empty: none
   */
  record Entry(
      BundleName name,
      long createdAt,
      String status,
      boolean ended,
      String label,
      ProjectKey project,
      long revision) {

    static Entry of(TaskRecord task) {
      return new Entry(
          new BundleName(task.session().hash(), task.id()),
          task.order().createdAt().toEpochMilli(),
          task.state().word(),
          task.state().isEnded(),
          task.remains().label().orElse(""),
          task.order().ownership().projectKey(),
          task.revision());
    }

    private Entry with(SessionHash session, ProjectKey sharedProject) {
      return new Entry(
          new BundleName(session, name.task()),
          createdAt,
          status,
          ended,
          label,
          sharedProject,
          revision);
    }
  }

  /** So is the task now; an older truth is ignored. */
  void note(TaskRecord task) {
    if (put(Entry.of(task))) {
      hearers.forEach(it -> tell(it, task));
    }
  }

  /** Who cannot hear must keep neither the task nor another one from going on. */
  private void tell(Changes hearer, TaskRecord task) {
    try {
      hearer.changed(task);
    } catch (RuntimeException e) {
      troubles.accept("a change of task " + task.id() + " could not be told: " + e);
    }
  }

  /** The same of what was so already, and is no news. */
  void know(TaskRecord task) {
    put(Entry.of(task));
  }

  /** True when its status was not known to be that. */
  private boolean put(Entry entry) {
    synchronized (lock) {
      Optional<Entry> had = find(entry.name());
      if (had.filter(it -> it.revision() > entry.revision()).isPresent()) {
        return false;
      }
      had.ifPresent(this::remove);
      NavigableSet<Entry> own =
          bySession.computeIfAbsent(entry.name().session(), it -> new TreeSet<>(NEWEST_FIRST));
      SessionHash session = own.isEmpty() ? entry.name().session() : own.first().name().session();
      Entry shared =
          entry.with(session, projects.computeIfAbsent(entry.project(), project -> project));
      own.add(shared);
      byId.merge(entry.name().task().value(), List.of(shared), Catalogue::joined);
      return had.filter(it -> it.status().equals(entry.status())).isEmpty();
    }
  }

  private static List<Entry> joined(List<Entry> some, List<Entry> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  boolean has(BundleName name) {
    synchronized (lock) {
      return find(name).isPresent();
    }
  }

  /** It is gone. */
  void drop(BundleName name) {
    synchronized (lock) {
      find(name).ifPresent(this::remove);
    }
  }

  @GuardedBy("lock")
  private void remove(Entry entry) {
    NavigableSet<Entry> own = bySession.get(entry.name().session());
    if (own != null && own.remove(entry) && own.isEmpty()) {
      bySession.remove(entry.name().session());
    }
    byId.computeIfPresent(
        entry.name().task().value(),
        (id, same) -> {
          List<Entry> others = same.stream().filter(it -> !it.equals(entry)).toList();
          return others.isEmpty() ? null : others;
        });
  }

  @GuardedBy("lock")
  private Optional<Entry> find(BundleName name) {
    return byId.getOrDefault(name.task().value(), List.of()).stream()
        .filter(it -> it.name().equals(name))
        .findFirst();
  }

  /** Tasks whose id is the text or begins with it; the exact ones alone if there are any. */
  List<BundleName> beginningWith(String text, Predicate<SessionHash> sessions, int most) {
    synchronized (lock) {
      List<BundleName> exact = names(byId.getOrDefault(text, List.of()), sessions);
      if (!exact.isEmpty() || !TaskId.isValid(text)) {
        return exact;
      }
      List<BundleName> found = new ArrayList<>();
      for (Map.Entry<String, List<Entry>> id : byId.tailMap(text, false).entrySet()) {
        if (!id.getKey().startsWith(text) || found.size() >= most) {
          break;
        }
        found.addAll(names(id.getValue(), sessions));
      }
      return found;
    }
  }

  private static List<BundleName> names(List<Entry> entries, Predicate<SessionHash> sessions) {
    return entries.stream().map(Entry::name).filter(it -> sessions.test(it.session())).toList();
  }

  Optional<BundleName> latest(SessionHash session) {
    synchronized (lock) {
      NavigableSet<Entry> own = bySession.get(session);
      return own == null ? Optional.empty() : Optional.of(own.first().name());
    }
  }

  /** All of a scope that fit, newest first. */
  List<Entry> all(Scope scope, Predicate<Entry> fitting) {
    synchronized (lock) {
      Predicate<Entry> inProject =
          scope
              .project()
              .<Predicate<Entry>>map(it -> entry -> entry.project().equals(it))
              .orElse(entry -> true);
      Stream<Entry> entries =
          scope
              .session()
              .<Collection<Entry>>map(
                  it -> bySession.containsKey(it.hash()) ? bySession.get(it.hash()) : List.of())
              .map(Collection::stream)
              .orElseGet(() -> bySession.values().stream().flatMap(Collection::stream));
      Stream<Entry> chosen = entries.filter(inProject).filter(fitting);
      return scope.session().isPresent() ? chosen.toList() : chosen.sorted(NEWEST_FIRST).toList();
    }
  }

  /** The same of several sessions. */
  List<Entry> all(
      List<SessionHash> sessions, Optional<ProjectKey> project, Predicate<Entry> fitting) {
    synchronized (lock) {
      List<Entry> all = new ArrayList<>();
      for (SessionHash session : sessions) {
        Optional.ofNullable(bySession.get(session)).ifPresent(all::addAll);
      }
      Stream<Entry> entries =
          all.stream()
              .filter(it -> project.isEmpty() || it.project().equals(project.get()))
              .filter(fitting);
      return sessions.size() == 1 ? entries.toList() : entries.sorted(NEWEST_FIRST).toList();
    }
  }

  static Counts counts(List<Entry> entries) {
    Map<String, Integer> counts = new HashMap<>();
    entries.forEach(it -> counts.merge(it.status(), 1, Integer::sum));
    return new Counts(counts);
  }

  /** From now on, and until it is closed. */
  Changes.Hearing hear(Changes changes) {
    hearers.add(changes);
    return () -> hearers.remove(changes);
  }
}

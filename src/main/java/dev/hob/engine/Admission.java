package dev.hob.engine;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hob.bundle.BundleName;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.SessionHash;
import dev.hob.model.Shown;
import dev.hob.model.TaskId;
import dev.hob.model.TaskOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The one gate that every start passes: how many tasks live, and which names they have. Held for no
 * I/O.
 */
final class Admission {
  private static final int NAMED_IN_A_REFUSAL = 8;
  private static final int SHOWN_OF_A_COMMAND = 60;

  private final EngineLimits limits;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Map<SessionHash, Map<TaskId, Entry>> live = new HashMap<>();

  @GuardedBy("lock")
  private int count;

  @GuardedBy("lock")
  private boolean closed;

  Admission(EngineLimits limits) {
    this.limits = limits;
  }

  /** What is known of a live task before its record can be read. */
  record Entry(Optional<String> name, Instant createdAt, String command) {

    static Entry of(TaskOrder order) {
      return new Entry(order.labels().name(), order.createdAt(), order.command().command());
    }
  }

  /** A place for a task; or the live one of that id or name. */
  record Place(Optional<TaskId> existing) {
    static final Place TAKEN = new Place(Optional.empty());
  }

  Result<Place> enter(BundleName task, Entry entry) {
    synchronized (lock) {
      if (closed) {
        return Result.refused(
            Refusal.of(RefusalCode.DAEMON_UNREACHABLE, "hob is shutting down", "try again"));
      }
      Map<TaskId, Entry> own = live.getOrDefault(task.session(), Map.of());
      if (own.containsKey(task.task())) {
        return Result.ok(new Place(Optional.of(task.task())));
      }
      Optional<TaskId> named = entry.name().flatMap(name -> withName(own, name));
      if (named.isPresent()) {
        return Result.ok(new Place(named));
      }
      if (own.size() >= limits.sessionTasks() || count >= limits.storeTasks()) {
        return Result.refused(tooMany(own, entry.createdAt()));
      }
      add(task, entry);
      return Result.ok(Place.TAKEN);
    }
  }

  /** One that is alive whatever the limits say: it was found again. */
  void adopt(BundleName task, Entry entry) {
    synchronized (lock) {
      add(task, entry);
    }
  }

  @GuardedBy("lock")
  private void add(BundleName task, Entry entry) {
    Map<TaskId, Entry> own = live.computeIfAbsent(task.session(), it -> new LinkedHashMap<>());
    if (own.put(task.task(), entry) == null) {
      count++;
    }
  }

  void leave(BundleName task) {
    synchronized (lock) {
      Map<TaskId, Entry> own = live.getOrDefault(task.session(), new HashMap<>());
      if (own.remove(task.task()) != null) {
        count--;
      }
      if (own.isEmpty()) {
        live.remove(task.session());
      }
    }
  }

  /** False when something lives: then it stays open. */
  boolean closeIfEmpty() {
    synchronized (lock) {
      closed |= count == 0;
      return closed;
    }
  }

  void close() {
    synchronized (lock) {
      closed = true;
    }
  }

  private static Optional<TaskId> withName(Map<TaskId, Entry> own, String name) {
    return own.entrySet().stream()
        .filter(it -> it.getValue().name().equals(Optional.of(name)))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  @GuardedBy("lock")
  private Refusal tooMany(Map<TaskId, Entry> own, Instant now) {
    List<String> named =
        own.entrySet().stream()
            .limit(NAMED_IN_A_REFUSAL)
            .map(it -> it.getKey() + " (" + shown(it.getValue(), now) + ")")
            .toList();
    int others = count - own.size();
    return Refusal.of(
        RefusalCode.TOO_MANY_TASKS,
        own.size()
            + " tasks of this session live (at most "
            + limits.sessionTasks()
            + "), and "
            + others
            + " of others (at most "
            + limits.storeTasks()
            + " in all)",
        named.isEmpty()
            ? "wait for one to end"
            : "wait for one to end, or kill one: " + String.join(", ", named));
  }

  private static String shown(Entry entry, Instant now) {
    String command = entry.command();
    int end = Math.min(command.length(), SHOWN_OF_A_COMMAND);
    long seconds = Math.max(0, Duration.between(entry.createdAt(), now).toSeconds());
    return seconds + " s old, " + Shown.text(command.substring(0, end));
  }
}

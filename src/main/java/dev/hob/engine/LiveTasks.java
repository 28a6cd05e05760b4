package dev.hob.engine;

import dev.hob.bundle.BundleName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** All tasks of the store that have not ended. Nothing is kept of those that have. */
final class LiveTasks {
  private final Map<BundleName, LiveTask> tasks = new ConcurrentHashMap<>();

  void add(LiveTask task) {
    tasks.put(task.name(), task);
  }

  Optional<LiveTask> find(BundleName name) {
    return Optional.ofNullable(tasks.get(name));
  }

  void remove(BundleName name) {
    tasks.remove(name);
  }

  Collection<LiveTask> all() {
    return List.copyOf(tasks.values());
  }

  boolean isEmpty() {
    return tasks.isEmpty();
  }
}

package dev.hob.bundle;

import dev.hob.model.IdSource;
import dev.hob.model.SampleTasks;
import dev.hob.model.TaskId;
import dev.hob.testing.Seeded;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A store in a folder of the test's own, with whatever disk the test wants. */
final class TestStore {
  static final long PID = ProcessHandle.current().pid();
  static final LiveProcesses NOBODY_LIVES = (pid, start) -> false;

  private TestStore() {}

  static BundleStore in(Path folder) {
    return in(folder, DiskProbe.NONE);
  }

  static BundleStore in(Path folder, DiskProbe probe) {
    return in(folder, new Disk(probe, NameExchange.ofPlatform()));
  }

  static BundleStore in(Path folder, Disk disk) {
    return BundleStore.over(root(folder), user(), disk);
  }

  /** One on which nothing goes wrong. */
  static Disk disk() {
    return new Disk(DiskProbe.NONE, NameExchange.ofPlatform());
  }

  static StoreRoot root(Path folder) {
    return StoreRoot.open(StoreRoot.Wish.of(folder.resolve("store"), PID)).orElseThrow();
  }

  static BundleStore.User user() {
    return new BundleStore.User(PID, randomIds(), BundleStore.OLDER_HARNESSES);
  }

  private static IdSource randomIds() {
    Seeded random = Seeded.of(System.nanoTime());
    return () -> TaskId.ofBits(random.nextLong());
  }

  static BundleName name(String task) {
    return new BundleName(SampleTasks.SESSION.hash(), new TaskId(task));
  }

  /** The record of a task that must be there and whole. */
  static StoredRecord stored(BundleStore store, BundleName name) {
    return store.records().read(name).orRefusal(name.task()).orElseThrow();
  }

  static StoreSweep.Self self() {
    return new StoreSweep.Self(
        PID, ProcessHandle.current().info().startInstant().orElse(Instant.EPOCH));
  }

  static boolean lives(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  /** The text of a refusal's code, or of success. */
  static String code(dev.hob.model.@Nullable Result<?> result) {
    return result == null ? "null" : result.fold(value -> "ok", refusal -> refusal.code().word());
  }

  static List<BundleName> names(List<Bundle> bundles) {
    return bundles.stream().map(Bundle::name).toList();
  }
}

package dev.hob.bundle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/** A store whose disk fails when a test of another package wants it to. */
public final class BrokenStore {
  private BrokenStore() {}

  /** Content is never brought onto the disk while the condition holds; all else works. */
  public static BundleStore unsynced(Path home, BooleanSupplier broken) {
    DiskProbe probe =
        (step, file) -> {
          if (step == DiskStep.FORCE_FILE && broken.getAsBoolean()) {
            throw new IOException("Input/output error");
          }
        };
    return BundleStore.over(
        StoreRoot.open(StoreRoot.Wish.of(home, TestStore.PID)).orElseThrow(),
        TestStore.user(),
        new Disk(probe, NameExchange.ofPlatform()));
  }
}

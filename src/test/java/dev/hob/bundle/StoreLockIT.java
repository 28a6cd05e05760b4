package dev.hob.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.model.Result;
import dev.hob.model.SampleTasks;
import dev.hob.testing.ChildJvm;
import dev.hob.testing.Tree;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("smoke")
class StoreLockIT {
  private static final ChildJvm.End REFUSED = new ChildJvm.End(0, "lock store_locked\n");
  private static final ChildJvm.End GOT_IT = new ChildJvm.End(0, "lock ok\n");

  @TempDir private Path temp;

  @Test
  void aSecondProcessIsRefusedUntilTheFirstGivesTheLockBack() throws IOException {
    whileLocked(
        () -> {
          assertEquals(REFUSED, tryInAnotherProcess());
        });

    assertEquals(GOT_IT, tryInAnotherProcess());
  }

  @Test
  void lockSurvivesReadingBesideIt() throws IOException {
    whileLocked(
        () -> {
          BundleStore store = TestStore.in(temp);
          store.records().create(SampleTasks.running("t1")).orElseThrow();
          store.records().read(TestStore.name("t1"));
          store.folders().bundles();
          store.sweep().sweep(TestStore.self(), TestStore.NOBODY_LIVES);
          TestStore.root(temp);

          assertEquals(REFUSED, tryInAnotherProcess());
        });
  }

  /** Opening and closing the lock file a second time would drop the lock that is held. */
  @Test
  void lockSurvivesASecondAttemptInTheSameProcess() throws IOException {
    whileLocked(
        () -> {
          Result<StoreLock> second = StoreLock.acquire(TestStore.root(temp));

          assertEquals("store_locked", TestStore.code(second));
          assertEquals(REFUSED, tryInAnotherProcess());
        });
  }

  @Test
  void lockSurvivesAnAttemptThroughAnotherNameOfTheStore() throws IOException {
    whileLocked(
        () -> {
          Path alias = Files.createSymbolicLink(temp.resolve("alias"), temp.resolve("store"));
          StoreRoot sameStore =
              StoreRoot.open(StoreRoot.Wish.of(alias, TestStore.PID)).orElseThrow();

          assertEquals("store_locked", TestStore.code(StoreLock.acquire(sameStore)));
          assertEquals(REFUSED, tryInAnotherProcess());
        });
  }

  /** As when two plugins in one JVM each bring their own hob. */
  @Test
  void lockSurvivesAnAttemptByACopyOfHobInTheSameProcess() throws Exception {
    TestStore.root(temp);
    try (URLClassLoader copy =
        new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
      whileLocked(
          () -> {
            assertEquals("refused", acquireBy(copy));
            System.gc();
            assertEquals(REFUSED, tryInAnotherProcess());
          });
    }
  }

  private static URL[] classPath() throws MalformedURLException {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    return urls.toArray(new URL[0]);
  }

  private String acquireBy(ClassLoader loader) {
    try {
      Class<?> main = loader.loadClass(LockChild.class.getName());
      Method attempt = main.getDeclaredMethod("attempt", String.class);
      attempt.setAccessible(true);
      return "store_locked".equals(attempt.invoke(null, temp.toString())) ? "refused" : "got it";
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the copy cannot be loaded", e);
    }
  }

  @Test
  void aProcessThatIsKilledGivesTheLockBack() throws IOException {
    try (ChildJvm.Running holder =
        ChildJvm.same().start(LockChild.class, temp.toString(), "and hold it")) {
      holder.awaitOutput("lock ok");
      assertEquals("store_locked", TestStore.code(StoreLock.acquire(TestStore.root(temp))));
      ProcessHandle.of(holder.pid()).orElseThrow().destroyForcibly();
      holder.await();
    }

    acquire().close();
  }

  @Test
  void theLockFileStaysEmptyAndPrivate() throws IOException {
    whileLocked(
        () -> {
          String entry = Tree.of(temp.resolve("store")).entries().get("store.lock");

          assertTrue(entry != null && entry.startsWith("file " + 0100600), entry);
          assertEquals(0, Files.size(temp.resolve("store/store.lock")));
        });
  }

  private void whileLocked(Body body) throws IOException {
    StoreLock lock = acquire();
    try {
      body.run();
    } finally {
      lock.close();
    }
  }

  /** What is done while the lock is held. */
  @FunctionalInterface
  private interface Body {
    void run() throws IOException;
  }

  private StoreLock acquire() throws IOException {
    return StoreLock.acquire(TestStore.root(temp)).orElseThrow();
  }

  private ChildJvm.End tryInAnotherProcess() {
    return ChildJvm.same().run(LockChild.class, temp.toString());
  }
}

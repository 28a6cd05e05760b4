package dev.hob.output;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * Tells which files of some folders grow, with one watch of the platform for all of them, which is
 * begun when somebody first wants to hear.
 */
public final class GrowthEvents implements Runnable, AutoCloseable {
  private final CountDownLatch begun = new CountDownLatch(1);
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Map<Path, Folder> folders = new HashMap<>();

  private volatile Consumer<Path> hearer = file -> {};
  private volatile Optional<WatchService> watch = Optional.empty();
  private volatile boolean closed;

  /** A folder and how many want to hear of it. */
  private static final class Folder {
    private final WatchKey key;
    private int wanted;

    Folder(WatchKey key) {
      this.key = key;
    }
  }

  /**
   * From now on.
   *
   * @param told a file that grew, or a folder of which any file may have
   */
  public void hear(Consumer<Path> told) {
    hearer = told;
  }

  /**
   * Until as many calls of {@link #ignore} follow. False, and there is nothing to ignore, where the
   * platform does not tell: then somebody has to look from time to time.
   */
  public boolean want(Path folder) {
    synchronized (lock) {
      Folder known = folders.get(folder);
      if (known == null) {
        Optional<WatchKey> key = register(folder);
        if (key.isEmpty()) {
          return false;
        }
        known = new Folder(key.get());
        folders.put(folder, known);
      }
      known.wanted++;
      return true;
    }
  }

  public void ignore(Path folder) {
    synchronized (lock) {
      Folder known = folders.get(folder);
      if (known != null && --known.wanted == 0) {
        folders.remove(folder);
        known.key.cancel();
      }
    }
  }

  @GuardedBy("lock")
  private Optional<WatchKey> register(Path folder) {
    try {
      if (watch.isEmpty() && begun.getCount() > 0 && !closed) {
        watch = ofPlatform();
        begun.countDown();
      }
      return watch.isPresent()
          ? Optional.of(folder.register(watch.get(), StandardWatchEventKinds.ENTRY_MODIFY))
          : Optional.empty();
    } catch (IOException | ClosedWatchServiceException e) {
      return Optional.empty(); // as when too many watch already: a system has room for so many
    }
  }

  private static Optional<WatchService> ofPlatform() throws IOException {
    try {
      WatchService made = FileSystems.getDefault().newWatchService();
      // Java looks by itself where the platform does not tell, with seconds between its looks.
      if (!made.getClass().getSimpleName().contains("Polling")) {
        return Optional.of(made);
      }
      made.close();
    } catch (IOException | UnsupportedOperationException e) {
      // The same.
    }
    return Optional.empty();
  }

  /** For a thread of its own. */
  @Override
  public void run() {
    try {
      begun.await();
      while (watch.isPresent() && !closed) {
        tell(watch.get().take()); // whoever hears only passes on, and cannot fail
      }
    } catch (ClosedWatchServiceException e) {
      // It was closed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(WatchKey key) {
    Path folder = (Path) key.watchable();
    for (WatchEvent<?> event : key.pollEvents()) {
      hearer.accept(event.context() instanceof Path file ? folder.resolve(file) : folder);
    }
    key.reset();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    begun.countDown();
    Optional<WatchService> made = watch;
    if (made.isPresent()) {
      made.get().close();
    }
  }
}

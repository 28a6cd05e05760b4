package dev.hob.output;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Waits until files of a folder grow: without looking again and again where the platform tells, and
 * else by letting a moment pass.
 *
 * <p>What happens between {@link #of} and {@link #await} is not missed.
 */
public final class Growth implements AutoCloseable {
  /** Between two looks where nobody tells. */
  private static final Duration MOMENT = Duration.ofMillis(100);

  private final Optional<WatchService> watch;

  private Growth(Optional<WatchService> watch) {
    this.watch = watch;
  }

  public static Growth of(Path folder) {
    try {
      WatchService watch = folder.getFileSystem().newWatchService();
      if (!looksItself(watch) && registered(folder, watch)) {
        return new Growth(Optional.of(watch));
      }
      watch.close();
    } catch (IOException | UnsupportedOperationException e) {
      // As when too many watch already: a system has room for so many and no more.
    }
    return new Growth(Optional.empty());
  }

  private static boolean registered(Path folder, WatchService watch) {
    try {
      folder.register(
          watch, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_CREATE);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Java does so where the platform does not tell, with seconds between its looks. */
  private static boolean looksItself(WatchService watch) {
    return watch.getClass().getSimpleName().contains("Polling");
  }

  /** Until something may have grown, or the time is over. */
  public void await(Duration longest) throws InterruptedException {
    if (watch.isEmpty()) {
      long millis = Math.min(longest.toMillis(), MOMENT.toMillis());
      boolean ignored = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
      return;
    }
    try {
      WatchKey key = watch.get().poll(longest.toMillis(), TimeUnit.MILLISECONDS);
      if (key != null) {
        key.pollEvents();
        key.reset();
      }
    } catch (ClosedWatchServiceException e) {
      throw new InterruptedException("it is not waited any more");
    }
  }

  @Override
  public void close() throws IOException {
    if (watch.isPresent()) {
      watch.get().close();
    }
  }
}

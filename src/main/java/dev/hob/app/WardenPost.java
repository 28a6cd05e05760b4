package dev.hob.app;

import dev.hob.process.ExitWatch;
import dev.hob.process.ProcessRef;
import dev.hob.process.ProcessTable;
import dev.hob.process.pipe.Warden;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Keeps one warden at its post as long as the daemon lives, and sends it home in the end. */
final class WardenPost implements AutoCloseable {
  /** One that is gone is followed by another; not at once, for there may be a reason. */
  private static final Duration BEFORE_ANOTHER = Duration.ofSeconds(1);

  private final Warden.Duty duty;
  private final Watching watching;
  private final AtomicReference<Standing> standing = new AtomicReference<>(new Standing.Unmanned());

  /** With what it is looked after. */
  record Watching(
      ProcessTable table,
      ExitWatch exits,
      ScheduledExecutorService timers,
      Consumer<String> troubles) {}

  /** Who stands there. */
  private sealed interface Standing {
    record Unmanned() implements Standing {}

    record Manned(Warden warden) implements Standing {}

    /** For ever. */
    record Closed() implements Standing {}
  }

  WardenPost(Warden.Duty duty, Watching watching) {
    this.duty = duty;
    this.watching = watching;
  }

  /** Nothing, where the platform cannot: then the next client starts the daemon again. */
  void man() {
    Standing before = standing.get();
    if (!(before instanceof Standing.Unmanned)) {
      return;
    }
    try {
      Optional<Warden> warden = Warden.start(duty, watching.table());
      if (warden.isPresent()) {
        stand(before, warden.get());
      }
    } catch (IOException | RuntimeException e) {
      watching.troubles().accept("there is no warden: " + e);
    }
  }

  private void stand(Standing before, Warden warden) {
    if (!standing.compareAndSet(before, new Standing.Manned(warden))) {
      warden.dismiss(watching.table());
      return;
    }
    ProcessRef process = warden.process();
    if (!watching.exits().watch(process, end -> manAgain(process))) {
      manAgain(process);
    }
  }

  private void manAgain(ProcessRef gone) {
    Standing had = standing.get();
    if (had instanceof Standing.Manned manned
        && manned.warden().process().equals(gone)
        && standing.compareAndSet(had, new Standing.Unmanned())) {
      manned.warden().close();
      Future<?> ignored =
          watching.timers().schedule(this::man, BEFORE_ANOTHER.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void close() {
    if (standing.getAndSet(new Standing.Closed()) instanceof Standing.Manned manned) {
      manned.warden().dismiss(watching.table());
    }
  }
}

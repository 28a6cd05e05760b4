package dev.hob.daemon;

import dev.hob.testing.Seeded;
import java.util.Optional;

/** Kills the daemon again and again, at any time of its life, its first moments too. */
final class DaemonKiller extends Actor {
  private static final int LONGEST_LIFE_MILLIS = 3_000;
  private static final int LOOK_MILLIS = 20;

  DaemonKiller(Stage stage, Seeded random) {
    super(stage, "", random);
  }

  @Override
  void act() {
    Optional<Long> daemon = hob().daemonNow();
    if (daemon.isEmpty()) {
      pause(LOOK_MILLIS);
      return;
    }
    pause(LONGEST_LIFE_MILLIS);
    kill(hob(), trail());
  }

  static void kill(Installation hob, Trail trail) {
    long from = Trail.now();
    Optional<Long> daemon = hob.daemonNow();
    daemon
        .flatMap(ProcessHandle::of)
        .ifPresent(
            it -> {
              it.destroyForcibly();
              Installation.awaitThat(
                  () -> !Installation.lives(it.pid()), () -> "it does not die: " + hob.ours());
              trail.fault(Trail.DAEMON, Optional.empty(), from);
            });
  }
}

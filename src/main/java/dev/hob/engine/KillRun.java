package dev.hob.engine;

import dev.hob.process.BootClock;
import dev.hob.process.HeldProcess;
import dev.hob.process.ProcessFacts;
import dev.hob.process.ProcessRef;
import dev.hob.process.ProcessTable;
import dev.hob.process.Signal;
import dev.hob.process.tree.Belonging;
import dev.hob.process.tree.KillPlan;
import dev.hob.process.tree.KillPlan.Stage;
import dev.hob.process.tree.Roots;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/**
 * Carries out a {@link KillPlan}: looks, signals, looks again. It waits on no thread, so that any
 * number of kills go on side by side.
 */
final class KillRun {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(1);

  /** A look costs a scan of all processes; kills in their grace do not need many. */
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);

  private final Tools tools;
  private final Roots roots;
  private final Set<ProcessRef> known;
  private final Set<ProcessRef> reached = new HashSet<>();
  private final CompletableFuture<Verified> result = new CompletableFuture<>();
  private Stage stage;
  private Duration pause = FIRST_PAUSE;

  /** What a run needs of its surroundings. */
  record Tools(Scans scans, ProcessTable table, BootClock clock, Surroundings.Threads threads) {}

  /** All that could be ended has ended. */
  record Verified(int reached, List<ProcessFacts> survivors) {}

  KillRun(Tools tools, Roots roots, Signal signal, Duration grace) {
    this.tools = tools;
    this.roots = roots;
    known = new HashSet<>(roots.known());
    stage = KillPlan.begin(signal, tools.clock().now(), grace);
  }

  CompletableFuture<Verified> begin() {
    look();
    return result;
  }

  CompletableFuture<Verified> result() {
    return result;
  }

  /** Looks follow one another: none begins before the one before it is done. */
  private void look() {
    Future<?> ignored =
        tools
            .scans()
            .take(roots.notBefore())
            .thenAccept(this::act)
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    result.completeExceptionally(failure);
                  }
                });
  }

  private void act(Belonging processes) {
    Belonging.Members members =
        processes.of(new Roots(roots.task(), roots.wrapper(), known, roots.notBefore()));
    members.others().forEach(it -> known.add(it.ref()));
    Optional<ProcessRef> wrapper = members.wrapperLives() ? roots.wrapper() : Optional.empty();
    KillPlan.Step step =
        KillPlan.next(stage, new KillPlan.Sight(tools.clock().now(), members.others(), wrapper));
    stage = step.next();
    step.shots().forEach(shot -> shoot(shot, wrapper));
    if (stage instanceof Stage.Done done) {
      result.complete(new Verified(reached.size(), done.survivors()));
    } else {
      lookLater();
    }
  }

  private void shoot(KillPlan.Shot shot, Optional<ProcessRef> wrapper) {
    boolean sent = HeldProcess.send(shot.signal(), shot.target(), tools.table());
    if (sent && wrapper.filter(shot.target()::equals).isEmpty()) {
      reached.add(shot.target());
    }
  }

  private void lookLater() {
    tools.threads().later(pause, this::look);
    Duration longer = pause.multipliedBy(2);
    pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
  }
}

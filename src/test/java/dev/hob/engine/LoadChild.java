package dev.hob.engine;

import dev.hob.api.RunTask;
import dev.hob.model.EndedBy;
import dev.hob.model.Labels;
import dev.hob.model.Limits;
import dev.hob.model.Result;
import dev.hob.model.TaskRecord;
import dev.hob.process.HeldProcess;
import dev.hob.process.ProcessTable;
import dev.hob.process.Signal;
import dev.hob.process.ThisProcess;
import dev.hob.testing.Seeded;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs an engine under a mixed load until it kills itself with SIGKILL: {@code FOLDER SEED}. Says
 * what it asked for, what was accepted, and what it saw end.
 */
final class LoadChild {
  private static final int TASKS = 6;
  private static final long SHORTLY_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
  private static final long LATER_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

  private final TestEngine engine;
  private final Path folder;
  private final Seeded random;

  private LoadChild(Path folder, Form form, Seeded random) {
    this.folder = folder;
    this.random = random;
    engine = TestEngine.in(folder, form.options());
  }

  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    long seed = Long.parseLong(arguments[1]);
    new LoadChild(folder, form(seed), Seeded.of(seed)).run(seed);
  }

  /** They take turns; what one has left behind, another finds. */
  private static Form form(long seed) {
    List<Form> forms = Form.here().toList();
    return forms.get((int) Math.floorMod(seed, (long) forms.size()));
  }

  private void run(long seed) {
    // The first start of a JVM takes long; it is not what is to be hit.
    engine.run(TestEngine.request("true").unnotified());
    List<Load> loads = Load.of(seed, TASKS);
    int last = random.below(TASKS);
    boolean soon = random.chance();
    long after = soon ? random.below((int) SHORTLY_NANOS) : random.below((int) LATER_NANOS);
    List<TaskRecord> accepted = new ArrayList<>();
    for (int i = 0; i < TASKS; i++) {
      if (i == last) {
        killMyselfIn(after);
      }
      start(loads.get(i), i, accepted);
      if (!accepted.isEmpty() && random.below(3) == 0) {
        askForAKill(random.of(accepted));
      }
    }
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(60));
  }

  private void start(Load load, int i, List<TaskRecord> accepted) {
    say("asked " + i);
    Result<Started> reply = TestEngine.await(engine.engine().run(request(load, folder, i)));
    reply.fold(
        started -> {
          say("accepted " + i + " " + started.task().id());
          accepted.add(started.task());
          Future<?> ignored =
              engine
                  .engine()
                  .end(TestEngine.name(started.task()))
                  .thenAccept(it -> say("ended " + i + " " + it.orElseThrow().state().word()));
          return true;
        },
        refusal -> {
          say("refused " + i + " " + refusal);
          return false;
        });
  }

  static RunTask request(Load load, Path folder, int i) {
    return TestEngine.request(load.command(folder.resolve("witness-" + i)))
        .labelled(Labels.ofRequest("request " + i))
        .limited(
            new Limits(
                load.timeout(),
                Optional.empty(),
                Optional.of(Duration.ofMillis(300)),
                OptionalLong.empty()));
  }

  private void askForAKill(TaskRecord task) {
    say("killing " + task.id());
    Future<?> ignored =
        engine
            .engine()
            .kill(
                new KillOrder(
                    task.session().hash(),
                    task.id(),
                    Optional.empty(),
                    Optional.empty(),
                    EndedBy.of("load", EndedBy.Why.REQUEST)))
            .thenAccept(it -> say("killed " + task.id()));
  }

  private static void killMyselfIn(long nanos) {
    long at = System.nanoTime() + nanos;
    ProcessTable table = ProcessTable.ofPlatform();
    HeldProcess self =
        HeldProcess.hold(table.identify(ThisProcess.pid()).orElseThrow(), table).orElseThrow();
    Thread killer =
        new Thread(
            () -> {
              while (System.nanoTime() - at < 0) {
                LockSupport.parkNanos(at - System.nanoTime());
              }
              self.signal(Signal.KILL);
            });
    killer.setDaemon(true);
    killer.start();
  }

  private static synchronized void say(String line) {
    System.out.println(line);
  }
}

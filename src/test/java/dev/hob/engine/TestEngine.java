package dev.hob.engine;

import dev.hob.api.RunTask;
import dev.hob.app.RunningEngine;
import dev.hob.bundle.BundleName;
import dev.hob.bundle.BundleStore;
import dev.hob.bundle.StoreRoot;
import dev.hob.model.CaptureStream;
import dev.hob.model.CommandSpec;
import dev.hob.model.EnvironmentBlock;
import dev.hob.model.Ownership;
import dev.hob.model.ProjectKey;
import dev.hob.model.Refusal;
import dev.hob.model.Result;
import dev.hob.model.SessionKey;
import dev.hob.model.TaskId;
import dev.hob.model.TaskRecord;
import dev.hob.model.TaskState;
import dev.hob.testing.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** An engine over a store of its own, and short words for what tests ask of it. */
public final class TestEngine implements AutoCloseable {
  public static final SessionKey SESSION = new SessionKey("engine tests");
  public static final Ownership OWNERSHIP =
      new Ownership(SESSION, "", Optional.empty(), ProjectKey.of("/"), Optional.empty());

  /** No test waits longer for anything. */
  private static final long LIMIT_SECONDS = 60;

  private final Path home;
  private final RunningEngine running;
  private final BundleStore store;

  private TestEngine(Path home, RunningEngine running) {
    this.home = home;
    this.running = running;
    store = storeIn(home);
  }

  public static TestEngine in(Path folder) {
    return in(folder, RunningEngine.Options.DEFAULT);
  }

  public static TestEngine in(Path folder, RunningEngine.Options options) {
    Path home = folder.resolve("store");
    try {
      RunningEngine.Options loud =
          options.telling(trouble -> System.out.println("trouble: " + trouble));
      RunningEngine running = RunningEngine.open(home, loud).orElseThrow();
      await(running.engine().caughtUp());
      return new TestEngine(home, running);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For looking at the files beside the engine. */
  public static BundleStore storeIn(Path home) {
    StoreRoot root = StoreRoot.open(StoreRoot.Wish.of(home, 1)).orElseThrow();
    return BundleStore.of(
        root, new BundleStore.User(1, () -> TaskId.ofBits(0), BundleStore.OLDER_HARNESSES));
  }

  public Engine engine() {
    return running.engine();
  }

  public Path home() {
    return home;
  }

  public BundleStore store() {
    return store;
  }

  public static EnvironmentBlock environment() {
    return EnvironmentBlock.of(
        Map.of("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL", "C.UTF-8"));
  }

  public static RunTask request(String command) {
    return RunTask.of(OWNERSHIP, RunTask.Wish.of(command, "/tmp", environment()));
  }

  /** For records that no start wrote. */
  public static CommandSpec onlyCommand(String command) {
    return CommandSpec.of(command, "/tmp");
  }

  public TaskRecord start(RunTask request) {
    return await(engine().run(request)).orElseThrow().task();
  }

  public TaskRecord start(String command) {
    return start(request(command));
  }

  public Refusal refused(RunTask request) {
    return await(engine().run(request))
        .fold(
            started -> {
              throw new AssertionError("was accepted: " + started.task());
            },
            refusal -> refusal);
  }

  public static BundleName name(TaskRecord task) {
    return new BundleName(task.session().hash(), task.id());
  }

  /** The task when it has ended. */
  public TaskRecord end(TaskRecord task) {
    return await(engine().end(name(task))).orElseThrow();
  }

  public TaskRecord run(String command) {
    return end(start(command));
  }

  public TaskRecord run(RunTask request) {
    return end(start(request));
  }

  public Killed kill(TaskRecord task) {
    return kill(KillOrder.of(task.session().hash(), task.id(), "test"));
  }

  public Killed kill(TaskRecord task, Duration grace) {
    return kill(KillOrder.of(task.session().hash(), task.id(), "test").with("TERM", grace));
  }

  public Killed kill(KillOrder request) {
    return await(engine().kill(request)).orElseThrow();
  }

  public TaskRecord show(TaskRecord task) {
    return engine().show(name(task)).orElseThrow();
  }

  public TaskRecord onDisk(TaskRecord task) {
    return store.records().read(name(task)).orRefusal(task.id()).orElseThrow().record();
  }

  public String stdout(TaskRecord task) {
    return output(task, CaptureStream.STDOUT);
  }

  public String stderr(TaskRecord task) {
    return output(task, CaptureStream.STDERR);
  }

  private String output(TaskRecord task, CaptureStream stream) {
    return read(store.bundle(name(task)).capture(stream));
  }

  public static String read(Path file) {
    try {
      return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until a command has said something. */
  public void awaitStdout(TaskRecord task, String wanted) {
    awaitThat(() -> stdout(task).contains(wanted), () -> task.id() + " did not say " + wanted);
  }

  public static void awaitThat(BooleanSupplier condition, Supplier<String> missing) {
    Deadline deadline = Deadline.ofSeconds(LIMIT_SECONDS);
    while (!condition.getAsBoolean()) {
      deadline.check(missing);
    }
  }

  public static TaskState.Ended ended(TaskRecord task) {
    return (TaskState.Ended) task.state();
  }

  public static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("nothing came within " + LIMIT_SECONDS + " s", e);
    } catch (ExecutionException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  public static <T> Result<T> awaitResult(CompletableFuture<Result<T>> future) {
    return await(future);
  }

  @Override
  public void close() {
    killAll(engine());
    abandon();
  }

  static void killAll(Engine engine) {
    for (BundleName task : engine.live()) {
      await(
          engine.kill(
              KillOrder.of(task.session(), task.task(), "end of test")
                  .with("KILL", Duration.ZERO)));
    }
  }

  /** Lets go of the store, and of nothing else: what runs goes on. */
  public void abandon() {
    try {
      running.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.hob.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.api.RunTask;
import dev.hob.model.Labels;
import dev.hob.model.Limits;
import dev.hob.model.Outcome;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.TaskRecord;
import dev.hob.process.ProcessTable;
import dev.hob.process.ThisProcess;
import dev.hob.process.pipe.PipeLauncher;
import dev.hob.testing.NotRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A start is accepted or refused; refused means no record, no file, no process. */
@ParameterizedClass
@MethodSource("dev.hob.engine.Form#here")
class RefusedStartIT {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Form form;
  @TempDir private Path temp;
  private TestEngine engine;

  RefusedStartIT(Form form) {
    this.form = form;
  }

  @BeforeEach
  void open() {
    engine = TestEngine.in(temp, form.options().limited(new EngineLimits(3, 5, SECOND)));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static RunTask wish(RunTask.Wish wish) {
    return RunTask.of(TestEngine.OWNERSHIP, wish);
  }

  private static RunTask.Wish plain() {
    return RunTask.Wish.of("true", "/tmp", TestEngine.environment());
  }

  /** Children of this process that ended and that nobody asked for. */
  private static List<String> zombies() {
    List<String> zombies = new ArrayList<>();
    String[] names = Path.of("/proc").toFile().list();
    for (String name : names == null ? new String[0] : names) {
      String stat = name.matches("[0-9]+") ? stat(name) : "";
      if (stat.matches("(?s).*\\) Z " + ThisProcess.pid() + " .*")) {
        zombies.add(stat);
      }
    }
    return zombies;
  }

  /** Empty when it is gone by now. */
  private static String stat(String pid) {
    try {
      return TestEngine.read(Path.of("/proc", pid, "stat"));
    } catch (UncheckedIOException e) {
      return "";
    }
  }

  private static RunTask environment(Map<String, String> set, List<String> unset) {
    return wish(
        plain().in(new RunTask.Environment(TestEngine.environment(), set, unset, Set.of())));
  }

  private static RunTask limits(Duration timeout, Duration grace, long cap) {
    return TestEngine.request("true")
        .limited(
            new Limits(
                Optional.of(timeout), Optional.empty(), Optional.of(grace), OptionalLong.of(cap)));
  }

  @Test
  void badInputIsRefusedWithACodeAndLeavesNothing() throws IOException {
    Path file = Files.createFile(temp.resolve("file"));
    Map<String, RunTask> bad =
        Map.ofEntries(
            Map.entry("blank_command 1", TestEngine.request("")),
            Map.entry("blank_command 2", TestEngine.request(" \n\t")),
            Map.entry("bad_request nul", TestEngine.request("echo \0")),
            Map.entry("bad_request long", TestEngine.request("x".repeat((8 << 20) + 1))),
            Map.entry(
                "bad_workdir gone",
                wish(RunTask.Wish.of("true", "/no/such", TestEngine.environment()))),
            Map.entry(
                "bad_workdir file",
                wish(RunTask.Wish.of("true", file.toString(), TestEngine.environment()))),
            Map.entry(
                "bad_workdir relative",
                wish(RunTask.Wish.of("true", "tmp", TestEngine.environment()))),
            Map.entry(
                "bad_workdir nul",
                wish(RunTask.Wish.of("true", "/tmp\0", TestEngine.environment()))),
            Map.entry(
                "bad_workdir empty", wish(RunTask.Wish.of("true", "", TestEngine.environment()))),
            Map.entry("bad_shell gone", wish(plain().by("/no/such/shell"))),
            Map.entry("bad_shell relative", wish(plain().by("bash"))),
            Map.entry("bad_shell file", wish(plain().by(file.toString()))),
            Map.entry("bad_shell folder", wish(plain().by("/tmp"))),
            Map.entry("bad_request umask", wish(plain().masked("abc"))),
            Map.entry("bad_env empty", environment(Map.of("", "x"), List.of())),
            Map.entry("bad_env equals", environment(Map.of("A=B", "x"), List.of())),
            Map.entry("bad_env nul", environment(Map.of("A", "x\0"), List.of())),
            Map.entry("bad_env unset", environment(Map.of(), List.of("A\0"))),
            Map.entry("bad_env own", environment(Map.of("HOB_TASK", "x"), List.of())),
            Map.entry("secret_needed", wish(plain().in(secrets("NO_SUCH_VARIABLE")))),
            Map.entry("bad_env secret", wish(plain().in(secrets("A=B")))),
            Map.entry("bad_request timeout zero", limits(Duration.ZERO, SECOND, 1)),
            Map.entry("bad_request timeout negative", limits(Duration.ofMillis(-1), SECOND, 1)),
            Map.entry("bad_request timeout absurd", limits(Duration.ofDays(10_000), SECOND, 1)),
            Map.entry("bad_request grace", limits(SECOND, Duration.ofMillis(-1), 1)),
            Map.entry("bad_request cap", limits(SECOND, SECOND, 0)),
            Map.entry(
                "bad_request input", wish(plain().reading(new RunTask.Input.File("/no/such")))),
            Map.entry(
                "bad_request name",
                TestEngine.request("true")
                    .labelled(new Labels(Optional.of(" "), Optional.empty(), Optional.empty()))));

    bad.forEach(
        (name, request) -> {
          Refusal refusal = engine.refused(request);
          assertEquals(name.split(" ")[0], refusal.code().word(), name + ": " + refusal);
          assertTrue(!refusal.message().isBlank() && !refusal.hint().isBlank(), name);
        });

    assertEquals(List.of(), engine.store().folders().bundles().bundles());
    assertEquals(List.of(), engine.store().live().list());
    assertEquals(List.of(), engine.engine().live());
    engine.run("true"); // none of them took a place
  }

  @Test
  void aTimeoutThatIsTooLongIsToldTheLimitAndNotWhatItWasBroughtDownTo() {
    Refusal refusal = engine.refused(limits(Duration.ofDays(36_525), SECOND, 1));

    assertEquals("the timeout is longer than 366 days", refusal.message());
  }

  private static RunTask.Environment secrets(String name) {
    return new RunTask.Environment(
        TestEngine.environment(), Map.of("A", "x"), List.of(), Set.of("A", name));
  }

  @Test
  void aFolderThatMayNotBeEnteredIsRefused() throws IOException {
    if (ThisProcess.pid() > 0 && System.getProperty("user.name").equals("root")) {
      NotRun.because("RefusedStartIT, locked folder", "root may enter every folder");
      return;
    }
    Path folder = Files.createDirectory(temp.resolve("locked"));
    Files.setPosixFilePermissions(folder, Set.of());

    assertEquals(
        RefusalCode.BAD_WORKDIR,
        engine
            .refused(wish(RunTask.Wish.of("true", folder.toString(), TestEngine.environment())))
            .code());
  }

  @Test
  void tooManyLiveTasksAreRefusedAndTheCallersOwnAreNamed() {
    List<TaskRecord> own = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      own.add(engine.start("sleep 600"));
    }

    Refusal refusal = engine.refused(TestEngine.request("true"));

    assertEquals(RefusalCode.TOO_MANY_TASKS, refusal.code());
    own.forEach(it -> assertTrue(refusal.hint().contains(it.id().value()), refusal.toString()));
    engine.kill(own.get(0), Duration.ZERO);
    assertEquals("completed", engine.run("true").state().word());
  }

  @Test
  void startsThatRaceForTheLastPlacesNeverExceedTheLimit() {
    List<CompletableFuture<Result<Started>>> replies = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      replies.add(engine.engine().run(TestEngine.request("sleep 600")));
    }

    long accepted = replies.stream().map(TestEngine::await).filter(Result::isOk).count();

    assertEquals(3, accepted);
    assertEquals(3, engine.engine().live().size());
  }

  @Test
  void aRepeatedRequestFindsTheFirstTaskAndAnotherCommandIsRefused() throws IOException {
    Labels labels = Labels.ofRequest("request 1");
    RunTask request = TestEngine.request("echo x; exit 4").labelled(labels);
    List<CompletableFuture<Result<Started>>> replies = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      replies.add(engine.engine().run(request));
    }
    List<Started> started = replies.stream().map(it -> TestEngine.await(it).orElseThrow()).toList();
    TaskRecord ended = engine.end(started.get(0).task());
    Started again = TestEngine.await(engine.engine().run(request)).orElseThrow();

    assertEquals(1, started.stream().filter(it -> !it.existing()).count());
    assertEquals(1, started.stream().map(it -> it.task().id()).distinct().count());
    assertTrue(again.existing());
    assertEquals(ended, again.task());
    assertEquals("x\n", engine.stdout(ended));
    assertEquals(
        RefusalCode.REQUEST_ID_REUSED,
        engine.refused(TestEngine.request("echo y").labelled(labels)).code());
    assertEquals(1, engine.store().folders().bundles().bundles().size());
  }

  @Test
  void aLiveTaskOfTheNameIsGivenInsteadOfASecondOne() {
    Labels named = new Labels(Optional.of("server"), Optional.empty(), Optional.empty());
    TaskRecord first = engine.start(TestEngine.request("sleep 600").labelled(named));

    Started second =
        TestEngine.await(engine.engine().run(TestEngine.request("echo other").labelled(named)))
            .orElseThrow();
    engine.kill(first, Duration.ZERO);
    TaskRecord third = engine.run(TestEngine.request("echo third").labelled(named));

    assertTrue(second.existing());
    assertEquals(first.id(), second.task().id());
    assertEquals("third\n", engine.stdout(third));
  }

  /** hob goes while starts are on their way: what is refused has not run and does not run later. */
  @Test
  void aStartThatIsRefusedForTheEndOfHobDidNotRun() throws IOException {
    for (int round = 0; round < 4; round++) {
      Path folder = Files.createDirectory(temp.resolve("round " + round));
      TestEngine leaving = TestEngine.in(folder, form.options());
      List<CompletableFuture<Result<Started>>> replies = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        replies.add(
            leaving.engine().run(TestEngine.request("touch '" + folder + "/ran-" + i + "'")));
      }
      leaving.abandon();
      List<Boolean> accepted = replies.stream().map(it -> TestEngine.await(it).isOk()).toList();
      try (TestEngine next = TestEngine.in(folder, form.options())) {
        TestEngine.awaitThat(() -> next.engine().live().isEmpty(), () -> "still live");
      }
      for (int i = 0; i < accepted.size(); i++) {
        assertEquals(accepted.get(i), Files.exists(folder.resolve("ran-" + i)), "start " + i);
      }
    }
  }

  /** Larger than the system takes, however it is passed. */
  @Test
  void aTaskThatTheSystemCannotStartSaysSo() {
    List<String> before = zombies(); // of hobs that other tests left
    TaskRecord task = engine.start(environment(Map.of("HUGE", "x".repeat(200_000)), List.of()));

    Outcome.NeverStarted outcome =
        (Outcome.NeverStarted) TestEngine.ended(engine.end(task)).outcome();
    assertTrue(outcome.reason().contains("larger than the system allows"), outcome.toString());
    assertEquals(engine.onDisk(task), engine.show(task));
    ProcessTable table = ProcessTable.ofPlatform();
    assertTrue(
        table.all().stream()
            .noneMatch(
                it ->
                    table
                        .variables(it.pid(), List.of(PipeLauncher.KEEPER_MARK))
                        .getOrDefault(PipeLauncher.KEEPER_MARK, "")
                        .endsWith(task.id().value())),
        "a keeper is left");
    assertEquals(before, zombies());
  }
}

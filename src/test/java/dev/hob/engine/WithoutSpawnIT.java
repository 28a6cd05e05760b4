package dev.hob.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hob.api.RunTask;
import dev.hob.app.RunningEngine;
import dev.hob.model.CommandSpec.Capturing;
import dev.hob.model.CommandSpec.Way;
import dev.hob.model.EndStatus;
import dev.hob.model.Outcome;
import dev.hob.model.RefusalCode;
import dev.hob.model.TaskRecord;
import dev.hob.process.pipe.PipeLauncher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the system has no {@code posix_spawn} of the kind that is needed. */
class WithoutSpawnIT {
  private static final Path SELF = Path.of("/proc/self/status");

  @TempDir private Path temp;
  private TestEngine engine;

  @BeforeEach
  void open() {
    engine =
        TestEngine.in(temp, RunningEngine.Options.DEFAULT.launching(PipeLauncher::withoutSpawn));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void endsAreRecordedAsTheyWere() {
    Map<String, Outcome> ends =
        Map.of(
            "exit 3", Outcome.Exited.with(3),
            "exit 137", Outcome.Exited.with(137),
            "kill -9 $$", new Outcome.Signaled(9, false),
            "kill 0", new Outcome.Signaled(15, false),
            "exec 0<&- 1>&- 2>&-; exit 4", Outcome.Exited.with(4));

    ends.forEach(
        (command, outcome) ->
            assertEquals(outcome, TestEngine.ended(engine.run(command)).outcome(), command));
  }

  @Test
  void streamsFolderEnvironmentAndSignalsAreTheCommands() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("a folder\nof $(two) 'lines'"));
    RunTask.Wish wish =
        RunTask.Wish.of(
                "pwd; cat; echo \"$A\"; grep SigIgn /proc/self/status >&2",
                folder.toString(),
                TestEngine.environment().with(Map.of("A", "x=\n y")))
            .reading(new RunTask.Input.Bytes("given\n".getBytes(StandardCharsets.UTF_8)));

    TaskRecord task = engine.run(RunTask.of(TestEngine.OWNERSHIP, wish));

    assertEquals(folder + "\ngiven\nx=\n y\n", engine.stdout(task));
    // Java's own way leaves ignored what hob itself ignores, and the C library's own two signals.
    long ignored = ignored(engine.stderr(task));
    assertEquals(0, ignored & ~0x180000000L & ~ignored(TestEngine.read(SELF)), "more is ignored");
    assertEquals(
        Capturing.of(Way.DIRECT, Way.DIRECT), task.order().command().capturing(), "as it was done");
  }

  private static long ignored(String status) {
    return status
        .lines()
        .filter(it -> it.startsWith("SigIgn:"))
        .mapToLong(it -> Long.parseUnsignedLong(it.replaceAll(".*\\s", ""), 16))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void bothStreamsGoIntoOneFileInTheirOrder() {
    RunTask.Wish wish =
        RunTask.Wish.of("echo 1; echo 2 >&2; echo 3", "/tmp", TestEngine.environment())
            .captured(Capturing.merged(Way.PUMPED));

    TaskRecord task = engine.run(RunTask.of(TestEngine.OWNERSHIP, wish));

    assertEquals("1\n2\n3\n", engine.stdout(task));
  }

  @Test
  void aKillReachesTheWholeTree() {
    TaskRecord task = engine.start("trap '' TERM; (setsid sleep 600) & echo ready; sleep 600");
    engine.awaitStdout(task, "ready");

    TaskRecord killed = engine.kill(task, Duration.ofMillis(100)).task();

    assertEquals(EndStatus.KILLED, TestEngine.ended(killed).status());
    assertEquals(List.of(), killed.remains().leftovers());
  }

  @Test
  void anInputThatIsToStayOpenIsRefused() throws IOException {
    RunTask.Wish wish =
        RunTask.Wish.of("cat", "/tmp", TestEngine.environment()).reading(new RunTask.Input.Open());

    assertEquals(
        RefusalCode.UNSUPPORTED, engine.refused(RunTask.of(TestEngine.OWNERSHIP, wish)).code());
    assertEquals(List.of(), engine.store().folders().bundles().bundles());
  }
}

package dev.hob.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.app.RunningEngine;
import dev.hob.bundle.Lanes;
import dev.hob.bundle.RecordWriter;
import dev.hob.model.EndStatus;
import dev.hob.model.EndedBy;
import dev.hob.model.Machine;
import dev.hob.model.Outcome;
import dev.hob.model.ProcessIdentity;
import dev.hob.model.TaskEvent;
import dev.hob.model.TaskId;
import dev.hob.model.TaskOrder;
import dev.hob.model.TaskProgress;
import dev.hob.model.TaskRecord;
import dev.hob.model.TaskState;
import dev.hob.process.ProcessTable;
import dev.hob.process.ThisMachine;
import dev.hob.testing.NotRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Every state in which an engine can leave a task, and what the next one makes of it. */
@ParameterizedClass
@MethodSource("dev.hob.engine.Form#here")
class RecoveryIT {
  private static final Instant THEN = Instant.ofEpochMilli(1_700_000_000_000L);
  private static final EndedBy BY = EndedBy.of("somebody", EndedBy.Why.REQUEST);

  /** Beyond what Linux gives out. */
  private static final ProcessIdentity GONE =
      new ProcessIdentity.Proven(99_999_999, 99_999_999, "1");

  private final Form form;
  @TempDir private Path temp;

  RecoveryIT(Form form) {
    this.form = form;
  }

  private static TaskRecord accepted(String id) {
    return TaskRecord.accepted(
        TaskOrder.of(new TaskId(id), TestEngine.OWNERSHIP, TestEngine.onlyCommand("true"), THEN),
        true);
  }

  private TaskRecord left(Machine machine, TaskEvent... events) {
    TaskRecord record = accepted("tleft00001").after(new TaskEvent.LeftQueue(THEN)).orElseThrow();
    record = record.with(record.progress().on(machine));
    for (TaskEvent event : events) {
      record = record.after(event).orElseThrow();
    }
    return create(record);
  }

  private TaskRecord create(TaskRecord record) {
    RecordWriter writer =
        new RecordWriter(TestEngine.storeIn(temp.resolve("store")), new Lanes<>(Runnable::run));
    return TestEngine.await(writer.create(record)).orElseThrow();
  }

  private void marker(TaskRecord task, String content) throws IOException {
    Files.writeString(bundleFile(task, ".exit"), content);
  }

  private void claim(TaskRecord task, String content) throws IOException {
    Files.writeString(bundleFile(task, ".claim"), content);
  }

  private Path bundleFile(TaskRecord task, String ending) {
    return TestEngine.storeIn(temp.resolve("store"))
        .bundle(TestEngine.name(task))
        .folder()
        .resolve(task.id() + ending);
  }

  private TaskState recovered(TaskRecord task) {
    try (TestEngine engine = TestEngine.in(temp, form.options())) {
      TestEngine.awaitThat(
          () -> engine.onDisk(task).state().isEnded() || engine.engine().live().isEmpty(),
          () -> "still " + engine.show(task));
      return engine.onDisk(task).state();
    }
  }

  private TaskState.Ended ended(TaskRecord task) {
    return (TaskState.Ended) recovered(task);
  }

  private static final Machine HERE = ThisMachine.look();

  @Test
  void aStartThatNobodyClaimedIsCalledOffForEver() throws IOException {
    TaskRecord task = left(HERE);

    TaskState.Ended end = ended(task);

    assertEquals(EndStatus.FAILED, end.status());
    assertTrue(end.outcome() instanceof Outcome.NeverStarted, end.toString());
    assertEquals("void\n", Files.readString(bundleFile(task, ".claim")));
  }

  /** The wrapper was frozen between its spawn and its claim; it goes on after the recovery. */
  @Test
  void aLateWrapperRunsNothing() throws Exception {
    TaskRecord task = left(HERE);
    ended(task);
    Path witness = temp.resolve("witness");
    Path script = Path.of(System.getProperty("hob.basedir"), "native-wrappers", "posix", "wrap.sh");

    int code =
        new ProcessBuilder(
                "/bin/sh",
                script.toString(),
                bundleFile(task, ".claim").toString(),
                bundleFile(task, ".exit").toString(),
                "",
                "",
                "/bin/sh",
                "-c",
                "touch '" + witness + "'")
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve("said").toFile())
            .start()
            .waitFor();

    assertTrue(code != 0);
    assertTrue(!Files.exists(witness), "it ran the command");
    assertEquals("void\n", Files.readString(bundleFile(task, ".claim")));
  }

  @Test
  void aStartWhoseWrapperIsGoneWithoutAWordIsLost() throws IOException {
    TaskRecord task = left(HERE);
    claim(task, "run 99999999\n");

    assertEquals(new Outcome.Lost(Outcome.Lost.NO_MARKER), ended(task).outcome());
  }

  @Test
  void aStartWhoseWrapperDiedBeforeItCouldSignItsClaimNeverRan() throws IOException {
    TaskRecord task = left(HERE);
    claim(task, "");

    assertTrue(ended(task).outcome() instanceof Outcome.NeverStarted);
  }

  @Test
  void aStartThatEndedMeanwhileHasItsMarkersCodeAndTime() throws IOException {
    TaskRecord task = left(HERE);
    claim(task, "run 99999999\n");
    marker(task, "7 finished_at=" + THEN.plusMillis(250).toEpochMilli() + "\n");

    TaskState.Ended end = ended(task);

    assertEquals(Outcome.Exited.with(7), end.outcome());
    assertEquals(Optional.of(THEN.plusMillis(250)), end.finishedAt());
  }

  @Test
  void aRunningTaskIsLostOrEndedByItsMarker() throws IOException {
    TaskRecord lost = left(HERE, new TaskEvent.Spawned(GONE));
    claim(lost, "run 99999999\n");

    assertEquals(new Outcome.Lost(Outcome.Lost.NO_MARKER), ended(lost).outcome());
  }

  @Test
  void aKillThatWasNotSentLosesAgainstTheMarker() throws IOException {
    TaskRecord task = left(HERE, new TaskEvent.Spawned(GONE), new TaskEvent.KillOrdered(THEN, BY));
    marker(task, "3\n");

    assertEquals(EndStatus.FAILED, ended(task).status());
  }

  private TaskRecord leftWithItsKillSent() {
    return left(
        HERE,
        new TaskEvent.Spawned(GONE),
        new TaskEvent.KillOrdered(THEN, BY),
        new TaskEvent.SignalSent());
  }

  @Test
  void aKillThatWasSentWinsAgainstTheMarkerWhichSaysHow() throws IOException {
    TaskRecord task = leftWithItsKillSent();
    marker(task, "143 signal=15\n");

    TaskState.Ended end = ended(task);

    assertEquals(EndStatus.KILLED, end.status());
    assertEquals(new Outcome.Signaled(15, false), end.outcome());
    assertEquals(Optional.of(BY), end.by());
  }

  @Test
  void aKillThatWasSentAndLeftNothingAliveIsAKillBySomeSignal() throws IOException {
    TaskRecord task = leftWithItsKillSent();
    claim(task, "run 99999999\n");
    marker(task, " ".repeat(64));

    TaskState.Ended end = ended(task);

    assertEquals(EndStatus.KILLED, end.status());
    assertEquals(new Outcome.Lost(Outcome.Lost.SIGNAL_UNKNOWN), end.outcome());
    assertTrue(Files.readString(bundleFile(task, ".exit")).startsWith("killed"));
  }

  @Test
  void aTaskOfAnEarlierBootIsLostUnlessItHadEnded() throws IOException {
    Machine earlier = new Machine(HERE.host(), "another-boot", HERE.pidNamespace());
    TaskRecord task = left(earlier, new TaskEvent.Spawned(GONE));

    assertEquals(new Outcome.Lost(Outcome.Lost.REBOOT), ended(task).outcome());
  }

  @Test
  void aTaskOfAnEarlierBootThatHadEndedHasItsOwnEnd() throws IOException {
    Machine earlier = new Machine(HERE.host(), "another-boot", HERE.pidNamespace());
    TaskRecord task = left(earlier, new TaskEvent.Spawned(GONE));
    marker(task, "0\n");

    assertEquals(EndStatus.COMPLETED, ended(task).status());
  }

  @Test
  void aTaskOfAContainerThatHasEndedIsLost() throws IOException {
    Machine container = new Machine("c0ffee", HERE.boot(), "pid:[4026539999]");
    TaskRecord task = left(container, new TaskEvent.Spawned(GONE));

    TaskState state = recovered(task);

    boolean canTell =
        ThisMachine.namespace(container.pidNamespace(), ProcessTable.ofPlatform())
            == ThisMachine.Namespace.GONE;
    if (!canTell) {
      NotRun.because("RecoveryIT, ended container", "some process does not show its namespace");
    }
    assertEquals(canTell ? "lost" : "running", state.word());
  }

  @Test
  void aTaskOfAnotherMachineIsLeftAlone() throws IOException {
    Machine other = new Machine("other-host", "other-boot", HERE.pidNamespace());
    TaskRecord task = left(other, new TaskEvent.Spawned(GONE));
    byte[] before = Files.readAllBytes(bundleFile(task, ".json"));

    assertEquals("running", recovered(task).word());
    assertTrue(Arrays.equals(before, Files.readAllBytes(bundleFile(task, ".json"))));
  }

  @Test
  void aProcessThatCannotBeProvenIsNeverSignalledAndItsMarkerIsBelieved() throws Exception {
    Process stranger = new ProcessBuilder("sleep", "600").start();
    try {
      TaskRecord task = unproven(stranger.pid());
      try (TestEngine engine = TestEngine.in(temp, form.options())) {
        assertEquals("running", engine.show(task).state().word());
        String refused =
            TestEngine.await(
                    engine.engine().kill(KillOrder.of(task.session().hash(), task.id(), "test")))
                .fold(it -> "killed", it -> it.code().word());
        assertEquals("identity_unproven", refused);
        assertTrue(stranger.isAlive());
        marker(task, "5\n");
        assertEquals(Outcome.Exited.with(5), TestEngine.ended(engine.end(task)).outcome());
        engine.abandon();
      }
    } finally {
      stranger.destroyForcibly();
    }
  }

  /** Its wrapper knew nothing of claims, and ended its marker without a newline. */
  @Test
  void aTaskOfAnOlderProgramEndsByItsMarkerOrIsLost() throws Exception {
    TaskRecord lost = unproven(99_999_999);
    assertEquals(new Outcome.Lost(Outcome.Lost.NO_MARKER), ended(lost).outcome());
    assertTrue(!Files.exists(bundleFile(lost, ".claim")));
    Files.delete(bundleFile(lost, ".json"));

    TaskRecord completed = unproven(99_999_999);
    marker(completed, "0");
    assertEquals(Outcome.Exited.with(0), ended(completed).outcome());
  }

  private TaskRecord unproven(long pid) {
    TaskRecord accepted = accepted("tunproven1");
    TaskProgress running =
        accepted
            .progress()
            .with(
                new TaskState.Running(
                    THEN,
                    new ProcessIdentity.Unproven(
                        OptionalLong.of(pid), OptionalLong.empty(), Optional.empty())));
    return create(accepted.with(running));
  }

  @Test
  void aDamagedRecordIsSetAsideOnceAndItsSiblingsAreFound() throws IOException {
    TaskRecord broken = left(HERE, new TaskEvent.Spawned(GONE));
    Files.writeString(bundleFile(broken, ".json"), "{\"schema_version\": 5,");
    TaskRecord sibling =
        create(accepted("tsibling01").after(new TaskEvent.LeftQueue(THEN)).orElseThrow());
    Path quarantine = temp.resolve("store").resolve("quarantine");
    try (TestEngine engine = TestEngine.in(temp, form.options())) {
      TestEngine.awaitThat(() -> Files.isDirectory(quarantine), () -> "not set aside");
      TestEngine.awaitThat(
          () -> engine.engine().live().isEmpty(), () -> "the sibling is not recovered");
      assertTrue(engine.onDisk(sibling).state().isEnded());
    }
  }

  @Test
  void aRecordOfANewerHobIsLeftAsItIs() throws IOException {
    TaskRecord task = left(HERE, new TaskEvent.Spawned(GONE));
    Path file = bundleFile(task, ".json");
    Files.writeString(
        file, Files.readString(file).replace("\"schema_version\": 5", "\"schema_version\": 6"));
    String before = Files.readString(file);
    assertTrue(before.contains("\"schema_version\": 6"), before);

    TestEngine.in(temp, form.options()).abandon();

    assertEquals(before, Files.readString(file));
  }

  @Test
  void aSecondEngineOverTheSameStoreIsRefused() throws IOException {
    try (TestEngine first = TestEngine.in(temp, form.options())) {
      String code =
          RunningEngine.open(first.home(), form.options())
              .fold(it -> "opened", it -> it.code().word());

      assertEquals("store_locked", code);
    }
  }

  @Test
  void whatRunsIsAdoptedWithItsPumpsAndCanBeKilled() {
    TestEngine first = TestEngine.in(temp, form.options());
    TaskRecord task =
        first.start(
            "echo one >&2; trap 'echo caught >&2; exit 6' TERM; echo ready; while :; do sleep 0.02; done");
    first.awaitStdout(task, "ready");
    first.abandon();

    try (TestEngine second = TestEngine.in(temp, form.options())) {
      assertEquals(List.of(TestEngine.name(task)), second.engine().live());
      TaskState.Ended end = TestEngine.ended(second.kill(task).task());

      assertEquals(EndStatus.KILLED, end.status());
      assertEquals(Outcome.Exited.with(6), end.outcome());
      // bash adds that its sleep was terminated, or runs the trap in a child that it was making.
      assertTrue(second.stderr(task).matches("(?s)one\n.*caught\n.*"), second.stderr(task));
    }
  }
}

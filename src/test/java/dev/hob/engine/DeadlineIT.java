package dev.hob.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.api.RunTask;
import dev.hob.model.EndStatus;
import dev.hob.model.EndedBy;
import dev.hob.model.Limits;
import dev.hob.model.Outcome;
import dev.hob.model.TaskRecord;
import dev.hob.model.TaskState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Deadlines hold whatever the wall clock does, and however many strike together. */
@ParameterizedClass
@MethodSource("dev.hob.engine.Form#here")
class DeadlineIT {
  private static final String STUBBORN = "trap '' TERM; echo ready; while :; do sleep 600; done";

  private final Form form;
  @TempDir private Path temp;

  DeadlineIT(Form form) {
    this.form = form;
  }

  /** A wall clock that somebody sets. */
  private static final class SteppingClock implements InstantSource {
    private final AtomicReference<Duration> off = new AtomicReference<>(Duration.ZERO);

    @Override
    public Instant instant() {
      return Instant.now().plus(off.get());
    }

    void step(Duration by) {
      off.updateAndGet(it -> it.plus(by));
    }
  }

  private static RunTask limited(String command, Limits limits) {
    return TestEngine.request(command).limited(limits);
  }

  private static Limits limits(long timeoutMillis, long graceMillis) {
    return new Limits(
        Optional.of(Duration.ofMillis(timeoutMillis)),
        Optional.empty(),
        Optional.of(Duration.ofMillis(graceMillis)),
        OptionalLong.empty());
  }

  @Test
  void aStepOfTheWallClockEndsNothingEarlyAndKeepsNothingAlive() {
    SteppingClock clock = new SteppingClock();
    try (TestEngine engine = TestEngine.in(temp, form.options().by(clock))) {
      TaskRecord patient = engine.start(limited("sleep 0.5; echo done", limits(30_000, 100)));
      TaskRecord stubborn = engine.start(limited(STUBBORN, limits(600, 100)));
      clock.step(Duration.ofDays(2));
      clock.step(Duration.ofDays(-5));

      assertEquals("completed", engine.end(patient).state().word());
      TaskState.Ended end = TestEngine.ended(engine.end(stubborn));
      assertEquals(EndStatus.TIMED_OUT, end.status());
      assertEquals(EndedBy.Why.DEADLINE, end.by().orElseThrow().why());
      assertTrue(!end.duration().orElseThrow().isNegative(), end.toString());
    }
  }

  /** Were one to wait for another, the last would end after 50 times the grace. */
  @Test
  void fiftyStubbornTasksThatTimeOutTogetherEachHaveTheirOwnGrace() {
    final long graceMillis = 1000;
    try (TestEngine engine = TestEngine.in(temp, form.options())) {
      List<TaskRecord> tasks = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        tasks.add(engine.start(limited(STUBBORN, limits(1500, graceMillis))));
      }
      List<TaskState.Ended> ends =
          tasks.stream().map(it -> TestEngine.ended(engine.end(it))).toList();

      for (TaskState.Ended end : ends) {
        assertEquals(EndStatus.TIMED_OUT, end.status());
        assertTrue(
            end.duration().orElseThrow().toMillis() >= 1500 + graceMillis,
            "ended within its grace: " + end);
      }
      long longest =
          ends.stream().mapToLong(it -> it.duration().orElseThrow().toMillis()).max().orElseThrow();
      System.out.println("50 stubborn tasks: the last was ended after " + longest + " ms");
      assertTrue(longest < 1500 + 10 * graceMillis, "they waited for one another: " + longest);
    }
  }

  @Test
  void aDeadlineThatPassedWhileNobodyRanActsAtOnceAndOneThatDidNotIsKept() {
    TestEngine first = TestEngine.in(temp, form.options());
    TaskRecord passed = first.start(limited("echo ready; exec sleep 600", limits(300, 200)));
    TaskRecord kept = first.start(limited("echo ready; exec sleep 600", limits(2_500, 200)));
    first.awaitStdout(passed, "ready");
    first.abandon();
    Instant until = passed.order().createdAt().plusMillis(600);
    TestEngine.awaitThat(() -> Instant.now().isAfter(until), () -> "the time does not pass");

    try (TestEngine second = TestEngine.in(temp, form.options())) {
      TaskState.Ended early = TestEngine.ended(second.end(passed));
      assertEquals("running", second.show(kept).state().word());
      TaskState.Ended late = TestEngine.ended(second.end(kept));

      assertEquals(EndStatus.TIMED_OUT, early.status());
      assertEquals(EndStatus.TIMED_OUT, late.status());
      assertTrue(late.duration().orElseThrow().toMillis() >= 2_500, late.toString());
    }
  }

  /** Nobody of hob's is there: the wrapper itself keeps it, and says so. */
  @Test
  void theNativeWrapperKeepsADeadlineAlone() {
    if (form != Form.NATIVE) {
      return; // the script leaves deadlines to hob
    }
    TestEngine first = TestEngine.in(temp, form.options());
    TaskRecord asked = first.start(limited("echo ready; exec sleep 600", limits(400, 200)));
    TaskRecord stubborn = first.start(limited(STUBBORN, limits(400, 200)));
    first.awaitStdout(asked, "ready");
    first.awaitStdout(stubborn, "ready");
    first.abandon();
    for (TaskRecord task : List.of(asked, stubborn)) {
      Path marker = first.store().bundle(TestEngine.name(task)).exitMarker();
      TestEngine.awaitThat(
          () -> TestEngine.read(marker).contains("deadline=1"), () -> TestEngine.read(marker));
    }

    try (TestEngine second = TestEngine.in(temp, form.options())) {
      TaskState.Ended heeded = TestEngine.ended(second.end(asked));
      TaskState.Ended killed = TestEngine.ended(second.end(stubborn));

      assertEquals(EndStatus.TIMED_OUT, heeded.status());
      assertEquals(new Outcome.Signaled(15, false), heeded.outcome());
      assertEquals(EndedBy.Why.DEADLINE, heeded.by().orElseThrow().why());
      assertEquals(EndStatus.TIMED_OUT, killed.status());
      assertEquals(new Outcome.Signaled(9, false), killed.outcome());
      // The end is the time of the marker's file, which a system keeps as coarsely as its ticks.
      final int tick = 10;
      assertTrue(killed.duration().orElseThrow().toMillis() >= 600 - tick, killed.toString());
    }
  }

  @Test
  void silenceEndsATaskAndOutputKeepsItAlive() {
    Limits idle =
        new Limits(
            Optional.empty(),
            Optional.of(Duration.ofSeconds(2)),
            Optional.empty(),
            OptionalLong.empty());
    try (TestEngine engine = TestEngine.in(temp, form.options())) {
      TaskRecord silent = engine.start(limited("echo once; exec sleep 600", idle));
      TaskRecord talking =
          engine.start(
              limited("for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.3; echo $i >&2; done", idle));

      assertEquals("completed", engine.end(talking).state().word());
      TaskState.Ended end = TestEngine.ended(engine.end(silent));
      assertEquals(EndStatus.TIMED_OUT, end.status());
      assertEquals(EndedBy.Why.IDLE, end.by().orElseThrow().why());
      assertTrue(end.by().orElseThrow().detail().orElseThrow().contains("2000 ms"), end.toString());
    }
  }

  @Test
  void aStreamThatGrowsBeyondItsCapEndsTheTaskAndOneWithinItDoesNot() {
    Limits cap =
        new Limits(
            Optional.empty(), Optional.empty(), Optional.empty(), OptionalLong.of(1_000_000));
    try (TestEngine engine = TestEngine.in(temp, form.options())) {
      TaskRecord loud = engine.start(limited("yes | head -c 50000000; sleep 600", cap));
      TaskRecord loudOnStderr = engine.start(limited("yes | head -c 1000001 >&2; sleep 600", cap));
      TaskRecord exact = engine.start(limited("yes | head -c 1000000; sleep 1", cap));

      for (TaskRecord task : List.of(loud, loudOnStderr)) {
        TaskState.Ended end = TestEngine.ended(engine.end(task));
        assertEquals(EndStatus.KILLED, end.status());
        assertEquals(EndedBy.Why.CAP, end.by().orElseThrow().why());
        assertTrue(end.by().orElseThrow().detail().orElseThrow().contains("1000000 bytes"));
      }
      assertEquals("completed", engine.end(exact).state().word());
    }
  }
}

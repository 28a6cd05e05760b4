package dev.hob.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("smoke")
class TaskLifeTest {
  /**
   * The whole product, as the table in TaskLife has it. Columns: what the state becomes, or the
   * refusal; {@code =} is the same state.
   */
  private static final String TABLE =
      """
      state                  | left queue | spawned | start failed         | kill, request        | kill, deadline          | signal sent | exit 0              | exit 3              | TERM                 | killed marker      | process gone       | machine gone
      queued                 | starting   | refused | failed never_started | killed never_started | timed_out never_started | refused     | refused             | refused             | refused              | refused            | refused            | refused
      starting               | refused    | running | failed never_started | refused              | refused                 | refused     | completed exited 0  | failed exited 3     | failed signal 15     | killed lost signal_unknown | lost lost no_marker | lost lost reboot
      running                | refused    | refused | failed never_started | killing unsent       | killing unsent          | refused     | completed exited 0  | failed exited 3     | failed signal 15     | killed lost signal_unknown | lost lost no_marker | lost lost reboot
      killing unsent request | refused    | refused | failed never_started | =                    | =                       | killing sent | completed exited 0 | failed exited 3     | failed signal 15     | killed lost signal_unknown | lost lost no_marker | lost lost reboot
      killing sent request   | refused    | refused | killed lost signal_unknown | =                    | =                       | =           | killed exited 0     | killed exited 3     | killed signal 15     | killed lost signal_unknown | killed lost signal_unknown | lost lost reboot
      killing unsent deadline| refused    | refused | failed never_started | =                    | =                       | killing sent | completed exited 0 | failed exited 3     | failed signal 15     | killed lost signal_unknown | lost lost no_marker | lost lost reboot
      killing sent deadline  | refused    | refused | timed_out lost signal_unknown | =                    | =                       | =           | timed_out exited 0  | timed_out exited 3  | timed_out signal 15  | timed_out lost signal_unknown | timed_out lost signal_unknown | lost lost reboot
      """;

  @Test
  void everyStateMeetsEveryEventAsTheTableSays() {
    String[] rows = TABLE.split("\n");
    for (int state = 0; state < rows.length - 1; state++) {
      String[] cells = rows[state + 1].split("\\|");
      for (int event = 0; event < SampleTasks.events().size(); event++) {
        TaskState before = SampleTasks.states().get(state);
        Result<TaskState> after = TaskLife.next(before, SampleTasks.events().get(event));

        assertEquals(
            cells[event + 1].strip(),
            shown(before, after),
            cells[0].strip() + " meets " + rows[0].split("\\|")[event + 1].strip());
      }
    }
  }

  @Test
  void theTableCoversEveryLiveState() {
    long live = SampleTasks.states().stream().filter(state -> !state.isEnded()).count();

    assertEquals(live, TABLE.split("\n").length - 1);
  }

  @Test
  void nothingEverHappensToAnEndedTask() {
    for (TaskState state : SampleTasks.states()) {
      for (TaskEvent event : SampleTasks.events()) {
        if (state.isEnded()) {
          String code =
              TaskLife.next(state, event).fold(next -> "changed", refusal -> refusal.code().word());

          assertEquals("terminal", code, state + " meets " + event);
        }
      }
    }
  }

  @Test
  void refusalsSayWhatCannotHappenInWhichState() {
    String message =
        TaskLife.next(new TaskState.Queued(), new TaskEvent.SignalSent())
            .fold(next -> "changed", Refusal::message);

    assertEquals("this cannot happen to the task now (queued): signal sent", message);
  }

  @Test
  void endedStateKeepsGroupAndStartButNoPid() {
    TaskState.Ended ended = end(SampleTasks.states().get(2), SampleTasks.marker(0));

    assertEquals(FormerProcess.of(4242, "start-of-4242"), ended.process());
  }

  @Test
  void durationIsNotNegativeWhenTheClockStepsBack() {
    TaskEvent early = new TaskEvent.ProcessGone(SampleTasks.START.minus(Duration.ofHours(1)));

    assertEquals(Optional.of(Duration.ZERO), end(SampleTasks.states().get(2), early).duration());
  }

  @Test
  void markersOwnTimeIsTheFinishTime() {
    Instant written = SampleTasks.START.plusMillis(40);
    TaskEvent event =
        new TaskEvent.MarkerFound(
            SampleTasks.END,
            new ExitMarker.Wrote(
                Outcome.Exited.with(0), Optional.of(written), Usage.UNKNOWN, false));

    TaskState.Ended ended = end(SampleTasks.states().get(2), event);

    assertEquals(Optional.of(written), ended.finishedAt());
    assertEquals(Optional.of(Duration.ofMillis(40)), ended.duration());
  }

  /** Before a kill's signal went out it is the deadline's end; after that, the kill's. */
  @Test
  void aDeadlineThatTheWrapperKeptIsTheDeadlinesEnd() {
    Outcome killed = new Outcome.Signaled(9, false);
    TaskEvent event =
        new TaskEvent.MarkerFound(
            SampleTasks.END, new ExitMarker.Wrote(killed, Optional.empty(), Usage.UNKNOWN, true));
    for (TaskState.KillPhase phase : TaskState.KillPhase.values()) {
      TaskState.Ended ended =
          end(
              new TaskState.Killing(
                  SampleTasks.START, SampleTasks.PROVEN, SampleTasks.BY_REQUEST, phase),
              event);

      boolean sent = phase == TaskState.KillPhase.SENT;
      assertEquals(sent ? EndStatus.KILLED : EndStatus.TIMED_OUT, ended.status());
      assertEquals(Optional.of(sent ? SampleTasks.BY_REQUEST : EndedBy.deadline()), ended.by());
      assertEquals(killed, ended.outcome());
    }
    assertEquals(
        EndStatus.TIMED_OUT,
        end(new TaskState.Running(SampleTasks.START, SampleTasks.PROVEN), event).status());
  }

  @Test
  void aKilledTaskSaysWhoOrderedIt() {
    TaskState killing =
        new TaskState.Killing(
            SampleTasks.START,
            SampleTasks.PROVEN,
            SampleTasks.BY_REQUEST,
            TaskState.KillPhase.SENT);

    assertEquals(Optional.of(SampleTasks.BY_REQUEST), end(killing, SampleTasks.marker(0)).by());
  }

  @Test
  void anEndThatTheKillDidNotCauseSaysNothingOfIt() {
    TaskState killing =
        new TaskState.Killing(
            SampleTasks.START,
            SampleTasks.PROVEN,
            SampleTasks.BY_REQUEST,
            TaskState.KillPhase.UNSENT);

    assertTrue(end(killing, SampleTasks.marker(0)).by().isEmpty());
  }

  private static TaskState.Ended end(TaskState state, TaskEvent event) {
    return (TaskState.Ended) TaskLife.next(state, event).orElseThrow();
  }

  private static String shown(TaskState before, Result<TaskState> after) {
    return after.fold(
        state -> state.equals(before) ? "=" : shown(state),
        refusal -> refusal.code() == RefusalCode.OUT_OF_ORDER ? "refused" : refusal.toString());
  }

  private static String shown(TaskState state) {
    if (state instanceof TaskState.Killing killing) {
      return "killing " + (killing.phase() == TaskState.KillPhase.SENT ? "sent" : "unsent");
    }
    return state.foldEnded(ended -> ended.status().word() + " " + shown(ended), TaskState::word);
  }

  private static String shown(TaskState.Ended ended) {
    return ended
        .outcome()
        .fold(
            exited -> "exited " + exited.code(),
            signaled -> "signal " + signaled.signal(),
            neverStarted -> "never_started",
            lost -> "lost " + lost.reason());
  }
}

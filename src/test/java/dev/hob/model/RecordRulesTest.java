package dev.hob.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecordRulesTest {
  private final TaskRecord running = SampleTasks.running("t1");
  private final TaskRecord ended = SampleTasks.completed("t1");

  @Test
  void whatRemainsOfAnEndedTaskMayChange() {
    TaskRemains remains = ended.remains();

    for (TaskRemains changed :
        List.of(
            remains.with(remains.delivery().done()),
            remains.with(remains.delivery().with(List.of(standing()))),
            remains.with(
                new OutputFacts(Map.of(), List.of(), Set.of(CaptureStream.PTY), Optional.empty())),
            remains.withLeftovers(List.of(new TaskRemains.Leftover(1, Optional.empty(), "x"))),
            remains.withLabel("nightly"),
            remains.withPinned(true))) {
      assertEquals(Optional.empty(), RecordRules.check(ended, ended.with(changed)));
    }
  }

  @Test
  void theEndOfAnEndedTaskCannotChange() {
    for (TaskState state : SampleTasks.states()) {
      if (!state.equals(ended.state())) {
        assertEquals("terminal", code(ended, ended.with(ended.progress().with(state))));
      }
    }
    assertEquals("terminal", code(ended, ended.with(ended.progress().because("another reason"))));
  }

  @Test
  void aDeliveredEndCannotBecomeUndelivered() {
    TaskRecord delivered = ended.with(ended.remains().with(ended.remains().delivery().done()));

    assertEquals("terminal", code(delivered, ended));
  }

  @Test
  void whetherAnEndIsToldCannotChangeAfterIt() {
    TaskRecord silent = ended.with(ended.remains().with(Delivery.wanted(false)));

    assertEquals("terminal", code(ended, silent));
  }

  @Test
  void whatWasAskedForNeverChanges() {
    TaskOrder order = running.order();
    TaskOrder longer =
        new TaskOrder(
            order.id(),
            order.ownership(),
            order.command(),
            order.labels(),
            Limits.ofTimeout(Duration.ofDays(1)),
            order.createdAt(),
            order.condensed());

    assertEquals(
        "internal",
        code(running, new TaskRecord(longer, running.progress(), running.remains(), 0)));
  }

  @Test
  void aTaskThatEndsIsUndeliveredWhenItsEndIsWanted() {
    TaskRecord told = running.with(running.remains().with(running.remains().delivery().done()));

    assertFalse(delivered(told));
  }

  @Test
  void aTaskThatEndsIsDeliveredWhenNobodyWantsItsEnd() {
    TaskRecord silent = running.with(running.remains().with(new Delivery(false, false, List.of())));

    assertTrue(delivered(silent));
  }

  @Test
  void anEventThatChangesNothingGivesTheSameRecord() {
    TaskEvent kill = new TaskEvent.KillOrdered(SampleTasks.END, SampleTasks.BY_REQUEST);
    TaskRecord killing = running.after(kill).orElseThrow();

    assertEquals(killing, killing.after(kill).orElseThrow());
  }

  private static boolean delivered(TaskRecord record) {
    return record.after(SampleTasks.marker(0)).orElseThrow().remains().delivery().delivered();
  }

  private static Delivery.Standing standing() {
    return new Delivery.Standing(new NoticeId(new TaskId("t1"), NoticeKind.MATCH, 1), "offered");
  }

  private static String code(TaskRecord before, TaskRecord after) {
    return RecordRules.check(before, after).map(it -> it.code().word()).orElse("allowed");
  }
}

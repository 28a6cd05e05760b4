package dev.hob.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class LanesTest {
  private final Queue<Runnable> steps = new ArrayDeque<>();
  private final Lanes<String> lanes = new Lanes<>(steps::add);
  private final List<String> done = new ArrayList<>();

  @Test
  void workOfOneLaneFollowsInItsOrder() {
    for (String work : List.of("a1", "a2", "a3")) {
      run("a", work);
    }

    runAll();

    assertEquals(List.of("a1", "a2", "a3"), done);
  }

  @Test
  void lanesGoOnSideBySide() {
    run("a", "a1");
    run("a", "a2");
    run("b", "b1");

    assertEquals(2, steps.size(), "one step of each lane can run now");
    runAll();
    assertEquals(List.of("a1", "b1", "a2"), done);
  }

  @Test
  void workThatThrowsTellsItsCallerAndTheLaneGoesOn() {
    CompletableFuture<String> broken =
        lanes.run(
            "a",
            () -> {
              throw new IOException("no");
            });
    CompletableFuture<String> next = run("a", "a2");

    runAll();

    assertThrows(CompletionException.class, broken::join);
    assertEquals("a2", next.join());
  }

  @Test
  void aLaneCanBeUsedAgainAfterItWasEmpty() {
    run("a", "a1");
    runAll();
    run("a", "a2");
    runAll();

    assertEquals(List.of("a1", "a2"), done);
  }

  @Test
  void anExecutorThatTakesNoMoreFailsWhatWaits() {
    boolean[] open = {true};
    Lanes<String> closing =
        new Lanes<>(
            step -> {
              if (!open[0]) {
                throw new RejectedExecutionException("shut down");
              }
              steps.add(step);
            });
    CompletableFuture<String> first = closing.run("a", () -> "a1");
    CompletableFuture<String> second = closing.run("a", () -> "a2");
    open[0] = false;

    runAll();

    assertEquals("a1", first.join());
    assertTrue(second.isCompletedExceptionally());
    assertTrue(closing.run("a", () -> "a3").isCompletedExceptionally());
  }

  @Test
  void aLaneIsNotStuckWhenThereWasNoThreadOnce() {
    boolean[] thread = {false};
    Lanes<String> starved =
        new Lanes<>(
            step -> {
              if (!thread[0]) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              step.run();
            });

    assertTrue(starved.run("a", () -> "a1").isCompletedExceptionally());
    thread[0] = true;
    assertEquals("a2", starved.run("a", () -> "a2").join());
  }

  @Test
  void whatWaitsForOneLaneIsBounded() {
    for (int i = 0; i <= Lanes.MAX_WAITING; i++) {
      run("a", "a" + i);
    }

    assertTrue(run("a", "one too many").isCompletedExceptionally());
    assertFalse(run("b", "b1").isDone(), "other lanes are not full");
  }

  @CanIgnoreReturnValue
  private CompletableFuture<String> run(String lane, String work) {
    return lanes.run(
        lane,
        () -> {
          done.add(work);
          return work;
        });
  }

  private void runAll() {
    while (!steps.isEmpty()) {
      steps.remove().run();
    }
  }
}

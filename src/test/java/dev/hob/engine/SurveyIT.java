package dev.hob.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.api.Caller;
import dev.hob.api.Changes;
import dev.hob.api.ListTasks;
import dev.hob.api.PollTask;
import dev.hob.api.RemoveTasks;
import dev.hob.api.Removed;
import dev.hob.api.Scope;
import dev.hob.api.TaskPage;
import dev.hob.api.WaitForTasks;
import dev.hob.api.Waited;
import dev.hob.api.WhichTask;
import dev.hob.bundle.Lanes;
import dev.hob.bundle.RecordWriter;
import dev.hob.model.Ownership;
import dev.hob.model.ProjectKey;
import dev.hob.model.Result;
import dev.hob.model.SessionKey;
import dev.hob.model.TaskEvent;
import dev.hob.model.TaskId;
import dev.hob.model.TaskOrder;
import dev.hob.model.TaskRecord;
import dev.hob.process.ThisMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told while an engine still reads what earlier ones left. */
class SurveyIT {
  private static final int ENDED = 300;
  private static final Instant THEN = Instant.ofEpochMilli(1_700_000_000_000L);
  private static final Scope OWN = Scope.of(TestEngine.SESSION);
  private static final Caller CALLER = new Caller(TestEngine.OWNERSHIP, Caller.Rule.SAID);
  private static final Caller OTHER = caller("another session");

  @TempDir private Path temp;

  private static Caller caller(String session) {
    return new Caller(
        new Ownership(
            new SessionKey(session), "", Optional.empty(), ProjectKey.of("/"), Optional.empty()),
        Caller.Rule.SAID);
  }

  private Path home() {
    return temp.resolve("store");
  }

  /** Started, as far as its record says; nobody claimed the start. */
  private static TaskRecord begun(String id, Caller caller, Instant at) {
    TaskRecord record =
        TaskRecord.accepted(
                TaskOrder.of(new TaskId(id), caller.own(), TestEngine.onlyCommand("true"), at),
                true)
            .after(new TaskEvent.LeftQueue(at))
            .orElseThrow();
    return record.with(record.progress().on(ThisMachine.look()));
  }

  private static TaskRecord ended(String id, Caller caller, Instant at) {
    return begun(id, caller, at).after(new TaskEvent.StartFailed(at, "no")).orElseThrow();
  }

  /** In the store, and in no list of what lives. */
  private Set<TaskId> leave(List<TaskRecord> records) throws IOException {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    RecordWriter writer = new RecordWriter(TestEngine.storeIn(home()), new Lanes<>(threads));
    List<CompletableFuture<Result<TaskRecord>>> created =
        records.stream().map(writer::create).toList();
    created.forEach(it -> TestEngine.await(it).orElseThrow());
    threads.shutdown();
    forgetWhatLives();
    return records.stream().map(TaskRecord::id).collect(Collectors.toSet());
  }

  private void forgetWhatLives() throws IOException {
    try (Stream<Path> marks = Files.list(home().resolve("live"))) {
      for (Path mark : marks.toList()) {
        Files.delete(mark);
      }
    }
  }

  private Set<TaskId> leaveEnded(int count) throws IOException {
    List<TaskRecord> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      // Many of the same moment: their ids decide what comes first.
      records.add(ended("told" + i, i % 3 == 0 ? OTHER : CALLER, THEN.plusMillis(i / 100)));
    }
    return leave(records);
  }

  private static TaskPage page(HeldSurvey held, Scope scope, int limit, Optional<String> next) {
    return held.hob()
        .list(new ListTasks(scope, Set.of(), Optional.empty(), Optional.empty(), limit, next))
        .orElseThrow();
  }

  private static TaskPage page(HeldSurvey held, Scope scope) {
    return page(held, scope, ListTasks.MOST, Optional.empty());
  }

  private static Set<TaskId> ids(TaskPage page) {
    return page.tasks().stream().map(TaskRecord::id).collect(Collectors.toSet());
  }

  @Test
  void aListSaysThatItIsNotWholeUntilItIs() throws IOException {
    Set<TaskId> all = leaveEnded(ENDED);
    List<String> heard = new CopyOnWriteArrayList<>();
    try (HeldSurvey held = HeldSurvey.in(home())) {
      Changes.Hearing hearing = held.hob().hear(it -> heard.add(it.id().value()));
      assertEquals(Set.of(), ids(page(held, Scope.EVERYWHERE)));
      assertTrue(page(held, Scope.EVERYWHERE).recovering());
      assertEquals(ENDED / 3 * 2, page(held, OWN).tasks().size());
      assertEquals(ENDED / 3 * 2, held.hob().count(OWN).orElseThrow().total());

      held.letGo();

      TaskPage whole = page(held, Scope.EVERYWHERE);
      assertFalse(whole.recovering());
      assertEquals(all, ids(whole));
      assertEquals(ENDED, whole.counts().total());
      assertEquals(whole.tasks().stream().map(TaskRecord::id).toList(), paged(held));
      assertEquals(List.of(), heard); // it was so before
      hearing.close();
    }
  }

  private static List<TaskId> paged(HeldSurvey held) {
    List<TaskId> tasks = new ArrayList<>();
    Optional<String> next = Optional.empty();
    do {
      TaskPage page = page(held, Scope.EVERYWHERE, 7, next);
      page.tasks().forEach(it -> tasks.add(it.id()));
      next = page.next();
    } while (next.isPresent());
    return tasks;
  }

  @Test
  void whatHasNotEndedIsFoundThoughNothingSaysThatItLives() throws IOException {
    leave(List.of(begun("tlost00001", CALLER, THEN), ended("tlost00002", CALLER, THEN)));
    List<String> heard = new CopyOnWriteArrayList<>();
    try (HeldSurvey held = HeldSurvey.in(home())) {
      Changes.Hearing hearing = held.hob().hear(it -> heard.add(it.id() + " " + it.state().word()));
      held.letGo();

      TestEngine.awaitThat(
          () -> heard.equals(List.of("tlost00001 failed")), () -> "heard " + heard);
      assertEquals(2, held.hob().count(OWN).orElseThrow().byStatus().get("failed"));
      hearing.close();
    }
  }

  /** The command goes on without hob, and the next one has lost its mark. */
  private TaskRecord leaveRunning(String command) throws IOException {
    TestEngine first = TestEngine.in(temp);
    TaskRecord task = first.start(command);
    first.awaitStdout(task, "ready");
    first.abandon();
    forgetWhatLives();
    return task;
  }

  @Test
  void whoNamesATaskBeforeItsTurnSeesItAsItIs() throws IOException {
    TaskRecord task = leaveRunning("echo ready; exec sleep 600");
    try (HeldSurvey held = HeldSurvey.in(home())) {
      assertEquals(List.of(), held.engine().live());
      WhichTask which = WhichTask.of(CALLER, task.id().value());

      assertEquals("running", held.hob().show(which).orElseThrow().task().state().word());
      assertEquals(List.of(TestEngine.name(task)), held.engine().live());
      assertTrue(page(held, Scope.EVERYWHERE).recovering());
      held.letGo();
      assertEquals(List.of(TestEngine.name(task)), held.engine().live());
    }
  }

  @Test
  void aBeginningOfAnIdFindsTheTaskOfAnotherSessionBeforeItsTurn() throws IOException {
    TaskRecord task = leaveRunning("echo ready; exec sleep 600");
    try (HeldSurvey held = HeldSurvey.in(home())) {
      String beginning = task.id().value().substring(0, 8);

      WhichTask which = WhichTask.of(OTHER, beginning);

      assertEquals(task.id(), held.hob().show(which).orElseThrow().task().id());
      assertEquals(List.of(TestEngine.name(task)), held.engine().live());
    }
  }

  @Test
  void whoMeansTheLatestOrAllThatLiveHasTheSessionLookedAtFirst() throws IOException {
    TaskRecord task = leaveRunning("echo ready; sleep 0.5; echo over");
    leave(List.of(ended("told1", CALLER, THEN)));
    try (HeldSurvey held = HeldSurvey.in(home())) {
      WaitForTasks request = new WaitForTasks(CALLER, List.of(), false, Duration.ofSeconds(50));

      Waited waited = TestEngine.await(held.hob().await(request)).orElseThrow();

      assertTrue(waited.satisfied());
      PollTask latest = PollTask.of(new WhichTask(CALLER, Optional.empty()));
      assertEquals(task.id(), TestEngine.await(held.hob().poll(latest)).orElseThrow().task().id());
    }
  }

  @Test
  void whatIsMadeAndRemovedMeanwhileStaysSo() throws IOException {
    Set<TaskId> expected = new HashSet<>(leaveEnded(30));
    try (HeldSurvey held = HeldSurvey.in(home())) {
      TaskRecord made =
          TestEngine.await(held.hob().run(TestEngine.request("true"), Duration.ofSeconds(50)))
              .orElseThrow()
              .task();
      Removed removed =
          TestEngine.await(
                  held.hob().remove(new RemoveTasks(CALLER, List.of("told1", "told3"), true)))
              .orElseThrow();
      assertEquals(List.of(), removed.refused());
      expected.add(made.id());
      expected.removeAll(removed.tasks());

      held.letGo();

      assertEquals(expected, ids(page(held, Scope.EVERYWHERE)));
      assertEquals(29, expected.size());
    }
  }

  @Test
  void clearingLeavesNothingThatWasNotLookedAtYet() throws IOException {
    leaveEnded(30);
    try (HeldSurvey held = HeldSurvey.in(home())) {
      Removed own = TestEngine.await(held.hob().clear(OWN)).orElseThrow();
      CompletableFuture<Result<Removed>> all = held.hob().clear(Scope.EVERYWHERE);
      assertEquals(20, own.tasks().size());
      assertFalse(all.isDone());

      held.letGo();

      assertEquals(10, TestEngine.await(all).orElseThrow().tasks().size());
      assertEquals(0, held.hob().count(Scope.EVERYWHERE).orElseThrow().total());
    }
  }
}

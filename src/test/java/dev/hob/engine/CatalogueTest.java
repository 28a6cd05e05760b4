package dev.hob.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.api.Changes;
import dev.hob.api.Scope;
import dev.hob.bundle.BundleName;
import dev.hob.model.Ownership;
import dev.hob.model.ProjectKey;
import dev.hob.model.SampleTasks;
import dev.hob.model.SessionKey;
import dev.hob.model.TaskEvent;
import dev.hob.model.TaskId;
import dev.hob.model.TaskOrder;
import dev.hob.model.TaskRecord;
import dev.hob.testing.Seeded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is known of tasks without reading their records. */
class CatalogueTest {
  private static final List<SessionKey> SESSIONS =
      Stream.of("s1", "s2", "s3").map(SessionKey::new).toList();

  private static final List<String> PROJECTS = List.of("/p1", "/p2");

  private final List<String> troubles = new ArrayList<>();
  private final Catalogue catalogue = new Catalogue(troubles::add);

  static TaskRecord task(String id, SessionKey session, String project, long createdAt) {
    Ownership ownership =
        new Ownership(session, "", Optional.empty(), ProjectKey.of(project), Optional.empty());
    return TaskRecord.accepted(
        TaskOrder.of(
            new TaskId(id),
            ownership,
            TestEngine.onlyCommand("true"),
            Instant.ofEpochMilli(createdAt)),
        true);
  }

  private static TaskRecord task(String id) {
    return task(id, SESSIONS.get(0), "/p1", 1000);
  }

  private static TaskRecord ended(TaskRecord task) {
    return task.after(new TaskEvent.LeftQueue(SampleTasks.START))
        .flatMap(it -> it.after(new TaskEvent.StartFailed(SampleTasks.END, "no")))
        .orElseThrow();
  }

  private static BundleName name(TaskRecord task) {
    return new BundleName(task.session().hash(), task.id());
  }

  /** The same as a list that is looked through each time. */
  @Test
  void itAnswersAsAListWould() {
    Seeded random = Seeded.fresh();
    for (int round = 0; round < 30; round++) {
      Catalogue tested = new Catalogue(troubles::add);
      Map<BundleName, TaskRecord> model = new HashMap<>();
      for (int step = 0; step < 60; step++) {
        change(random, tested, model);
      }
      compare(random, tested, model);
    }
  }

  private static void change(Seeded random, Catalogue tested, Map<BundleName, TaskRecord> model) {
    String id = random.of("t", "ta", "tab", "tb", "tB", "t_1", "t-1", "u", "v9");
    SessionKey session = random.of(SESSIONS);
    BundleName name = new BundleName(session.hash(), new TaskId(id));
    if (random.below(4) == 0) {
      tested.drop(name);
      model.remove(name);
      return;
    }
    TaskRecord had =
        Optional.ofNullable(model.get(name))
            .orElseGet(() -> task(id, session, random.of(PROJECTS), random.below(5)));
    TaskRecord now =
        (random.chance() ? had : had.state().isEnded() ? had : ended(had))
            .withRevision(random.below(4));
    TaskRecord labelled =
        random.chance() ? now.with(now.remains().withLabel(random.of("a", "b"))) : now;
    tested.note(labelled);
    model.merge(name, labelled, (old, it) -> old.revision() > it.revision() ? old : it);
  }

  private static void compare(Seeded random, Catalogue tested, Map<BundleName, TaskRecord> model) {
    List<Scope> scopes = new ArrayList<>(List.of(Scope.EVERYWHERE));
    SESSIONS.forEach(it -> scopes.add(Scope.of(it)));
    PROJECTS.forEach(it -> scopes.add(Scope.of(ProjectKey.of(it))));
    scopes.add(
        new Scope(Optional.of(SESSIONS.get(1)), Optional.of(ProjectKey.of(random.of(PROJECTS)))));
    for (Scope scope : scopes) {
      List<TaskRecord> expected = listed(scope, model);
      List<Catalogue.Entry> got = tested.all(scope, it -> true);
      assertEquals(
          expected.stream().map(Catalogue.Entry::of).sorted(ANY_ORDER).toList(),
          got.stream().sorted(ANY_ORDER).toList());
      assertEquals(keys(expected), got.stream().map(CatalogueTest::key).toList());
      assertEquals(
          expected.stream().filter(it -> it.state().isEnded()).count(),
          tested.all(scope, Catalogue.Entry::ended).size());
      Map<String, Integer> counts = new TreeMap<>();
      expected.forEach(it -> counts.merge(it.state().word(), 1, Integer::sum));
      assertEquals(counts, Catalogue.counts(got).byStatus());
      assertEquals(expected.size(), Catalogue.counts(got).total());
    }
    for (SessionKey session : SESSIONS) {
      List<TaskRecord> own = listed(Scope.of(session), model);
      assertEquals(
          own.stream().map(CatalogueTest::name).findFirst(), tested.latest(session.hash()));
    }
    for (String text : List.of("t", "ta", "tab", "tabc", "t_", "t-", "T", "v", "x")) {
      List<BundleName> exact =
          model.keySet().stream().filter(it -> it.task().value().equals(text)).toList();
      List<BundleName> beginning =
          model.keySet().stream().filter(it -> it.task().value().startsWith(text)).toList();
      assertEquals(
          (exact.isEmpty() ? beginning : exact).stream().sorted(NAMES).toList(),
          tested.beginningWith(text, it -> true, 1000).stream().sorted(NAMES).toList());
    }
  }

  private static final Comparator<BundleName> NAMES = Comparator.comparing(BundleName::toString);
  private static final Comparator<Catalogue.Entry> ANY_ORDER =
      Comparator.comparing(Catalogue.Entry::toString);

  private static List<TaskRecord> listed(Scope scope, Map<BundleName, TaskRecord> model) {
    return model.values().stream()
        .filter(it -> scope.session().map(it.session()::equals).orElse(true))
        .filter(it -> scope.project().map(it.order().ownership().projectKey()::equals).orElse(true))
        .sorted(
            Comparator.comparing((TaskRecord it) -> it.order().createdAt())
                .thenComparing(it -> it.id().value())
                .reversed())
        .toList();
  }

  /** By which they are ordered; two of two sessions may have the same. */
  private static List<String> keys(List<TaskRecord> tasks) {
    return tasks.stream().map(Catalogue.Entry::of).map(CatalogueTest::key).toList();
  }

  private static String key(Catalogue.Entry entry) {
    return entry.createdAt() + " " + entry.name().task();
  }

  @Test
  void anOlderTruthIsIgnored() {
    catalogue.note(ended(task("t1")).withRevision(5));
    catalogue.note(task("t1").withRevision(4));

    assertTrue(catalogue.all(Scope.EVERYWHERE, it -> true).get(0).ended());
  }

  @Test
  void onlyAsManyAsAreWantedAreFound() {
    for (int i = 0; i < 50; i++) {
      catalogue.note(task("t" + i));
    }

    assertEquals(9, catalogue.beginningWith("t", it -> true, 9).size());
    assertEquals(List.of(), catalogue.beginningWith("t", it -> false, 9));
    assertEquals(1, catalogue.beginningWith("t4", it -> true, 9).size());
  }

  @Test
  void whatCanBeNoIdBeginsNone() {
    catalogue.note(task("t1"));
    catalogue.note(task("sessions"));

    for (String odd : List.of("", "-", "t%", "t*", ".", "../t1", "t1/", "\0", "x".repeat(70))) {
      assertEquals(List.of(), catalogue.beginningWith(odd, it -> true, 9), odd);
    }
  }

  @Test
  void itIsToldWhatIsNewAndWhatChangesItsStatusAndNothingElse() {
    List<String> heard = new ArrayList<>();
    Changes.Hearing hearing = catalogue.hear(it -> heard.add(it.id() + " " + it.state().word()));
    TaskRecord task = task("t1");

    catalogue.note(task);
    catalogue.note(task.with(task.remains().withLabel("new")).withRevision(1));
    catalogue.note(ended(task).withRevision(3));
    catalogue.note(task.withRevision(2));
    hearing.close();
    catalogue.note(task("t2"));

    assertEquals(List.of("t1 queued", "t1 failed"), heard);
  }

  @Test
  void whatIsOnlyReadAgainIsNoChange() {
    List<String> heard = new ArrayList<>();
    Changes.Hearing hearing = catalogue.hear(it -> heard.add(it.id().value()));

    catalogue.know(ended(task("t1")));

    assertEquals(List.of(), heard);
    assertEquals(1, catalogue.all(Scope.EVERYWHERE, it -> true).size());
    hearing.close();
  }

  @Test
  void oneThatFailsToHearKeepsNobodyElseFromIt() {
    List<String> heard = new ArrayList<>();
    Changes.Hearing broken =
        catalogue.hear(
            it -> {
              throw new IllegalStateException("deaf");
            });
    Changes.Hearing hearing = catalogue.hear(it -> heard.add(it.id().value()));

    catalogue.note(task("t1"));

    assertEquals(List.of("t1"), heard);
    assertTrue(troubles.toString().contains("deaf"), troubles.toString());
    broken.close();
    hearing.close();
  }

  @Test
  void whatIsDroppedLeavesNothing() {
    TaskRecord task = task("t1");
    catalogue.note(task);
    catalogue.drop(name(task));
    catalogue.drop(name(task));

    assertEquals(Optional.empty(), catalogue.latest(task.session().hash()));
    assertEquals(List.of(), catalogue.all(Scope.of(task.session()), it -> true));
    assertEquals(List.of(), catalogue.beginningWith("t1", it -> true, 9));
  }

  /** A measurement; what is held to is only that it is no order of magnitude more. */
  @Test
  void aHundredThousandTasksFitIntoAFewDozenMegabytes() {
    final int count = 100_000;
    Seeded random = Seeded.of(1);
    List<SessionKey> sessions =
        IntStream.range(0, 500).mapToObj(it -> new SessionKey("session " + it)).toList();
    long before = used();

    for (int i = 0; i < count; i++) {
      catalogue.note(
          ended(
              task(
                  TaskId.ofBits(random.nextLong()).value(),
                  random.of(sessions),
                  "/p" + random.below(50),
                  1_700_000_000_000L + i)));
    }
    long each = (used() - before) / count;

    assertEquals(count, catalogue.all(Scope.EVERYWHERE, it -> true).size());
    System.out.println("the catalogue holds " + count + " tasks, with " + each + " bytes for each");
    assertFalse(each > 2000, each + " bytes for a task");
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}

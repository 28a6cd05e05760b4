package dev.hob.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.model.Result;
import dev.hob.model.SampleTasks;
import dev.hob.model.TaskProgress;
import dev.hob.model.TaskRecord;
import dev.hob.testing.ChildJvm;
import dev.hob.testing.Seeded;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConcurrentWritersIT {
  private static final int THREADS = 16;
  private static final int TASKS = 4;
  private static final int PROCESSES = 4;

  @TempDir private Path temp;

  @Test
  void noUpdateOfSixteenThreadsIsLostThroughTheOneWriter() throws Exception {
    int updates = Seeded.rounds(50);
    BundleStore store = TestStore.in(temp);
    ExecutorService lanes = Executors.newFixedThreadPool(4);
    ExecutorService callers = Executors.newFixedThreadPool(THREADS);
    try {
      RecordWriter writer = new RecordWriter(store, new Lanes<>(lanes));
      for (int task = 0; task < TASKS; task++) {
        writer.create(SampleTasks.running("t" + task)).get().orElseThrow();
      }
      List<Callable<Set<Long>>> work = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        String name = "thread-" + thread;
        work.add(() -> updateAll(writer, name, updates));
      }

      List<Future<Set<Long>>> revisions = callers.invokeAll(work);

      Set<Long> seen = new TreeSet<>();
      int total = 0;
      for (Future<Set<Long>> of : revisions) {
        total += of.get().size();
        seen.addAll(of.get());
      }
      assertEquals(THREADS * updates * TASKS, total);
      assertEquals(total, seen.size(), "two updates got the same revision");
      for (int task = 0; task < TASKS; task++) {
        TaskRecord last = TestStore.stored(store, TestStore.name("t" + task)).record();
        assertEquals(1L + (long) THREADS * updates, last.revision());
        assertEquals(THREADS * updates, last.progress().members().size(), "an update was lost");
      }
    } finally {
      callers.shutdownNow();
      lanes.shutdownNow();
    }
  }

  /**
   * Each update adds a member; the revisions of all tasks are made distinct by the task's number.
   */
  private static Set<Long> updateAll(RecordWriter writer, String thread, int updates)
      throws Exception {
    Set<Long> revisions = new TreeSet<>();
    for (int i = 0; i < updates; i++) {
      for (int task = 0; task < TASKS; task++) {
        String member = thread + "-" + i;
        TaskRecord written =
            writer
                .update(TestStore.name("t" + task), record -> Result.ok(withMember(record, member)))
                .get()
                .orElseThrow();
        revisions.add(written.revision() * TASKS + task);
      }
    }
    return revisions;
  }

  private static TaskRecord withMember(TaskRecord record, String start) {
    TaskProgress progress = record.progress();
    List<TaskProgress.Member> members = new ArrayList<>(progress.members());
    members.add(new TaskProgress.Member(members.size(), start));
    return record.with(progress.withMembers(members));
  }

  @Test
  void fourProcessesOnDifferentRecordsLoseNothing() throws IOException {
    int updates = Seeded.rounds(200);
    BundleStore store = TestStore.in(temp);
    List<ChildJvm.Running> children = new ArrayList<>();
    for (int process = 0; process < PROCESSES; process++) {
      store.records().create(SampleTasks.running("t" + process)).orElseThrow();
    }
    for (int process = 0; process < PROCESSES; process++) {
      children.add(child("t" + process, updates, "p" + process));
    }

    for (ChildJvm.Running child : children) {
      assertEquals(new ChildJvm.End(0, "refused 0\n"), child.await());
    }

    for (int process = 0; process < PROCESSES; process++) {
      TaskRecord last = TestStore.stored(store, TestStore.name("t" + process)).record();
      assertEquals(1L + updates, last.revision());
      assertTrue(label(last).startsWith("p" + process + "-" + (updates - 1) + "-"));
    }
    assertEquals(List.of(), WriteScenario.temps(temp));
  }

  @Test
  void fourProcessesOnOneRecordLeaveItWholeAtEveryLook() throws IOException {
    int updates = Seeded.rounds(200);
    BundleStore store = TestStore.in(temp);
    store.records().create(SampleTasks.running("t1")).orElseThrow();
    List<ChildJvm.Running> children = new ArrayList<>();
    for (int process = 0; process < PROCESSES; process++) {
      children.add(child("t1", updates, "p" + process));
    }
    int looks = 0;
    while (children.stream().anyMatch(child -> TestStore.lives(child.pid()))) {
      assertEquals("found running", Fixtures.shown(store.records().read(TestStore.name("t1"))));
      looks++;
    }

    for (ChildJvm.Running child : children) {
      assertEquals(new ChildJvm.End(0, "refused 0\n"), child.await());
    }
    String last = label(TestStore.stored(store, TestStore.name("t1")).record());
    assertTrue(last.matches("p[0-3]-" + (updates - 1) + "-x*"), "not the last of anybody: " + last);
    assertTrue(looks > 100, "only " + looks + " looks");
    assertEquals(List.of(), WriteScenario.temps(temp));
  }

  private ChildJvm.Running child(String task, int updates, String who) {
    return ChildJvm.same()
        .start(WriterChild.class, temp.toString(), task, Integer.toString(updates), who);
  }

  private static String label(TaskRecord record) {
    return record.remains().label().orElse("");
  }
}

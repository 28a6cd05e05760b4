package dev.hob.bundle;

import dev.hob.model.NoticeEvent;
import dev.hob.model.NoticeId;
import dev.hob.model.NoticeKind;
import dev.hob.model.SampleTasks;
import dev.hob.model.TaskEvent;
import dev.hob.model.TaskRecord;
import dev.hob.testing.Seeded;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Writes to a store without a pause until it is killed: {@code FOLDER SEED}. After each write that
 * was acknowledged it says so, in one line.
 */
final class BusyChild {
  private final BundleStore store;
  private final Seeded random;

  private BusyChild(BundleStore store, Seeded random) {
    this.store = store;
    this.random = random;
  }

  public static void main(String[] arguments) throws IOException {
    BusyChild child =
        new BusyChild(TestStore.in(Path.of(arguments[0])), Seeded.of(Long.parseLong(arguments[1])));
    for (int task = 0; ; task++) {
      child.liveOneLife("t" + task);
    }
  }

  private void liveOneLife(String task) throws IOException {
    BundleName name = TestStore.name(task);
    say(task, store.records().create(SampleTasks.running(task)).orElseThrow());
    NoticeId notice = new NoticeId(name.task(), NoticeKind.COMPLETION, 1);
    if (random.chance()) {
      update(
          name,
          new TaskEvent.KillOrdered(SampleTasks.END, SampleTasks.BY_REQUEST),
          new TaskEvent.SignalSent());
    }
    update(name, SampleTasks.marker(random.below(3)));
    for (int i = 0; i < random.below(4); i++) {
      append(name, new NoticeEvent.Offered(notice, SampleTasks.END, "consumer " + i));
    }
    if (random.chance()) {
      System.out.println(task + " deleting");
      store.deletion().delete(name);
      System.out.println(task + " deleted");
    }
  }

  private void update(BundleName name, TaskEvent... events) throws IOException {
    for (TaskEvent event : events) {
      say(
          name.task().value(),
          store.records().update(name, record -> record.after(event)).orElseThrow());
    }
  }

  private void append(BundleName name, NoticeEvent event) throws IOException {
    if (store.notices().append(store.bundle(name), event).isPresent()) {
      throw new IOException("refused");
    }
    System.out.println(name.task() + " appended");
  }

  private static void say(String task, TaskRecord written) {
    System.out.println(task + " revision " + written.revision());
  }
}

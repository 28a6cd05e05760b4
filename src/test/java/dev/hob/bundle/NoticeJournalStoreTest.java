package dev.hob.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.model.NoticeEvent;
import dev.hob.model.NoticeId;
import dev.hob.model.NoticeKind;
import dev.hob.model.SampleTasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("smoke")
class NoticeJournalStoreTest {
  private static final BundleName T1 = TestStore.name("t1");
  private static final NoticeId NOTICE = new NoticeId(T1.task(), NoticeKind.COMPLETION, 1);
  private static final NoticeEvent PENDING = new NoticeEvent.Pending(NOTICE, SampleTasks.END);
  private static final NoticeEvent OFFERED =
      new NoticeEvent.Offered(NOTICE, SampleTasks.END, "hook 7");

  private final BundleStore store;

  NoticeJournalStoreTest(@TempDir Path temp) throws IOException {
    store = TestStore.in(temp);
    store.records().create(SampleTasks.running("t1")).orElseThrow();
  }

  @Test
  void aTaskWithoutAJournalHasNone() {
    assertEquals(new JournalReading.Absent(), store.notices().read(store.bundle(T1)));
  }

  @Test
  void eventsAreFoundInTheirOrder() throws IOException {
    append(PENDING);
    append(OFFERED);

    assertEquals(List.of(PENDING, OFFERED), events());
    assertEquals(
        "{\"format\":\"hob.notices\",\"version\":1}",
        Files.readAllLines(store.bundle(T1).notices()).get(0));
  }

  @Test
  void anUnfinishedLineIsIgnoredAndCutOffByTheNextAppend() throws IOException {
    append(PENDING);
    Files.writeString(store.bundle(T1).notices(), "{\"event\":\"acknow", StandardOpenOption.APPEND);

    assertEquals(List.of(PENDING), events());
    append(OFFERED);
    assertEquals(List.of(PENDING, OFFERED), events());
    assertEquals(3, Files.readAllLines(store.bundle(T1).notices()).size());
  }

  @Test
  void anUnfinishedHeaderIsWrittenAgain() throws IOException {
    append(PENDING);
    Files.writeString(store.bundle(T1).notices(), "{\"format\":\"ho");

    append(OFFERED);

    assertEquals(List.of(OFFERED), events());
  }

  @Test
  void aNewersJournalIsLeftAlone() throws IOException {
    String newer = "{\"format\":\"hob.notices\",\"version\":2}\nanything\n";
    Files.writeString(store.bundle(T1).notices(), newer);

    String code =
        store
            .notices()
            .append(store.bundle(T1), PENDING)
            .map(refusal -> refusal.code().word())
            .orElse("written");

    assertEquals("record_newer", code);
    assertEquals(newer, Files.readString(store.bundle(T1).notices()));
  }

  @Test
  void watchesCannotFillTheJournalThatDeliveriesNeed() throws IOException {
    append(PENDING);
    Path journal = store.bundle(T1).notices();
    String line = "{\"event\":\"sung\",\"at\":1,\"text\":\"" + "x".repeat(1 << 20) + "\"}\n";
    for (long size = 0; size <= NoticeJournalStore.MAX_BYTES / 2; size += line.length()) {
      Files.writeString(journal, line, StandardOpenOption.APPEND);
    }
    NoticeEvent watch = new NoticeEvent.WatchEnded("w1", SampleTasks.END, "enough");

    assertEquals(
        "disk_full",
        store.notices().append(store.bundle(T1), watch).map(it -> it.code().word()).orElse("ok"));
    append(OFFERED);
    assertEquals(OFFERED, events().get(events().size() - 1));
  }

  private void append(NoticeEvent event) throws IOException {
    assertTrue(store.notices().append(store.bundle(T1), event).isEmpty());
  }

  private List<NoticeEvent> events() {
    return ((JournalReading.Found) store.notices().read(store.bundle(T1))).journal().events();
  }
}

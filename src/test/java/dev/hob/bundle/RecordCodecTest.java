package dev.hob.bundle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.model.EndStatus;
import dev.hob.model.SampleTasks;
import dev.hob.model.SessionHash;
import dev.hob.model.TaskProgress;
import dev.hob.model.TaskRecord;
import dev.hob.model.TaskState;
import dev.hob.testing.Seeded;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junitpioneer.jupiter.cartesian.CartesianTest;
import org.junitpioneer.jupiter.cartesian.CartesianTest.Values;

class RecordCodecTest {
  @Test
  void whatIsWrittenIsReadAgain() {
    Seeded random = Seeded.fresh();
    for (int round = 0; round < Seeded.rounds(500); round++) {
      TaskRecord record = SampleTasks.random(random);
      byte[] bytes = RecordCodec.encode(StoredRecord.of(record));

      RecordReading reading = RecordCodec.decode(new RecordCodec.Place(nameOf(record), ""), bytes);

      assertEquals(
          new RecordReading.Found(StoredRecord.of(record)),
          reading,
          () -> new String(bytes, StandardCharsets.UTF_8));
    }
  }

  @CartesianTest
  void everyEndSurvivesItsFile(
      @CartesianTest.Enum EndStatus status, @Values(ints = {0, 1, 2, 3, 4, 5, 6, 7}) int outcome) {
    TaskRecord running = SampleTasks.running("t1");
    TaskState end = SampleTasks.ended(status, SampleTasks.OUTCOMES.get(outcome));
    TaskRecord ended = running.with(running.progress().with(end));

    RecordReading reading =
        RecordCodec.decode(
            new RecordCodec.Place(nameOf(ended), ""), RecordCodec.encode(StoredRecord.of(ended)));

    assertEquals(end, found(reading).record().state());
  }

  @Test
  void everyWrittenRecordKeepsItsSchema() {
    Seeded random = Seeded.fresh();
    Schema schema = Schema.named("record");
    for (int round = 0; round < Seeded.rounds(500); round++) {
      byte[] bytes = RecordCodec.encode(StoredRecord.of(SampleTasks.random(random)));

      assertEquals("", schema.problemsOf(bytes), () -> new String(bytes, StandardCharsets.UTF_8));
    }
  }

  @Test
  void aRecordWrittenTwiceIsTheSame() {
    TaskRecord record = SampleTasks.random(Seeded.fresh());
    byte[] once = RecordCodec.encode(StoredRecord.of(record));
    StoredRecord stored =
        found(RecordCodec.decode(new RecordCodec.Place(nameOf(record), ""), once));

    assertArrayEquals(once, RecordCodec.encode(stored));
  }

  @Test
  void bytesOfAnyKindNeverThrow() {
    Seeded random = Seeded.fresh();
    TaskRecord record = SampleTasks.completed("t1");
    byte[] whole = RecordCodec.encode(StoredRecord.of(record));
    for (int round = 0; round < Seeded.rounds(5000); round++) {
      byte[] mutant = whole.clone();
      for (int change = 0; change <= random.below(4); change++) {
        mutant[random.below(mutant.length)] = (byte) random.nextLong();
      }

      RecordReading reading = RecordCodec.decode(new RecordCodec.Place(nameOf(record), ""), mutant);

      assertTrue(
          reading instanceof RecordReading.Found
              || reading instanceof RecordReading.Damaged
              || reading instanceof RecordReading.Unreadable
              || reading instanceof RecordReading.Newer);
    }
  }

  @Test
  void aPidIsFoundInADamagedRecordWhereverTheDamageIs() {
    String text =
        """
        {"command":"echo \\"child_pid\\": 7 X","child_pid":4242,"process_start":"s","status":""";
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    bytes[text.indexOf('X')] = (byte) 0xff;

    RecordReading reading =
        RecordCodec.decode(new RecordCodec.Place(TestStore.name("t1"), ""), bytes);

    assertEquals(
        new RecordReading.Damaged(
            DamageKind.NOT_UTF8,
            "it is not UTF-8",
            Optional.of(new RecordReading.ProcessClue(4242, Optional.of("s")))),
        reading);
  }

  @ParameterizedTest
  @ValueSource(strings = {"17e400700000001500", "-1E-99999999999", "1.5e+99999999999"})
  void aNumberWithAnEndlessExponentIsDamageAndNotAFailure(String number) {
    TaskRecord task = SampleTasks.accepted("t1");
    String json = new String(RecordCodec.encode(StoredRecord.of(task)), StandardCharsets.UTF_8);
    for (String field : List.of("revision", "child_pid", "future")) {
      String with = json.replaceFirst("\\{", "{\"" + field + "\": " + number + ", \"x\": 0,");
      byte[] bytes = with.getBytes(StandardCharsets.UTF_8);

      RecordReading reading = RecordCodec.decode(new RecordCodec.Place(nameOf(task), ""), bytes);

      assertEquals("damaged not_json", Fixtures.shown(reading));
    }
  }

  @Test
  void whatWasUnknownInAPartOfTheRecordGoesWithIt() {
    TaskRecord running = SampleTasks.running("t1");
    TaskProgress progress = running.progress();
    TaskRecord kept =
        running.with(
            new TaskProgress(
                progress.state(),
                progress.machine(),
                progress.deadline(),
                progress.statusReason(),
                Optional.of(new TaskProgress.Keeper(70, "s70", Optional.empty())),
                progress.members(),
                progress.usage(),
                progress.pipeline()));
    String json = new String(RecordCodec.encode(StoredRecord.of(kept)), StandardCharsets.UTF_8);
    byte[] extended =
        json.replace("\"pid\": 70", "\"future\": 1, \"pid\": 70").getBytes(StandardCharsets.UTF_8);
    StoredRecord stored = found(decode(kept, extended));

    byte[] withoutKeeper = RecordCodec.encode(new StoredRecord(running, 5, stored.unknownFields()));

    assertTrue(stored.unknownFields().contains("future"), stored.unknownFields());
    assertEquals(running, found(decode(running, withoutKeeper)).record());
  }

  private static RecordReading decode(TaskRecord record, byte[] bytes) {
    return RecordCodec.decode(new RecordCodec.Place(nameOf(record), ""), bytes);
  }

  @Test
  void theRecordIsTextThatPeopleCanRead() {
    String text =
        new String(
            RecordCodec.encode(StoredRecord.of(SampleTasks.accepted("t1"))),
            StandardCharsets.UTF_8);

    assertTrue(text.startsWith("{\n  \"schema_version\": 5,\n  \"revision\": 0,\n"), text);
    assertTrue(text.endsWith("\n}\n"), text);
  }

  private static BundleName nameOf(TaskRecord record) {
    SessionHash session = record.session().hash();
    return new BundleName(session, record.id());
  }

  private static StoredRecord found(RecordReading reading) {
    return ((RecordReading.Found) reading).stored();
  }
}

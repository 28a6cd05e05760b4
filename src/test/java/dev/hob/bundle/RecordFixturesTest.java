package dev.hob.bundle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.bundle.Fixtures.Case;
import dev.hob.model.Result;
import dev.hob.model.SampleTasks;
import dev.hob.testing.Tree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("smoke")
class RecordFixturesTest {
  /** Every so many bytes the cut record is also read from a file. */
  private static final int LOOKS_AT_FILES = 53;

  @TempDir private Path temp;

  static List<Case> records() {
    return Fixtures.records();
  }

  static List<Case> found() {
    return Fixtures.records().stream().filter(Case::isFound).toList();
  }

  @ParameterizedTest
  @MethodSource("records")
  void eachRecordGivesItsOwnClearResult(Case fixture) throws IOException {
    BundleStore store = TestStore.in(temp);
    install(fixture, fixture.bytes());
    Tree before = Tree.of(temp);

    RecordReading reading = store.records().read(fixture.bundle());

    assertEquals(fixture.expected(), Fixtures.shown(reading));
    assertEquals(before, Tree.of(temp), "reading moved or wrote something");
  }

  @ParameterizedTest
  @MethodSource("found")
  void aRecordThatBreaksOffAnywhereIsDamagedAndStaysWhereItIs(Case fixture) throws IOException {
    BundleStore store = TestStore.in(temp);
    byte[] whole = fixture.bytes();
    int end =
        new String(whole, StandardCharsets.UTF_8)
            .stripTrailing()
            .getBytes(StandardCharsets.UTF_8)
            .length;
    TreeSet<String> kinds = new TreeSet<>();
    for (int length = 0; length < end; length++) {
      byte[] part = Arrays.copyOf(whole, length);

      RecordReading reading = RecordCodec.decode(new RecordCodec.Place(fixture.bundle(), ""), part);

      assertTrue(reading instanceof RecordReading.Damaged, fixture + " cut at " + length);
      kinds.add(Fixtures.shown(reading));
      if (length % LOOKS_AT_FILES == 0) {
        Path file = install(fixture, part);
        assertEquals(reading, store.records().read(fixture.bundle()));
        assertArrayEquals(part, Files.readAllBytes(file));
      }
    }
    assertTrue(
        List.of("damaged empty", "damaged not_json", "damaged not_utf8").containsAll(kinds),
        kinds.toString());
  }

  @ParameterizedTest
  @MethodSource("found")
  void whatTheNextWriteMakesOfARecordIsFrozenToo(Case fixture) throws IOException {
    BundleStore store = TestStore.in(temp);
    Path file = install(fixture, fixture.bytes());

    store
        .records()
        .update(
            fixture.bundle(),
            record -> Result.ok(record.with(record.remains().withLabel("rewritten"))))
        .orElseThrow();

    Path golden = fixture.folder().resolve("rewritten.json");
    if (Boolean.getBoolean("golden.update") && !Files.exists(golden)) {
      Files.copy(file, golden);
    }
    assertEquals(Files.readString(golden), Files.readString(file));
    assertEquals(5, TestStore.stored(store, fixture.bundle()).schemaVersion());
  }

  @ParameterizedTest
  @MethodSource("found")
  void aWriteThatChangesNothingIsNotMade(Case fixture) throws IOException {
    BundleStore store = TestStore.in(temp);
    install(fixture, fixture.bytes());
    Tree before = Tree.of(temp);

    store.records().update(fixture.bundle(), Result::ok).orElseThrow();

    assertEquals(before, Tree.of(temp));
  }

  @ParameterizedTest
  @MethodSource("records")
  void whatCannotBeReadIsNotWrittenTo(Case fixture) throws IOException {
    BundleStore store = TestStore.in(temp);
    install(fixture, fixture.bytes());
    Tree before = Tree.of(temp);
    if (fixture.isFound()) {
      return;
    }

    String code =
        TestStore.code(
            store
                .records()
                .update(fixture.bundle(), record -> record.after(SampleTasks.marker(0))));

    String wanted =
        Map.of("newer", "record_newer", "damaged", "record_damaged", "unreadable", "internal")
            .get(fixture.expected().split(" ")[0]);
    assertEquals(wanted, code);
    assertEquals(before, Tree.of(temp));
  }

  @Test
  void newerVersionsAreNamedInTheMessage() {
    assertEquals(
        "unsupported background task schema_version 6 (this hob reads 2, 3, 4, 5)",
        new RecordReading.Newer(6).message());
  }

  /** Puts the bytes where the fixture's record would lie. */
  private Path install(Case fixture, byte[] bytes) throws IOException {
    Path folder = temp.resolve("store/bash-tasks").resolve(Fixtures.SESSION.digits());
    if (!Files.exists(folder)) {
      Files.createDirectories(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
    Path file = folder.resolve(fixture.bundle().task() + ".json");
    Files.write(file, bytes);
    return file;
  }
}

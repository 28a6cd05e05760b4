package dev.hob.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.SampleTasks;
import dev.hob.model.SessionBook;
import dev.hob.model.SessionKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionBookStoreTest {
  private static final SessionBook BOOK =
      SessionBook.EMPTY.end(new SessionKey("a"), SampleTasks.END);

  private final SessionBookStore store;
  private final Path root;
  private final Path file;

  SessionBookStoreTest(@TempDir Path temp) {
    store = TestStore.in(temp).sessionBook();
    root = temp.resolve("store");
    file = root.resolve("sessions.json");
  }

  @Test
  void whatIsWrittenIsReadAndBelongsToTheUserAlone() throws IOException {
    assertEquals(new SessionBookReading.Absent(), store.read());
    assertEquals(SessionBook.EMPTY, store.read().bookOrEmpty());

    assertEquals(Optional.empty(), store.write(SessionBook.EMPTY));
    assertEquals(Optional.empty(), store.write(BOOK));

    assertEquals(new SessionBookReading.Found(BOOK), store.read());
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertEquals(List.of(), aside());
  }

  @Test
  void aBookOfANewerHobIsNotWrittenOver() throws IOException {
    String newer = "{\"format\":\"hob.sessions\",\"version\":2}";
    Files.writeString(file, newer);

    Optional<Refusal> refusal = store.write(BOOK);

    assertEquals(Optional.of(RefusalCode.RECORD_NEWER), refusal.map(Refusal::code));
    assertEquals(newer, Files.readString(file));
    assertEquals(List.of(), aside());
  }

  @Test
  void damagedBooksAreSetAsideUnchangedEachByItself() throws IOException {
    for (String damaged : List.of("{\"format\":\"hob.sess", "", "[]")) {
      Files.writeString(file, damaged);
      assertTrue(store.read() instanceof SessionBookReading.Damaged);
      assertEquals(damaged, Files.readString(file), "reading moves nothing");

      assertEquals(Optional.empty(), store.write(BOOK));

      assertEquals(new SessionBookReading.Found(BOOK), store.read());
    }

    List<String> contents = new ArrayList<>();
    for (Path path : aside()) {
      contents.add(Files.readString(path));
    }
    assertEquals(List.of("", "[]", "{\"format\":\"hob.sess"), contents.stream().sorted().toList());
  }

  @Test
  void aLinkInPlaceOfTheBookIsNotFollowed(@TempDir Path elsewhere) throws IOException {
    Path target = Files.writeString(elsewhere.resolve("target"), "mine");
    Files.createSymbolicLink(file, target);
    assertEquals(DamageKind.SYMBOLIC_LINK, ((SessionBookReading.Damaged) store.read()).kind());

    assertEquals(Optional.empty(), store.write(BOOK));

    assertEquals("mine", Files.readString(target));
    assertTrue(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS));
    assertEquals(target, Files.readSymbolicLink(aside().get(0)));
  }

  @Test
  void aBookThatCannotBeReadNowIsNotWrittenOver() throws IOException {
    assertEquals(Optional.empty(), store.write(BOOK));
    SessionBookStore unreadable =
        new SessionBookStore(
            new StoreLayout(root.resolve("x".repeat(300))),
            TestStore.disk(),
            new AtomicFile(TestStore.disk(), TestStore.PID),
            TestStore.user().ids(),
            Owner.current());

    assertTrue(unreadable.read() instanceof SessionBookReading.Unreadable);
    assertThrows(IOException.class, () -> unreadable.write(SessionBook.EMPTY));
  }

  @Test
  void aFullBookOfTheLongestNamesFitsIntoWhatIsRead() {
    SessionBook book = SessionBook.EMPTY;
    for (int i = 0; i < SessionBook.MAX_TEXT / SessionKey.MAX_LENGTH; i++) {
      book = book.seen(new SessionKey("\u0001".repeat(4090) + i), SampleTasks.END);
    }

    int length = SessionBookCodec.encode(book).length;

    assertTrue(length > SessionBook.MAX_TEXT && length < SessionBookStore.MAX_BYTES, "" + length);
  }

  private List<Path> aside() throws IOException {
    try (Stream<Path> files = Files.list(root)) {
      return files
          .filter(path -> String.valueOf(path.getFileName()).startsWith("sessions.json.damaged-"))
          .sorted()
          .toList();
    }
  }
}

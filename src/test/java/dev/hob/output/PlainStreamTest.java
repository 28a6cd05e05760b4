package dev.hob.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hob.model.CaptureStream;
import dev.hob.model.OutputFacts.Gap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Positions in a file that grows, is truncated, lacks a part, or is not there. */
class PlainStreamTest {
  @TempDir private Path temp;

  private Window read(String content, List<Gap> gaps, Wanted wanted) throws IOException {
    Path file = Files.writeString(temp.resolve("stream"), content);
    try (StoredStream stream = PlainStream.open(file, CaptureStream.STDOUT, gaps, false)) {
      return Windows.clean(stream, Bounds.LOG).read(wanted);
    }
  }

  @Test
  void afterATruncationPositionsGoOnBehindTheGap() throws IOException {
    List<Gap> gaps =
        List.of(
            new Gap(CaptureStream.STDOUT, 0, 100, Gap.TRUNCATED),
            new Gap(CaptureStream.STDERR, 0, 999, Gap.TRUNCATED),
            new Gap(CaptureStream.STDOUT, 100, 250, Gap.TRUNCATED));

    Window window = read("one\ntwo\n", gaps, new Wanted.Last());
    Window inside = read("one\ntwo\n", gaps, new Wanted.From(254));
    Window gone = read("one\ntwo\n", gaps, new Wanted.From(40));

    assertEquals(
        "[150 bytes from 100 are missing: truncated by the command]\none\ntwo\n",
        window.text().substring(window.text().indexOf('\n') + 1));
    assertEquals(258, window.total());
    assertEquals("two\n", inside.text());
    assertEquals(40, gone.from());
    assertEquals(258, gone.to());
  }

  @Test
  void aGapInTheMiddleIsMarkedWhereItIs() throws IOException {
    List<Gap> gaps = List.of(new Gap(CaptureStream.STDOUT, 4, 8, "capped"));

    assertEquals(
        "one\n[4 bytes from 4 are missing: capped]\nthree\n",
        read("one\n\0\0\0\0three\n", gaps, new Wanted.From(0)).text());
    assertEquals(
        "one\n[4 bytes from 4 are missing: capped]\nthree\n",
        read("one\n\0\0\0\0three\n", gaps, new Wanted.Last()).text());
  }

  @Test
  void aMarkThatOnlySaysThatSomethingMayBeMissingTakesNoPlace() throws IOException {
    List<Gap> gaps = List.of(new Gap(CaptureStream.STDOUT, 4, 4, "a keeper broke"));

    assertEquals("one\ntwo\n", read("one\ntwo\n", gaps, new Wanted.Last()).text());
  }

  @Test
  void aStreamWithoutAFileIsEmpty() throws IOException {
    Path file = temp.resolve("none");
    try (StoredStream stream = PlainStream.open(file, CaptureStream.STDOUT, List.of(), true)) {
      Window window = Windows.clean(stream, Bounds.LOG).read(new Wanted.Ends());

      assertEquals("", window.text());
      assertEquals(0, window.total());
      assertEquals(List.of(), window.leftOut());
    }
  }

  @Test
  void aFileThatShrinksUnderTheReaderIsTold() throws IOException {
    Path file = Files.writeString(temp.resolve("shrinks"), "a line\n".repeat(100));
    try (StoredStream stream = PlainStream.open(file, CaptureStream.STDOUT, List.of(), false)) {
      Files.writeString(file, "new\n");

      assertThrows(
          ShrunkException.class, () -> Windows.clean(stream, Bounds.LOG).read(new Wanted.Last()));
    }
  }

  @Test
  void aLinkIsNotFollowed() throws IOException {
    Path target = Files.writeString(temp.resolve("secret"), "secret\n");
    Path link = Files.createSymbolicLink(temp.resolve("link"), target);

    assertThrows(
        IOException.class, () -> PlainStream.open(link, CaptureStream.STDOUT, List.of(), true));
  }
}

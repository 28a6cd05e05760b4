package dev.hob.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hob.model.CaptureStream;
import dev.hob.model.OutputFacts.Gap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Positions in a file that grows, is truncated, lacks a part, or is not there. */
class PlainStreamTest {
  @TempDir private Path temp;

  private Window read(String content, List<Gap> gaps, Wanted wanted) throws IOException {
    Path file = Files.writeString(temp.resolve("stream"), content);
    try (StoredStream stream =
        PlainStream.growing(file, CaptureStream.STDOUT, gaps, Long.MAX_VALUE)) {
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
        "[250 bytes from 0 are missing: truncated by the command]\none\ntwo\n", window.text());
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
  void whatTheFileCannotHoldIsMissing() throws IOException {
    List<Gap> beyond = List.of(new Gap(CaptureStream.STDOUT, 1000, 2000, "lost"));
    assertEquals(
        """
        one
        [996 bytes from 4 are missing: the file does not hold it]
        [1,000 bytes from 1000 are missing: lost]
        """,
        read("one\n", beyond, new Wanted.Last()).text());

    List<Gap> late = List.of(new Gap(CaptureStream.STDOUT, 100, 1000, Gap.TRUNCATED));
    assertEquals(1004, read("one\n", late, new Wanted.Last()).total());
  }

  @Test
  void neighboursThatAreMissingAlikeAreOne() throws IOException {
    List<Gap> gaps = new ArrayList<>();
    for (long from = 0; from < 640; from += 10) {
      gaps.add(new Gap(CaptureStream.STDOUT, from, from + 10, Gap.TRUNCATED));
    }

    assertEquals(
        "[640 bytes from 0 are missing: truncated by the command]\none\n",
        read("one\n", gaps, new Wanted.Last()).text());
  }

  @Test
  void aFifoIsNotOpened() throws Exception {
    Path fifo = temp.resolve("fifo");
    assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());

    assertThrows(IOException.class, () -> PlainStream.whole(fifo, CaptureStream.STDOUT, List.of()));
  }

  @Test
  void aStreamWithoutAFileIsEmpty() throws IOException {
    Path file = temp.resolve("none");
    try (StoredStream stream = PlainStream.whole(file, CaptureStream.STDOUT, List.of())) {
      Window window = Windows.clean(stream, Bounds.LOG).read(new Wanted.Ends());

      assertEquals("", window.text());
      assertEquals(0, window.total());
      assertEquals(List.of(), window.leftOut());
    }
  }

  @Test
  void aFileThatShrinksUnderTheReaderIsTold() throws IOException {
    Path file = Files.writeString(temp.resolve("shrinks"), "a line\n".repeat(100));
    try (StoredStream stream =
        PlainStream.growing(file, CaptureStream.STDOUT, List.of(), Long.MAX_VALUE)) {
      Files.writeString(file, "new\n");

      assertThrows(
          ShrunkException.class, () -> Windows.clean(stream, Bounds.LOG).read(new Wanted.Last()));
    }
  }

  /** Whoever read it would be ahead of who knows where the file begins. */
  @Test
  void whatWasWrittenSinceItWasLookedAtIsLeftForTheNextLook() throws IOException {
    Path file = Files.writeString(temp.resolve("grows"), "seen\nnot yet\n");
    List<Gap> gaps = List.of(new Gap(CaptureStream.STDOUT, 0, 100, Gap.TRUNCATED));
    try (StoredStream stream = PlainStream.growing(file, CaptureStream.STDOUT, gaps, 5)) {
      assertEquals(105, stream.end());
      assertEquals("seen\n", Windows.clean(stream, Bounds.LOG).read(new Wanted.From(100)).text());
    }
  }

  @Test
  void aLinkIsNotFollowed() throws IOException {
    Path target = Files.writeString(temp.resolve("secret"), "secret\n");
    Path link = Files.createSymbolicLink(temp.resolve("link"), target);

    assertThrows(IOException.class, () -> PlainStream.whole(link, CaptureStream.STDOUT, List.of()));
  }
}

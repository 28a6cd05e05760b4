package dev.hob.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.model.CaptureStream;
import dev.hob.model.OutputFacts.Gap;
import dev.hob.testing.Seeded;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader beside a writer. */
class FollowTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir private Path temp;

  @Test
  void eachByteArrivesOnceWhileItIsWritten() throws Exception {
    Seeded random = Seeded.fresh();
    byte[] log = new byte[300_000];
    for (int i = 0; i < log.length; i++) {
      log[i] = (byte) (random.below(60) == 0 ? '\n' : random.below(256));
    }
    Path file = Files.createFile(temp.resolve("stream"));
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(() -> write(file, log, Seeded.of(random.seed())));
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    try (Growth growth = Growth.of(temp)) {
      Follow follow = new Follow(() -> open(file, writing.isDone()), growth, manner(true), 0);
      while (seen.size() < log.length) {
        Optional<Window> next = follow.next(LONG);
        next.ifPresent(
            it -> it.parts().forEach(part -> seen.writeBytes(((Part.Shown) part).bytes())));
        assertEquals(seen.size(), follow.position());
      }
      assertEquals(Optional.empty(), follow.read());
    }

    writing.join();
    assertTrue(Arrays.equals(log, seen.toByteArray()));
  }

  private static Follow.Manner manner(boolean raw) {
    return new Follow.Manner(Bounds.LOG, raw, () -> Duration.ofNanos(System.nanoTime()));
  }

  private static StoredStream open(Path file, boolean complete) throws IOException {
    return complete
        ? PlainStream.whole(file, CaptureStream.STDOUT, List.of())
        : PlainStream.growing(file, CaptureStream.STDOUT, List.of(), Long.MAX_VALUE);
  }

  private static void write(Path file, byte[] log, Seeded random) {
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
      int at = 0;
      while (at < log.length) {
        int count = Math.min(log.length - at, 1 + random.below(3000));
        out.write(log, at, count);
        at += count;
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** It had read more than was known when the file was truncated. */
  @Test
  void whatIsWrittenAfterATruncationIsNotMissed() throws Exception {
    Path file = Files.writeString(temp.resolve("stream"), "0123456789\n");
    List<Gap> gaps = new CopyOnWriteArrayList<>();
    try (Growth growth = Growth.of(temp)) {
      Follow follow =
          new Follow(
              () -> PlainStream.growing(file, CaptureStream.STDOUT, gaps, Long.MAX_VALUE),
              growth,
              manner(false),
              0);
      assertEquals("0123456789\n", follow.read().orElseThrow().text());
      Files.writeString(file, "n1\nn2\n");
      gaps.add(new Gap(CaptureStream.STDOUT, 0, 5, Gap.TRUNCATED));

      assertEquals("n1\nn2\n", follow.read().orElseThrow().text());
    }
  }

  @Test
  void theWaitLastsAsLongAsNothingComesWhateverElseHappens() throws Exception {
    Path file = Files.createFile(temp.resolve("stream"));
    Path other = Files.createFile(temp.resolve("other"));
    try (Growth growth = Growth.of(temp)) {
      Follow follow = new Follow(() -> open(file, false), growth, manner(false), 0);
      write(other, new byte[5000], Seeded.of(1));
      long began = System.nanoTime();

      assertEquals(Optional.empty(), follow.next(Duration.ofMillis(300)));
      assertTrue(System.nanoTime() - began >= 290_000_000, "it came back early");
    }
  }

  @Test
  void aFolderThatIsNotThereIsWaitedForWithoutBeingWatched() throws Exception {
    try (Growth growth = Growth.of(temp.resolve("none"))) {
      growth.await(Duration.ofMillis(1));
    }
  }

  /**
   * Where nobody tells of growth, this only proves that it is found; here nothing else may end it.
   */
  @Test
  void theWaitEndsWhenTheFileGrows() throws Exception {
    Path file = Files.createFile(temp.resolve("stream"));
    try (Growth growth = Growth.of(temp)) {
      Follow follow = new Follow(() -> open(file, false), growth, manner(false), 0);
      assertEquals(Optional.empty(), follow.read());
      CompletableFuture<Void> writing =
          CompletableFuture.runAsync(
              () ->
                  write(
                      file,
                      "hello\n".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                      Seeded.of(1)));

      Optional<Window> next = Optional.empty();
      while (next.isEmpty()) {
        next = follow.next(LONG);
      }

      writing.join();
      assertTrue("hello\n".startsWith(next.get().text()), next.get().text());
    }
  }
}

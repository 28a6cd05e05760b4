package dev.hob.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.bundle.Bundle;
import dev.hob.bundle.BundleName;
import dev.hob.model.CaptureStream;
import dev.hob.model.OutputFacts;
import dev.hob.model.OutputFacts.Gap;
import dev.hob.model.OutputSample;
import dev.hob.model.TaskId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Growth, and what is no growth. */
class OutputGrowthTest {
  private static final Duration T = Duration.ofSeconds(1);

  @TempDir private Path temp;

  private final OutputGrowth growth = new OutputGrowth(Duration.ZERO);

  private boolean look(String content, long millis) throws IOException {
    Bundle bundle = bundle();
    Path file = bundle.capture(CaptureStream.STDERR);
    Files.writeString(file, content);
    Files.setLastModifiedTime(file, FileTime.fromMillis(millis));
    return growth.look(bundle, T.plusMillis(millis));
  }

  private List<Gap> gaps() {
    return growth.facts(OutputFacts.NONE).gaps();
  }

  private long length() {
    return growth.facts(OutputFacts.NONE).bytes().getOrDefault(CaptureStream.STDERR, -1L);
  }

  private static Gap gap(long from, long to) {
    return new Gap(CaptureStream.STDERR, from, to, Gap.TRUNCATED);
  }

  @Test
  void appendingIsGrowth() throws IOException {
    assertFalse(look("one\n", 1));
    assertFalse(look("one\n", 1));
    assertFalse(look("one\ntwo\n", 2));

    assertEquals(List.of(), gaps());
    assertEquals(8, length());
    assertEquals(T.plusMillis(2), growth.lastGrowth());
  }

  @Test
  void aShorterFileLostAllThatWasSeenAndPositionsGoOn() throws IOException {
    look("one\ntwo\n", 1);

    assertTrue(look("x\n", 2));
    assertTrue(look("", 3));
    assertFalse(look("abc", 4));

    assertEquals(List.of(gap(0, 8), gap(8, 10)), gaps());
    assertEquals(13, length());
  }

  /** As a watch that had looked through more than the last sample tells. */
  @Test
  void whatAnEarlierHobSawBeyondItsSamplesIsPartOfWhatATruncationTook() throws IOException {
    look("one\n", 1);
    growth.wasSeen(CaptureStream.STDERR, 90);
    growth.wasSeen(CaptureStream.STDERR, 40);

    assertTrue(look("x\n", 2));

    assertEquals(List.of(gap(0, 90)), gaps());
    assertEquals(92, length());
  }

  @Test
  void aFileThatGrewAgainIsKnownByItsBeginning() throws IOException {
    look("one\n", 1);

    assertTrue(look("x\nlonger than before\n", 2));
    assertEquals(List.of(gap(0, 4)), gaps());
  }

  @Test
  void aFileThatGrewAgainWithTheSameBeginningIsKnownByWhereItEnded() throws IOException {
    look("x".repeat(300) + "one\n", 1);

    assertTrue(look("x".repeat(300) + "something else that is longer\n", 2));
    assertEquals(List.of(gap(0, 304)), gaps());
  }

  /** A write to a full disk changes the time and nothing else. */
  @Test
  void aFileThatWasWrittenWithoutGrowingWasNotTruncated() throws IOException {
    look("one\n", 1);

    assertFalse(look("one\n", 2));
    assertEquals(List.of(), gaps());
    assertEquals(T.plusMillis(1), growth.lastGrowth());
  }

  @Test
  void aTruncationWhileNobodyLookedIsFoundByTheLengthThatWasKnown() throws IOException {
    look("one\ntwo\n", 1);
    OutputSample sample = growth.sample(Instant.EPOCH).orElseThrow();
    Bundle bundle = bundle();
    Files.writeString(bundle.capture(CaptureStream.STDERR), "x\n");

    OutputGrowth later = new OutputGrowth(OutputFacts.NONE, List.of(sample), T);

    assertTrue(later.look(bundle, T));
    assertEquals(List.of(gap(0, 8)), later.facts(OutputFacts.NONE).gaps());
    assertEquals(10, later.facts(OutputFacts.NONE).bytes().get(CaptureStream.STDERR));
  }

  @Test
  void aFifoInThePlaceOfTheFileIsNotOpened() throws Exception {
    Path file = bundle().capture(CaptureStream.STDERR);
    assertEquals(0, new ProcessBuilder("mkfifo", file.toString()).start().waitFor());

    assertFalse(growth.look(bundle(), T));
  }

  @Test
  void samplesFollowTheGrowthAlsoWhenTheClockIsSetBack() throws IOException {
    Instant noon = Instant.ofEpochMilli(1_700_000_000_000L);
    look("one\n", 1);
    growth.written(growth.sample(noon).orElseThrow());
    assertEquals(Optional.empty(), growth.sample(noon.plusSeconds(1)));
    look("one\ntwo\n", 2);

    assertTrue(growth.sample(noon.minusSeconds(3600)).isPresent());
  }

  private Bundle bundle() {
    return new Bundle(new BundleName(TestEngine.SESSION.hash(), new TaskId("t1")), temp);
  }

  @Test
  void whatWasRecordedBeforeARestartCounts() throws IOException {
    look("one\n", 1);
    look("", 2);
    OutputGrowth later = new OutputGrowth(growth.facts(OutputFacts.NONE), List.of(), T);
    Bundle bundle = bundle();
    Files.writeString(bundle.capture(CaptureStream.STDERR), "two\n");
    later.look(bundle, T);

    assertEquals(8, later.facts(OutputFacts.NONE).bytes().get(CaptureStream.STDERR));
    assertEquals(List.of(gap(0, 4)), later.facts(OutputFacts.NONE).gaps());
  }
}

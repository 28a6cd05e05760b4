package dev.hob.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.api.Log;
import dev.hob.api.LogPiece;
import dev.hob.api.LogReading;
import dev.hob.api.ReadLog;
import dev.hob.api.ReadLog.Streams;
import dev.hob.api.ReadLog.Wanted;
import dev.hob.model.CaptureStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CliLogsTest {
  private final Cli cli = new Cli();

  private static final Log LOG =
      new Log(
          Told.exited(0),
          Told.output("out\n", "err\n"),
          "out\nerr\n".getBytes(StandardCharsets.UTF_8));

  private static final Log CUT =
      new Log(
          Told.exited(0),
          Told.cutOutput("end\n"),
          "\u001b[2Jend\n".getBytes(StandardCharsets.UTF_8));

  private static final Log RAW =
      new Log(
          Told.exited(0), Told.rawOutput(new byte[] {'o', 27}, new byte[] {'e', 27}), new byte[0]);

  /** Pieces that lie ready; then the task lives on, or has ended. */
  private static final class Pieces implements LogReading {
    private final Deque<LogPiece> pieces = new ArrayDeque<>();
    private final boolean ends;
    private boolean closed;

    Pieces(boolean ends, LogPiece... pieces) {
      this.ends = ends;
      this.pieces.addAll(List.of(pieces));
    }

    @Override
    public Optional<LogPiece> next(Duration longest) {
      return Optional.ofNullable(pieces.poll());
    }

    @Override
    public boolean isOver() {
      return ends && pieces.isEmpty();
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static LogPiece piece(CaptureStream stream, String text) {
    return piece(stream, 0, text);
  }

  private static LogPiece piece(CaptureStream stream, long from, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new LogPiece(stream, from, from + bytes.length, bytes);
  }

  private static Pieces pieces(boolean ends) {
    return new Pieces(
        ends, piece(CaptureStream.STDOUT, "out\u001b\n"), piece(CaptureStream.STDERR, "err\n"));
  }

  private ReadLog asked(Object reply, String... arguments) {
    Cli.Said said = cli.replies(reply).run(arguments);
    assertEquals(0, said.status(), said.err());
    return cli.hob().asked(ReadLog.class);
  }

  private Wanted wanted(Object reply, String... arguments) {
    return asked(reply, arguments).wanted();
  }

  @Test
  void theUsualPartOfBothStreamsIsMeant() {
    ReadLog request = asked(LOG, "logs", Told.ID);

    assertEquals(new Wanted.Usual(), request.wanted());
    assertEquals(Streams.BOTH, request.streams());
    assertEquals(Optional.of(Told.ID), request.which().id());
  }

  @Test
  void anotherPartMayBeNamed() {
    assertEquals(new Wanted.Tail(5), wanted(LOG, "logs", Told.ID, "--tail", "5"));
    assertEquals(new Wanted.Head(5), wanted(LOG, "logs", Told.ID, "--head", "5"));
    assertEquals(new Wanted.From(4096, 0), wanted(LOG, "logs", Told.ID, "--from", "4096"));
    assertEquals(
        new Wanted.From(65536, 10),
        wanted(LOG, "logs", Told.ID, "--from", "64KiB", "--bytes", "10"));
    assertEquals(new Wanted.From(0, 10), wanted(LOG, "logs", Told.ID, "--bytes", "10"));
    assertEquals(new Wanted.From(0, 0), wanted(pieces(true), "logs", Told.ID, "--all"));
    assertEquals(new Wanted.From(0, 0), wanted(pieces(true), "logs", Told.ID, "--raw"));
    assertEquals(new Wanted.Tail(5), wanted(RAW, "logs", Told.ID, "--raw", "--tail", "5"));
  }

  @Test
  void followingBeginsWithTheUsualEnd() {
    assertEquals(new Wanted.Usual(), wanted(pieces(true), "logs", Told.ID, "-f"));
    assertEquals(new Wanted.Usual(), wanted(pieces(true), "logs", Told.ID, "--follow", "--raw"));
    assertEquals(new Wanted.From(0, 0), wanted(pieces(true), "logs", Told.ID, "-f", "--all"));
    assertEquals(new Wanted.From(7, 0), wanted(pieces(true), "logs", Told.ID, "-f", "--from", "7"));
    assertEquals(new Wanted.Tail(0), wanted(pieces(true), "logs", Told.ID, "-f", "--tail", "0"));
  }

  @Test
  void oneStreamMayBeNamed() {
    assertEquals(Streams.STDERR, asked(LOG, "logs", Told.ID, "--stream", "stderr").streams());
    assertEquals(64, cli.run("logs", Told.ID, "--stream", "stdin").status());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--tail 1 --head 1",
        "--tail 1 --from 1",
        "--all --tail 1",
        "--all --from 1",
        "-f --head 1",
        "-f --bytes 1",
        "--tail 1 --bytes 1",
        "--all --bytes 1",
        "--tail -1",
        "--tail x",
        "--from -1",
        "--bytes 0",
        "--from 5 --bytes 0"
      })
  void partsThatContradictAreRefused(String flags) {
    Cli.Said said = cli.run(("logs t1 " + flags).split(" "));

    assertEquals(64, said.status());
    assertTrue(cli.hob().requests().isEmpty());
  }

  @Test
  void rawBytesGoEachToTheirStream() {
    Cli.Said said = cli.replies(pieces(true)).run("logs", Told.ID, "--raw");
    assertEquals(new Cli.Said(0, "out\u001b\n", "err\n"), said);

    Cli.Said part = cli.replies(RAW).run("logs", Told.ID, "--raw", "--tail", "5");
    assertEquals(new Cli.Said(0, "o\u001b", "e\u001b"), part);

    Cli.Said one =
        cli.replies(RAW).run("logs", Told.ID, "--raw", "--tail", "5", "--stream", "stderr");
    assertEquals(new Cli.Said(0, "e\u001b", ""), one);
  }

  @Test
  void allOfALiveTaskIsWhatIsThereNow() {
    Pieces pieces = pieces(false);

    Cli.Said said = cli.replies(pieces).run("logs", Told.ID, "--all");

    assertEquals("out\u001b\nerr\n", said.out());
    assertTrue(pieces.closed);
  }

  private static Pieces late() {
    return new Pieces(
        true,
        piece(CaptureStream.STDOUT, 4096, "end\n"),
        piece(CaptureStream.STDERR, 7, "err\n"),
        piece(CaptureStream.STDOUT, 4100, "more\n"));
  }

  @Test
  void whatAFollowedLogLeavesOutIsSaidOnce() {
    String before = "hob: left out: bytes of ";
    String how = "; hob logs " + Told.ID + " --stream ";

    assertEquals(
        new Cli.Said(
            0,
            "end\nerr\nmore\n",
            before
                + "stdout 0 to 4096"
                + how
                + "stdout --from 0 --bytes 4096\n"
                + before
                + "stderr 0 to 7"
                + how
                + "stderr --from 0 --bytes 7\n"),
        cli.replies(late()).run("logs", Told.ID, "-f"));
    assertEquals(
        before + "stdout 0 to 4096\n" + before + "stderr 0 to 7\n",
        cli.replies(late()).run("logs", Told.ID, "--all").err());
    assertEquals(
        before + "stdout 7 to 4096\n",
        cli.replies(late()).run("logs", Told.ID, "-f", "--from", "7").err());
    assertEquals("", cli.replies(late()).run("logs", Told.ID, "-f", "--json").err());
  }

  @Test
  void aReadingThatIsBrokenOffBecauseTheReaderIsGoneEndsQuietly() {
    LogReading brokenOff =
        new LogReading() {
          @Override
          public Optional<LogPiece> next(Duration longest) throws IOException {
            throw new ClosedByInterruptException();
          }

          @Override
          public boolean isOver() {
            return false;
          }

          @Override
          public void close() {}
        };

    assertEquals(new Cli.Said(74, "", ""), cli.replies(brokenOff).run("logs", Told.ID, "-f"));
  }

  @Test
  void whoReadsNoMoreEndsItQuietly() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Pieces pieces = pieces(false);
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int one) throws IOException {
            throw new IOException("Broken pipe");
          }
        };

    int status = cli.replies(pieces).run(closed, err, "logs", Told.ID, "-f");

    assertEquals(74, status);
    PrintStream silent = new PrintStream(closed, false, StandardCharsets.UTF_8);
    assertEquals(74, new Cli().replies(LOG).run(silent, err, "logs", Told.ID));
    assertEquals(0, err.size());
    assertEquals(1, pieces.pieces.size());
    assertTrue(pieces.closed);
  }

  @Test
  void whatIsPrintedOfALogIsFrozen() throws IOException {
    cli.replies(LOG).run("logs", Told.ID);
    cli.replies(CUT).run("logs", Told.ID);
    cli.replies(LOG).run("logs", Told.ID, "--json");
    cli.replies(pieces(true)).run("logs", Told.ID, "-f");
    cli.replies(pieces(true)).run("logs", Told.ID, "-f", "--json");
    cli.atTerminal(80).replies(CUT).run("logs", Told.ID);
    cli.replies(pieces(true)).run("logs", Told.ID, "-f");
    cli.piped().run("logs");
    cli.run("logs", "no-such-task");
    cli.run("logs", Told.ID, "--tail", "1", "--head", "1");

    Golden.check("logs", cli.transcript());
  }
}

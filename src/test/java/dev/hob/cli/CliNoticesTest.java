package dev.hob.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.api.AckNotices;
import dev.hob.api.Acknowledged;
import dev.hob.api.AgentGone;
import dev.hob.api.EndSession;
import dev.hob.api.NoticeBlock;
import dev.hob.api.Offer;
import dev.hob.api.RegisterSession;
import dev.hob.api.SessionPage;
import dev.hob.api.SessionRow;
import dev.hob.api.TakeNotices;
import dev.hob.api.TaskNotice;
import dev.hob.api.TaskReply;
import dev.hob.api.Unwatch;
import dev.hob.api.WaitForTasks;
import dev.hob.api.Waited;
import dev.hob.api.WatchTask;
import dev.hob.api.Watching;
import dev.hob.model.NoticeEvent;
import dev.hob.model.NoticeId;
import dev.hob.model.NoticeKind;
import dev.hob.model.SampleTasks;
import dev.hob.model.SessionSource;
import dev.hob.model.TaskRecord;
import dev.hob.model.WatchGoal;
import dev.hob.model.WatchId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the command line says of notices, watches and sessions. */
class CliNoticesTest {
  private static final TaskRecord TASK = Told.exited(1);
  private static final NoticeId NOTICE = new NoticeId(TASK.id(), NoticeKind.COMPLETION, 1);
  private static final Offer OFFER =
      Offer.of(TASK.session().hash(), "hob notices 1", List.of(NOTICE));

  private final Cli cli = new Cli();

  private static NoticeBlock block(long expired) {
    TaskNotice notice =
        new TaskNotice(
            NOTICE, false, SampleTasks.END, TASK, Optional.empty(), "t1 (make) failed: exit 1");
    return new NoticeBlock(
        List.of(notice), OFFER, expired, false, "hob: 1 notice.\n- t1 (make) failed: exit 1");
  }

  private static NoticeBlock nothing() {
    return new NoticeBlock(List.of(), Offer.NONE, 0, false, "");
  }

  private static SessionRow row(boolean ended) {
    return new SessionRow(
        SampleTasks.SESSION, "my-agent", ended, Optional.empty(), List.of(4711L), 1, 2, 3);
  }

  @Test
  void noticesAreToldInWordsOrALineEach() throws IOException {
    cli.replies(block(0), block(2), nothing(), nothing(), block(0));

    cli.run("notices");
    cli.run("notices", "--json", "--wait", "10s");
    cli.run("notices");
    cli.run("notices", "--json");
    cli.run("notices", "--peek", "--limit", "5");

    Golden.check("notices", cli.transcript());
    TakeNotices last = cli.hob().asked(TakeNotices.class);
    assertTrue(last.peek());
    assertEquals(5, last.most());
  }

  @Test
  void whatWasPrintedCountsAsToldWhenItWasShown() {
    cli.replies(block(0), new Acknowledged(List.of(NOTICE), List.of()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    Ended ended = cli.carryOut(out, OutputStream.nullOutputStream(), "notices");
    assertTrue(ended.receipt().isWanted());
    assertEquals(
        List.of(), cli.hob().requests().stream().filter(AckNotices.class::isInstance).toList());

    assertTrue(ended.receipt().shown().isDone());
    assertEquals(List.of(NOTICE.toString()), cli.hob().asked(AckNotices.class).ids());
  }

  @Test
  void whatWasNotShownIsOfferedToTheNext() {
    cli.replies(block(0));

    cli.carryOut(new ByteArrayOutputStream(), OutputStream.nullOutputStream(), "notices")
        .receipt()
        .lost();

    assertEquals(OFFER, cli.hob().asked(Offer.class));
  }

  @Test
  void aReaderThatIsGoneLetsTheOfferGoAtOnce() {
    cli.replies(block(0));
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("gone");
          }
        };

    Ended ended = cli.carryOut(broken, OutputStream.nullOutputStream(), "notices");

    assertFalse(ended.receipt().isWanted());
    assertEquals(OFFER, cli.hob().asked(Offer.class));
  }

  @Test
  void aPollThatTellsAnEndIsAnOfferToo() {
    cli.replies(TaskReply.of(TASK).offering(OFFER));

    Ended ended =
        cli.carryOut(
            new ByteArrayOutputStream(),
            OutputStream.nullOutputStream(),
            "poll",
            TASK.id().value());

    assertTrue(ended.receipt().isWanted());
  }

  @Test
  void noAckLeavesItToALaterCall() {
    cli.replies(block(0), new Acknowledged(List.of(NOTICE), List.of()));

    Ended ended =
        cli.carryOut(
            new ByteArrayOutputStream(), OutputStream.nullOutputStream(), "notices", "--no-ack");
    assertFalse(ended.receipt().isWanted());

    cli.run("notices", "--ack", NOTICE.toString());
    assertEquals(List.of(NOTICE.toString()), cli.hob().asked(AckNotices.class).ids());
  }

  @Test
  void flagsThatContradictAreRefused() throws IOException {
    cli.run("notices", "--peek", "--no-ack");
    cli.run("notices", "--ack");
    cli.run("notices", "--ack", "--wait", "1s", "t1.completion.1");
    cli.run("notices", "word");
    cli.run("watch");
    cli.run("watch", "t1");
    cli.run("watch", "t1", "x", "--port", "80");
    cli.run("watch", "t1", "--regex", "--port", "80");
    cli.run("watch", "t1", "x", "--from", "yesterday");
    cli.run("watch", "t1", "x", "y");
    cli.run("wait", "t1", "--ready", "--pattern", "x");
    cli.run("run", "--ready", "perhaps", "--", "true");
    cli.run("sessions", "dance");
    cli.run("sessions", "gone");
    cli.run("sessions", "register", "--source", "boredom");

    Golden.check("notices-refused", cli.transcript());
  }

  @Test
  void watchesAreSetUpAndRemoved() throws IOException {
    Watching watching = new Watching(TASK, new WatchId(1), new WatchGoal.Port("localhost", 8080));
    cli.replies(watching, watching, watching);

    cli.run(
        "watch",
        "t1",
        "listening on .*",
        "--regex",
        "--every",
        "--from",
        "12",
        "--stream",
        "stderr");
    WatchTask asked = cli.hob().asked(WatchTask.class);
    cli.run("watch", "t1", "--port", "8080", "--ready", "--json");
    cli.run("watch", "t1", "--remove", "w1");

    WatchGoal.Output goal = (WatchGoal.Output) asked.what().goal();
    assertTrue(goal.regex() && goal.every());
    assertEquals(12, goal.from());
    assertEquals("w1", cli.hob().asked(Unwatch.class).watch());
    Golden.check("watch", cli.transcript());
  }

  @Test
  void aWaitMayBeForWordsOrForReadiness() throws IOException {
    NoticeEvent.Match match =
        new NoticeEvent.Match(Optional.empty(), 0, 0, 0, "listening on 8080", 0);
    TaskReply running = TaskReply.of(Told.running());
    List<Waited.Running> goingOn =
        List.of(new Waited.Running(running.task().id(), Duration.ofSeconds(3)));
    Waited found =
        new Waited(List.of(running), true)
            .with(List.of(new Waited.Found(running.task().id(), match)), goingOn);
    cli.replies(found, new Waited(List.of(running), false).with(List.of(), goingOn), found);

    cli.run("wait", "t1", "--pattern", "listening", "--timeout", "5s");
    cli.run("wait", "t1", "--ready", "--timeout", "1s");
    assertTrue(
        cli.hob().asked(WaitForTasks.class).until().orElseThrow()
            instanceof WaitForTasks.Until.Ready);
    cli.run("wait", "t1", "--port", "80", "--json");

    Golden.check("wait-until", cli.transcript());
  }

  @Test
  void sessionsAreListedRegisteredAndEnded() throws IOException {
    cli.replies(new SessionPage(List.of(row(false), row(true))), row(false), row(true), row(false));

    cli.run("sessions");
    cli.run("sessions", "register", "--pid", "4711", "--harness", "my-agent", "--source", "clear");
    RegisterSession asked = cli.hob().asked(RegisterSession.class);
    cli.run("sessions", "end", "--kill", "--json");
    cli.run("sessions", "gone", "sub-1");

    assertEquals(SessionSource.CLEAR, asked.source());
    assertTrue(cli.hob().asked(EndSession.class).kill());
    assertEquals("sub-1", cli.hob().asked(AgentGone.class).owner());
    Golden.check("sessions", cli.transcript());
  }
}

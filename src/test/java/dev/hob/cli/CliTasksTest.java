package dev.hob.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.api.KillTask;
import dev.hob.api.PollTask;
import dev.hob.api.RemoveTasks;
import dev.hob.api.Removed;
import dev.hob.api.Scope;
import dev.hob.api.TaskReply;
import dev.hob.api.WhichTask;
import dev.hob.api.WriteTask;
import dev.hob.api.Written;
import dev.hob.model.EndStatus;
import dev.hob.model.Outcome;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.SampleTasks;
import dev.hob.model.TaskId;
import dev.hob.model.TaskRemains.Leftover;
import dev.hob.model.WriteOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CliTasksTest {
  private final Cli cli = new Cli();

  private static final Refusal FOREIGN =
      Refusal.of(RefusalCode.FOREIGN_SESSION, "it is another session's", "say --any-session")
          .about(new TaskId(Told.OTHER_ID));

  private static final TaskReply KILLED =
      TaskReply.of(Told.ended(EndStatus.KILLED, new Outcome.Signaled(15, false)));

  private static final TaskReply SURVIVED =
      new TaskReply(
          KILLED.task(),
          false,
          List.of(new Leftover(12, Optional.empty(), "sleep\n1")),
          Optional.empty());

  @Test
  void pollWithoutAnIdMeansTheLatest() {
    cli.replies(Told.reply(Told.running())).run("poll");

    assertEquals(Optional.empty(), cli.hob().asked(PollTask.class).which().id());
    assertEquals(Duration.ZERO, cli.hob().asked(PollTask.class).longest());
  }

  @Test
  void pollGoesOnFromItsCursor() {
    cli.replies(Told.reply(Told.running())).run("poll", Told.ID, "--wait", "30s", "--since", "c-1");

    PollTask request = cli.hob().asked(PollTask.class);
    assertEquals(Optional.of(Told.ID), request.which().id());
    assertEquals(Optional.of("c-1"), request.cursor());
    assertEquals(Duration.ofSeconds(30), request.longest());
  }

  @Test
  void showWithoutAnIdMeansTheLatest() {
    cli.replies(Told.reply(Told.running())).run("show");

    assertEquals(Optional.empty(), cli.hob().asked(WhichTask.class).id());
  }

  @Test
  void killTellsTheWorstOfSeveral() {
    assertEquals(77, cli.replies(KILLED, FOREIGN).run("kill", Told.ID, Told.OTHER_ID).status());
    assertEquals(1, cli.replies(SURVIVED).run("kill", Told.ID).status());
    assertEquals(0, cli.replies(KILLED).run("kill", Told.ID, Told.ID).status());
  }

  @Test
  void killSaysHow() {
    cli.replies(KILLED).run("kill", Told.ID, "--signal", "INT", "--grace", "30s", "--any-session");

    KillTask request = cli.hob().asked(KillTask.class);
    assertEquals(Optional.of("INT"), request.signal());
    assertEquals(Optional.of(Duration.ofSeconds(30)), request.grace());
    assertTrue(request.anySession());
  }

  private WriteTask wrote(String... arguments) {
    cli.replies(new Written(Told.running(), 2, 2, WriteOutcome.DELIVERED, false)).run(arguments);
    return cli.hob().asked(WriteTask.class);
  }

  private static String text(WriteTask request) {
    return new String(request.bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void aTextIsWrittenAsItIs() {
    WriteTask request = wrote("write", Told.ID, "y\\n");

    assertEquals("y\\n", text(request));
    assertFalse(request.typing().close());
    assertEquals("-x", text(wrote("write", Told.ID, "--", "-x")));
  }

  @Test
  void theOwnInputIsReadWhereADashSaysSo() {
    cli.reading("ü\n");

    assertEquals("ü\n", text(wrote("write", Told.ID, "-")));
    assertEquals("ü\n", text(wrote("write", Told.ID, "-", "--close")));
    assertEquals("", text(wrote("write", Told.ID, "--close")));
  }

  @Test
  void writeWithoutATextNeverReads() {
    Cli.Said said = cli.reading("x").run("write", Told.ID);

    assertEquals(64, said.status());
    assertTrue(said.err().contains("give TEXT, a --key, or - for the standard input"), said.err());
    assertTrue(cli.hob().requests().isEmpty());
  }

  @Test
  void base64GivesItsBytes() {
    cli.reading("w7w\n=\n");

    assertEquals("ü", text(wrote("write", Told.ID, "w7w=", "--base64")));
    assertEquals("ü", text(wrote("write", Told.ID, "-", "--base64")));
    assertEquals(64, cli.run("write", Told.ID, "%", "--base64").status());
  }

  @Test
  void inputThatNobodySentIsNotTakenForNothing() {
    Cli.Said said = cli.withoutInput().run("write", Told.ID, "-");

    assertEquals(64, said.status());
    assertTrue(cli.hob().requests().isEmpty());
  }

  @Test
  void aTaskThatDidNotTakeAllIsNotDone() {
    cli.replies(new Written(Told.running(), 2, 3, WriteOutcome.STUCK, false));

    assertEquals(1, cli.run("write", Told.ID, "yes").status());
  }

  @Test
  void clearMeansTheOwnSession() {
    Removed none = new Removed(List.of(), 0, List.of());

    cli.replies(none).run("clear");
    assertEquals(Scope.of(SampleTasks.SESSION), cli.hob().asked(Scope.class));
    cli.replies(none).run("clear", "--everywhere");
    assertEquals(Scope.EVERYWHERE, cli.hob().asked(Scope.class));
  }

  @Test
  void rmNamesWhatItRemoves() {
    cli.replies(new Removed(List.of(), 0, List.of())).run("rm", "a", "b", "a", "--any-session");

    RemoveTasks request = cli.hob().asked(RemoveTasks.class);
    assertEquals(List.of("a", "b"), request.ids());
    assertTrue(request.anySession());
  }

  @Test
  void whatIsPrintedOfATaskIsFrozen() throws IOException {
    cli.replies(Told.reply(Told.full())).run("show", Told.ID);
    cli.replies(Told.reply(Told.running())).run("show", "--json");
    cli.replies(Told.reply(Told.killing())).run("show");
    cli.replies(Told.reply(Told.hostile())).run("show");
    cli.atTerminal(80).replies(Told.reply(Told.full())).run("show", Told.ID);
    cli.piped().run("show", "no-such-task");
    cli.run("show", "a", "b");

    Golden.check("show", cli.transcript());
  }

  @Test
  void whatIsPrintedByPollIsFrozen() throws IOException {
    cli.replies(Told.reply(Told.running(), "out\n", "")).run("poll");
    cli.replies(Told.reply(Told.running(), "out", "err")).run("poll");
    cli.replies(Told.reply(Told.running(), "", "")).run("poll");
    cli.replies(TaskReply.of(Told.exited(0)).with(Told.cutOutput("the end\n"))).run("poll");
    cli.replies(TaskReply.of(Told.exited(0)).with(Told.rawOutput(new byte[] {0, -1}, new byte[0])))
        .run("poll");
    cli.replies(Told.reply(Told.exited(0), "out\n", "err\n")).run("poll", "--json");
    cli.atTerminal(60).replies(Told.reply(Told.exited(3), "\u001b[2Jout\n", "")).run("poll");

    Golden.check("poll", cli.transcript());
  }

  @Test
  void whatIsPrintedByKillIsFrozen() throws IOException {
    cli.replies(KILLED).run("kill", Told.ID);
    cli.replies(SURVIVED, FOREIGN).run("kill", Told.ID, Told.OTHER_ID);
    cli.replies(KILLED).run("kill", Told.ID, "--json");
    cli.replies(SURVIVED, FOREIGN).run("kill", Told.ID, Told.OTHER_ID, "--json");
    cli.run("kill");

    Golden.check("kill", cli.transcript());
  }

  @Test
  void whatIsPrintedByWriteIsFrozen() throws IOException {
    cli.replies(new Written(Told.running(), 3, 3, WriteOutcome.DELIVERED, false))
        .run("write", Told.ID, "yes");
    cli.replies(new Written(Told.running(), 3, 3, WriteOutcome.DELIVERED, true))
        .run("write", Told.ID, "yes", "--close");
    cli.replies(new Written(Told.running(), 1, 3, WriteOutcome.STUCK, false))
        .run("write", Told.ID, "yes");
    cli.replies(new Written(Told.running(), 1, 3, WriteOutcome.STUCK, false))
        .run("write", Told.ID, "yes", "--json");
    cli.run("write", Told.ID, "--key", "Up");
    cli.run("write");
    cli.atTerminal(80).run("write", Told.ID);

    Golden.check("write", cli.transcript());
  }

  @Test
  void whatIsPrintedOfRemovedTasksIsFrozen() throws IOException {
    Removed some =
        new Removed(List.of(new TaskId(Told.ID), new TaskId("t3")), 1 << 20, List.of(FOREIGN));

    cli.replies(some).run("rm", Told.ID, "t3", Told.OTHER_ID);
    cli.replies(some).run("rm", Told.ID, "t3", Told.OTHER_ID, "--json");
    cli.replies(new Removed(List.of(), 0, List.of())).run("clear");
    cli.run("rm");

    Golden.check("rm", cli.transcript());
  }
}

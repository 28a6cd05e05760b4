package dev.hob.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.api.Counts;
import dev.hob.api.ListTasks;
import dev.hob.api.Scope;
import dev.hob.api.TaskPage;
import dev.hob.api.TaskReply;
import dev.hob.api.WaitForTasks;
import dev.hob.api.Waited;
import dev.hob.model.EndStatus;
import dev.hob.model.Outcome;
import dev.hob.model.Result;
import dev.hob.model.SampleTasks;
import dev.hob.model.TaskRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CliWaitTest {
  private final Cli cli = new Cli();

  private static Waited waited(TaskRecord... tasks) {
    List<TaskReply> replies = List.of(tasks).stream().map(TaskReply::of).toList();
    return new Waited(replies, replies.stream().allMatch(it -> it.task().state().isEnded()));
  }

  private static TaskRecord other(int code) {
    return Told.ended(
        Told.OTHER_ID,
        code == 0 ? EndStatus.COMPLETED : EndStatus.FAILED,
        Outcome.Exited.with(code));
  }

  private int status(Waited reply, String... arguments) {
    return cli.replies(reply).run(arguments).status();
  }

  @Test
  void ofOneTaskItTellsTheExitCode() {
    assertEquals(3, status(waited(Told.exited(3)), "wait", Told.ID));
    assertEquals(75, status(waited(Told.running()), "wait", Told.ID, "--timeout", "1"));
  }

  @Test
  void ofSeveralItTellsWhetherAllAreWell() {
    assertEquals(0, status(waited(Told.exited(0), other(0)), "wait", "a", "b"));
    assertEquals(1, status(waited(Told.exited(0), other(3)), "wait", "a", "b"));
    assertEquals(75, status(waited(Told.running(), other(3)), "wait", "a", "b"));
    assertEquals(1, status(waited(Told.running(), other(3)), "wait", "a", "b", "--any"));
    assertEquals(0, status(waited(Told.running(), other(0)), "wait", "a", "b", "--any"));
    assertEquals(0, status(waited(), "wait"));
  }

  @Test
  void withoutAnIdTheSessionsTasksAreMeantAndAsLongAsItTakes() {
    cli.replies(waited()).run("wait");

    WaitForTasks request = cli.hob().asked(WaitForTasks.class);
    assertEquals(List.of(), request.ids());
    assertEquals(SampleTasks.SESSION, request.caller().session());
    assertEquals(Durations.LONGEST, request.longest());
  }

  @Test
  void itAsksForWhatIsSaid() {
    cli.replies(waited(Told.exited(0))).run("wait", "a", "a", "b", "--any", "--timeout", "5m");

    WaitForTasks request = cli.hob().asked(WaitForTasks.class);
    assertEquals(List.of("a", "b"), request.ids());
    assertTrue(request.any());
    assertEquals(Duration.ofMinutes(5), request.longest());
  }

  @Test
  void tasksOfOtherSessionsAreLookedUpFirst() {
    TaskPage page =
        new TaskPage(List.of(Told.running()), Optional.empty(), new Counts(Map.of()), false);

    cli.replies(page, waited(Told.exited(0))).run("wait", "--everywhere");

    assertEquals(Scope.EVERYWHERE, cli.hob().asked(ListTasks.class).scope());
    assertEquals(List.of(Told.ID), cli.hob().asked(WaitForTasks.class).ids());
  }

  @Test
  void whatCannotBeMeantIsRefused() {
    assertEquals(64, cli.run("wait", "--any", "--all").status());
    assertEquals(64, cli.run("wait", "a", "--everywhere").status());
    assertEquals(64, cli.run("wait", "--timeout", "later").status());
  }

  @Test
  void anInterruptEndsTheWaitingAndTakesTheQuestionBack() {
    CompletableFuture<Result<Waited>> never = new CompletableFuture<>();
    Thread.currentThread().interrupt();

    int status = cli.replies(never).run("wait", Told.ID).status();

    assertTrue(Thread.interrupted());
    assertEquals(130, status);
    assertTrue(never.isCancelled());
  }

  @Test
  void aFailureOfHobIsToldAsOne() {
    CompletableFuture<Result<Waited>> failed = new CompletableFuture<>();
    failed.completeExceptionally(new IllegalStateException("broken \u001b"));

    Cli.Said said = cli.replies(failed).run("wait", Told.ID, "--json");

    assertEquals(74, said.status());
    assertTrue(said.out().startsWith("{\"error\":{\"code\":\"internal\""), said.out());
    assertTrue(said.out().contains("broken \\\\u001b"), said.out());
  }

  @Test
  void aTerminalSeesForWhatItWaits() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    cli.atTerminal(40);
    Call call = CliCalls.at(cli, err, "wait", "a", "b");
    cli.replies(Told.reply(Told.running("t4", "x")), Told.reply(other(0)));
    Progress progress =
        new Progress(
            call,
            cli.hob(),
            new WaitForTasks(CliCalls.caller(call), List.of("a", "b"), false, Duration.ZERO));

    progress.run();
    progress.erase();

    assertEquals("\r\u001b[Kwaiting for t4 5m 00s\r\u001b[K", err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void whatIsPrintedByWaitIsFrozen() throws IOException {
    cli.replies(waited(Told.exited(3))).run("wait", Told.ID);
    cli.replies(waited(Told.running(), other(0))).run("wait", Told.ID, Told.OTHER_ID);
    cli.replies(waited()).run("wait");
    cli.replies(waited(Told.exited(3))).run("wait", Told.ID, "--json");
    cli.replies(waited()).run("wait", "--json");

    Golden.check("wait", cli.transcript());
  }
}

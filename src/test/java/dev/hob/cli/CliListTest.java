package dev.hob.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.api.Callers;
import dev.hob.api.Counts;
import dev.hob.api.ListTasks;
import dev.hob.api.Scope;
import dev.hob.api.TaskPage;
import dev.hob.model.EndStatus;
import dev.hob.model.Outcome;
import dev.hob.model.ProjectKey;
import dev.hob.model.SampleTasks;
import dev.hob.model.SessionKey;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CliListTest {
  private final Cli cli = new Cli();

  private static final TaskPage NONE =
      new TaskPage(List.of(), Optional.empty(), new Counts(Map.of()), false);

  private static final TaskPage PAGE =
      new TaskPage(
          List.of(
              Told.hostile(),
              Told.running("t4", "cat " + "very ".repeat(30) + "long"),
              Told.ended(Told.OTHER_ID, EndStatus.KILLED, new Outcome.Signaled(9, false)),
              Told.ended("t3", EndStatus.LOST, new Outcome.Lost(Outcome.Lost.REBOOT)),
              Told.full()),
          Optional.of("n-1"),
          new Counts(Map.of("running", 2, "killed", 1, "lost", 1, "failed", 9, "queued", 0)),
          true);

  private static final TaskPage LONG =
      new TaskPage(
          List.of(
              Told.hostile(),
              Told.ended(EndStatus.FAILED, new Outcome.NeverStarted("no such " + "x".repeat(99)))),
          Optional.empty(),
          new Counts(Map.of()),
          false);

  private ListTasks asked(String... arguments) {
    assertEquals(0, cli.replies(NONE).run(arguments).status());
    return cli.hob().asked(ListTasks.class);
  }

  @Test
  void theOwnSessionInAllProjectsIsMeant() {
    assertEquals(ListTasks.of(Scope.of(SampleTasks.SESSION)), asked("list"));
  }

  @Test
  void theScopeMayBeWider() {
    ProjectKey project = Callers.project("/project/sub");

    assertEquals(Scope.EVERYWHERE, asked("list", "--everywhere").scope());
    assertEquals(Scope.of(new SessionKey("s")), asked("list", "--session", "s").scope());
    assertEquals(Scope.of(new SessionKey("s")), asked("--session", "s", "list").scope());
    assertEquals(Scope.of(project), asked("list", "--project", "sub").scope());
    assertEquals(
        new ProjectKey("0123456789abcdef"),
        asked("list", "--project", "0123456789abcdef").scope().project().orElseThrow());
    assertEquals(
        new Scope(Optional.of(new SessionKey("s")), Optional.of(project)),
        asked("list", "--project", "sub", "--session", "s").scope());
  }

  @Test
  void itAsksForWhatIsSaid() {
    ListTasks request =
        asked(
            "list",
            "--status",
            "running,lost",
            "--status",
            "failed",
            "--label",
            "l",
            "--limit",
            "7",
            "--next",
            "c");

    assertEquals(Set.of("running", "lost", "failed"), request.statuses());
    assertEquals(Optional.of("l"), request.label());
    assertEquals(7, request.limit());
    assertEquals(Optional.of("c"), request.next());
  }

  @Test
  void whatCannotBeMeantIsRefused() {
    assertEquals(64, cli.run("list", "--status", "dead").status());
    assertEquals(64, cli.run("list", "--limit", "0").status());
    assertEquals(64, cli.run("list", "--limit", "1001").status());
    assertEquals(64, cli.run("list", "--everywhere", "--project", ".").status());
    assertEquals(64, cli.run("list", "--everywhere", "--session", "s").status());
    assertEquals(64, cli.run("list", "word").status());
    assertTrue(cli.hob().requests().isEmpty());
  }

  @Test
  void coloursAreForTerminalsThatWantThem() {
    cli.atTerminal(80);
    assertTrue(cli.replies(PAGE).run("list").out().contains("\u001b["));

    cli.with("NO_COLOR", "");
    assertTrue(cli.replies(PAGE).run("list").out().contains("\u001b["));

    cli.with("NO_COLOR", "1");
    assertEquals(-1, cli.replies(PAGE).run("list").out().indexOf('\u001b'));

    cli.with("NO_COLOR", "").with("TERM", "dumb");
    assertEquals(-1, cli.replies(PAGE).run("list").out().indexOf('\u001b'));
  }

  @Test
  void noLineIsWiderThanTheTerminal() {
    cli.atTerminal(72).with("NO_COLOR", "1");

    cli.replies(LONG)
        .run("list")
        .out()
        .lines()
        .forEach(line -> assertTrue(Plain.columns(line) <= 72, line));
  }

  /** Columns measured anew for each row made 1,000 rows take two seconds, and these minutes. */
  @Test
  void aLongTableIsMeasuredOnce() {
    Table table = new Table(new Look(false, false, 80, Cli.NOW));
    for (int i = 0; i < 20_000; i++) {
      table.row(List.of(Table.Cell.of("id" + i), Table.Cell.of("running"), Table.Cell.of("make")));
    }

    String lines = assertTimeoutPreemptively(Duration.ofSeconds(20), table::lines);

    assertTrue(lines.startsWith("id0      running  make\n"), lines.substring(0, 80));
  }

  @Test
  void whatIsPrintedOfTasksIsFrozen() throws IOException {
    cli.replies(NONE).run("list");
    cli.replies(PAGE).run("list");
    cli.replies(PAGE).run("list", "--everywhere");
    cli.atTerminal(80).replies(PAGE).run("list");
    cli.piped().replies(NONE).run("list", "--json");
    cli.run("list", "--status", "dead");

    Golden.check("list", cli.transcript());
  }
}

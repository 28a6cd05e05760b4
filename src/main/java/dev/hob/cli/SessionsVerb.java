package dev.hob.cli;

import dev.hob.api.AgentGone;
import dev.hob.api.EndSession;
import dev.hob.api.Hob;
import dev.hob.api.ProcessClue;
import dev.hob.api.RegisterSession;
import dev.hob.api.SessionPage;
import dev.hob.api.SessionRow;
import dev.hob.cli.Table.Cell;
import dev.hob.model.SessionKey;
import dev.hob.model.SessionSource;
import dev.hob.wire.ReplyCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/** {@code hob sessions}: which there are, and what becomes of one. */
final class SessionsVerb implements Verb {
  private static final String KILL = "--kill";

  @Override
  public String name() {
    return "sessions";
  }

  @Override
  public CommandSpec spec() {
    return VerbSpec.of(
            name(), "Lists the sessions that were registered; registers or ends the own one.")
        .words("[register|end|gone AGENT]", "What is to be done; without a word, the list.")
        .value("--pid", "N", "register: the process that speaks for it; all that it starts does.")
        .value("--harness", "S", "register: the agent program.")
        .choice("--source", sources(), "register: why; else startup. clear and compact hand over.")
        .flag(KILL, "end: what runs of it is ended, too.")
        .example("hob sessions register --session s1 --pid $PPID --harness my-agent");
  }

  private static List<String> sources() {
    return Arrays.stream(SessionSource.values()).map(SessionSource::word).toList();
  }

  @Override
  public int run(Call call) throws RefusedException, IOException, InterruptedException {
    List<String> words = call.flags().words();
    String word = words.isEmpty() ? "" : words.get(0);
    call.flags().atMost(word.equals("gone") ? 2 : 1);
    Hob hob = call.hob();
    SessionKey session = call.caller().session();
    switch (word) {
      case "" -> list(call.console(), RefusedException.taken(hob.sessions()));
      case "register" -> tell(call, Call.awaited(hob.register(registering(call, session))));
      case "end" ->
          tell(call, Call.awaited(hob.endSession(new EndSession(session, call.flags().has(KILL)))));
      case "gone" -> tell(call, Call.awaited(hob.agentGone(gone(session, words))));
      default ->
          throw RefusedException.badRequest(
              "sessions cannot " + Plain.line(word), "see hob sessions --help");
    }
    return ExitStatus.DONE;
  }

  private static AgentGone gone(SessionKey session, List<String> words) throws RefusedException {
    if (words.size() < 2 || words.get(1).isBlank()) {
      throw RefusedException.badRequest("gone needs the name of an agent", "give its --owner");
    }
    return new AgentGone(session, words.get(1));
  }

  private static RegisterSession registering(Call call, SessionKey session)
      throws RefusedException {
    OptionalInt pid = call.flags().number("--pid", 1, Integer.MAX_VALUE);
    Optional<ProcessClue> process =
        pid.isPresent()
            ? Optional.of(new ProcessClue(pid.getAsInt(), Optional.empty()))
            : Optional.empty();
    String word = call.flags().text("--source").orElse(SessionSource.STARTUP.word());
    SessionSource source =
        SessionSource.ofWord(word)
            .orElseThrow(
                () ->
                    RefusedException.badRequest(
                        "--source " + Plain.line(word) + " cannot be used",
                        "--source takes " + String.join(", ", sources())));
    return new RegisterSession(
        session,
        call.flags().text("--harness").orElse(call.caller().own().harness()),
        source,
        process);
  }

  private static void tell(Call call, SessionRow row) throws IOException {
    Console console = call.console();
    if (console.json()) {
      console.print(ReplyCodec.session(row));
    } else {
      list(console, new SessionPage(List.of(row)));
    }
  }

  private static void list(Console console, SessionPage page) throws IOException {
    if (console.json()) {
      console.print(ReplyCodec.sessions(page));
      return;
    }
    Table table = new Table(console.look());
    table.row(
        List.of("SESSION", "STATE", "LIVE", "ENDED", "UNTOLD", "HARNESS", "PROCESSES").stream()
            .map(Cell::of)
            .toList());
    page.rows().forEach(it -> table.row(cells(it)));
    console.print(table.lines().getBytes(StandardCharsets.UTF_8));
  }

  private static List<Cell> cells(SessionRow row) {
    String state =
        row.successor().map(it -> "went to " + it.value()).orElse(row.ended() ? "ended" : "active");
    String pids = row.pids().stream().map(String::valueOf).collect(Collectors.joining(" "));
    return List.of(
            row.session().value(),
            state,
            String.valueOf(row.live()),
            String.valueOf(row.endedTasks()),
            String.valueOf(row.untold()),
            row.harness(),
            pids)
        .stream()
        .map(Cell::of)
        .toList();
  }
}

package dev.hob.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hob.api.Counts;
import dev.hob.api.ListTasks;
import dev.hob.api.TaskPage;
import dev.hob.wire.ReplyCodec;
import dev.hob.wire.StatusWords;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/** {@code hob list}: which tasks there are. */
final class ListVerb implements Verb {
  @Override
  public String name() {
    return "list";
  }

  @Override
  public CommandSpec spec() {
    VerbSpec spec =
        VerbSpec.of(name(), "Lists the session's tasks, newest first.")
            .values(
                "--status",
                StatusWords.ALL,
                "Only these: " + String.join(", ", StatusWords.ALL) + ".")
            .value("--label", "S", "Only those with this label.")
            .value("--limit", "N", "So many at once; else " + ListTasks.USUAL + ".")
            .value("--next", "CURSOR", "Those that follow; the list before has printed this.");
    return Scopes.flags(spec).example("hob list --status running --everywhere");
  }

  @Override
  public int run(Call call) throws RefusedException, IOException {
    Flags flags = call.flags();
    ListTasks request =
        new ListTasks(
            Scopes.of(call),
            statuses(flags),
            flags.text("--label"),
            Optional.empty(),
            flags.number("--limit", 1, ListTasks.MOST).orElse(ListTasks.USUAL),
            flags.text("--next"));
    TaskPage page = RefusedException.taken(call.hob().list(request));
    Console console = call.console();
    console.print(console.json() ? ReplyCodec.page(page) : text(page, call).getBytes(UTF_8));
    return ExitStatus.DONE;
  }

  private static Set<String> statuses(Flags flags) throws RefusedException {
    Set<String> words = new LinkedHashSet<>();
    for (String said : flags.texts("--status")) {
      words.addAll(List.of(said.split(",")));
    }
    return RefusedException.taken(StatusWords.known(words));
  }

  private static String text(TaskPage page, Call call) {
    boolean sessions = Scopes.areWide(call.flags());
    return new TaskTable(call.console().look(), sessions).lines(page.tasks())
        + totals(page.counts())
        + page.next().map(it -> "more: --next " + Plain.line(it) + "\n").orElse("")
        + (page.recovering() ? "tasks of an earlier hob are still being read\n" : "");
  }

  private static String totals(Counts counts) {
    String all = counts.total() + (counts.total() == 1 ? " task" : " tasks");
    String each =
        counts.byStatus().entrySet().stream()
            .filter(it -> it.getValue() > 0)
            .map(it -> it.getValue() + " " + it.getKey())
            .collect(Collectors.joining(", "));
    return each.isEmpty() ? all + "\n" : all + ": " + each + "\n";
  }
}

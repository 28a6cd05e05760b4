package dev.hob.cli;

import dev.hob.api.ResizeTask;
import dev.hob.api.Resized;
import dev.hob.wire.ReplyCodec;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Model.CommandSpec;

/** {@code hob resize}: changes the size of a task's terminal. */
final class ResizeVerb implements Verb {
  private static final int ID_ROWS_COLS = 3;
  private static final String NUMBER = "\\d{1,9}";

  @Override
  public String name() {
    return "resize";
  }

  @Override
  public CommandSpec spec() {
    return VerbSpec.of(name(), "Changes the size of a task's terminal.")
        .words("ID ROWS COLS", "The task, and the size that its terminal gets.")
        .flag("--any-session", "Also that of a task of another session.")
        .example("hob resize t1a2b3c4d5 40 120");
  }

  @Override
  public int run(Call call) throws RefusedException, IOException, InterruptedException {
    List<String> words = call.flags().several("the id of a task, and rows and columns");
    if (words.size() != ID_ROWS_COLS
        || !words.get(1).matches(NUMBER)
        || !words.get(2).matches(NUMBER)) {
      throw RefusedException.badRequest(
          "resize takes an id and two numbers", "as in: hob resize t1a2b3c4d5 40 120");
    }
    ResizeTask request =
        new ResizeTask(
            call.which(Optional.of(words.get(0))),
            OptionalInt.of(Integer.parseInt(words.get(1))),
            OptionalInt.of(Integer.parseInt(words.get(2))),
            call.flags().has("--any-session"));
    Resized resized = Call.awaited(call.hob().resize(request));
    if (call.console().json()) {
      call.console().print(ReplyCodec.resized(resized));
    } else {
      call.console()
          .print(
              resized.task() + "  " + resized.rows() + " rows, " + resized.cols() + " columns\n");
    }
    return ExitStatus.DONE;
  }
}

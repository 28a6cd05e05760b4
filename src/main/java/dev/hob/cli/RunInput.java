package dev.hob.cli;

import dev.hob.api.RunTask;
import dev.hob.model.RefusalCode;
import java.io.IOException;
import java.io.InputStream;

/** A command's input: {@code --stdin}, and the caller's own. */
final class RunInput {
  /** Stands for the caller's own input. */
  static final String OWN = "-";

  /** It is sent and held as a whole; more belongs into a file. */
  static final int MOST_BYTES = 64 << 20;

  private RunInput() {}

  static RunTask.Input of(Call call) throws RefusedException, IOException {
    String stdin = call.flags().text("--stdin").orElse("null");
    return switch (stdin) {
      case "null" -> new RunTask.Input.Nothing();
      case "open" -> new RunTask.Input.Open();
      case OWN -> new RunTask.Input.Bytes(own(call));
      default -> new RunTask.Input.File(call.path(stdin, RefusalCode.BAD_REQUEST));
    };
  }

  /** All of the caller's own input. */
  static byte[] own(Call call) throws RefusedException, IOException {
    try (InputStream input = opened(call)) {
      byte[] bytes = input.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw RefusedException.badRequest(
            "the input is larger than " + Sizes.shown(MOST_BYTES), "put it into a file");
      }
      return bytes;
    }
  }

  /** A launcher that sends none would have the command read an end that nobody gave. */
  private static InputStream opened(Call call) throws RefusedException, IOException {
    return call.invocation()
        .stdin()
        .open()
        .orElseThrow(
            () -> RefusedException.badRequest("there is no input to read", "give it as a file"));
  }
}

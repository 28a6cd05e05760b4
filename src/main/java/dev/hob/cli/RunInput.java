package dev.hob.cli;

import dev.hob.api.RunTask;
import dev.hob.model.RefusalCode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

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
    Optional<InputStream> opened = call.invocation().stdin().open();
    if (opened.isEmpty()) {
      return new byte[0];
    }
    try (InputStream input = opened.get()) {
      byte[] bytes = input.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw RefusedException.badRequest(
            "the input is larger than " + Sizes.shown(MOST_BYTES), "put it into a file");
      }
      return bytes;
    }
  }
}

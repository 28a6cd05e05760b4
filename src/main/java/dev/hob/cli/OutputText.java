package dev.hob.cli;

import dev.hob.api.Output;
import dev.hob.api.Output.Content;
import dev.hob.api.Output.Excerpt;
import dev.hob.api.Output.LeftOut;
import dev.hob.api.ReadLog.Streams;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A task's output on the caller's streams. */
final class OutputText {
  private OutputText() {}

  /** Each stream to its own. */
  static void apart(Output output, Console console) throws IOException {
    console.print(bytes(output.stdout().content(), console.look().people()));
    output.stderr().ifPresent(it -> console.say(bytes(it.content(), console.look().people())));
    leftOut(output).ifPresent(console::note);
  }

  private static byte[] bytes(Content content, boolean people) {
    if (content instanceof Content.Raw raw && !people) {
      return raw.bytes();
    }
    String text = text(content);
    return (people ? Plain.text(text) : text).getBytes(StandardCharsets.UTF_8);
  }

  /** Byte for byte; a stream that was asked for alone goes to stdout. */
  static void exactly(Output output, Streams streams, Console console) throws IOException {
    if (streams != Streams.STDERR) {
      console.print(bytes(output.stdout().content(), false));
    }
    if (output.stderr().isPresent() && streams != Streams.STDOUT) {
      byte[] stderr = bytes(output.stderr().get().content(), false);
      if (streams == Streams.STDERR) {
        console.print(stderr);
      } else {
        console.say(stderr);
      }
    }
    leftOut(output).ifPresent(console::note);
  }

  private static String text(Content content) {
    if (content instanceof Content.Text text) {
      return text.text();
    }
    int bytes = ((Content.Raw) content).bytes().length;
    return bytes == 0 ? "" : "[binary: " + Sizes.shown(bytes) + "; hob logs --raw has them]\n";
  }

  /** For one stream of text; which of them it was is said where both have spoken. */
  static String together(Output output) {
    String stdout = ended(text(output.stdout().content()));
    String stderr = ended(output.stderr().map(Excerpt::content).map(OutputText::text).orElse(""));
    if (stderr.isEmpty()) {
      return Plain.text(stdout);
    }
    return Plain.text((stdout.isEmpty() ? "" : "--- stdout\n" + stdout) + "--- stderr\n" + stderr);
  }

  private static String ended(String text) {
    return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
  }

  /** What is there and not shown, and how to get it. */
  static Optional<String> leftOut(Output output) {
    if (output.leftOut().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(leftOut(output.leftOut(), output.how()));
  }

  static String leftOut(List<LeftOut> parts, Optional<String> how) {
    String each =
        parts.stream()
            .map(it -> it.stream() + " " + it.from() + " to " + it.to())
            .collect(Collectors.joining(", "));
    return "left out: bytes of " + each + how.map(it -> "; " + it).orElse("");
  }
}

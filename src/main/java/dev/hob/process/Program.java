package dev.hob.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A program that is run to hear what it says. It reads nothing, and ends by itself. */
public final class Program {
  private Program() {}

  /**
   * How it ended.
   *
   * @param text of both streams, as they came
   */
  public record Said(int status, String text) {}

  /** An interrupt ends the waiting, and not the program. */
  public static Said run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Said(process.waitFor(), text);
  }
}

package dev.hob.cli;

import dev.hob.api.Caller;
import dev.hob.cli.Invocation.Terminal;
import dev.hob.model.EnvironmentBlock;
import dev.hob.model.Result;
import dev.hob.model.SampleTasks;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Somebody who calls hob, five minutes after the sample tasks have started. */
final class Cli {
  static final Instant NOW = SampleTasks.START.plusSeconds(300);
  static final String CALL_ID = "call-1";

  private final FakeHob hob = new FakeHob();
  private final Map<String, String> environment =
      new LinkedHashMap<>(Map.of("HOB_SESSION", SampleTasks.SESSION.value()));
  private final StringBuilder transcript = new StringBuilder();
  private String folder = "/project";
  private Terminal terminal = Terminal.NONE;
  private Optional<byte[]> stdin = Optional.of(new byte[0]);

  /** What came of a call. */
  record Said(int status, String out, String err) {}

  FakeHob hob() {
    return hob;
  }

  Cli replies(Object... replies) {
    hob.replies(replies);
    return this;
  }

  Cli atTerminal(int columns) {
    terminal = new Terminal(true, true, true, columns);
    return this;
  }

  Cli piped() {
    terminal = Terminal.NONE;
    return this;
  }

  Cli with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Cli in(String changed) {
    folder = changed;
    return this;
  }

  Cli reading(String input) {
    stdin = Optional.of(input.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  Cli withoutInput() {
    stdin = Optional.empty();
    return this;
  }

  Said run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status = run(out, err, arguments);
    Said said =
        new Said(
            status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    note(said, arguments);
    return said;
  }

  int run(OutputStream out, OutputStream err, String... arguments) {
    return carryOut(out, err, arguments).status();
  }

  /** With what is to happen when it is known whether the output was shown. */
  Ended carryOut(OutputStream out, OutputStream err, String... arguments) {
    return new HobCommand(surroundings()).run(invocation(List.of(arguments)), out, err);
  }

  Surroundings surroundings() {
    return new Surroundings(
        () -> Result.ok(hob), InstantSource.fixed(NOW), "1.2.3", new ToldLocal());
  }

  Invocation invocation(List<String> arguments) {
    return new Invocation(
        arguments,
        folder,
        EnvironmentBlock.of(environment),
        terminal,
        Optional.of("022"),
        () -> stdin.map(ByteArrayInputStream::new),
        OptionalLong.empty(),
        CALL_ID);
  }

  private void note(Said said, String... arguments) {
    transcript.append("$ hob ").append(Quoting.command(List.of(arguments)));
    transcript.append(terminal.stdout() ? "    # at a terminal\n" : "\n");
    transcript.append(said.out());
    said.err().lines().forEach(it -> transcript.append("stderr: ").append(it).append('\n'));
    transcript.append("status: ").append(said.status()).append("\n\n");
  }

  /** All that was called, and what came of it. */
  String transcript() {
    return transcript.toString();
  }

  /** Says what it was asked for. */
  private static final class ToldLocal implements LocalVerbs {
    @Override
    public int serve(Serve wish, Streams streams) throws IOException {
      return told(wish.toString(), streams);
    }

    @Override
    public int stop(Streams streams) throws IOException {
      return told("stop", streams);
    }

    @Override
    public int doctor(Caller caller, Streams streams) throws IOException {
      return told("doctor of " + caller.session() + " json " + streams.json(), streams);
    }

    private static int told(String text, Streams streams) throws IOException {
      streams.out().write((text + "\n").getBytes(StandardCharsets.UTF_8));
      return 0;
    }
  }
}

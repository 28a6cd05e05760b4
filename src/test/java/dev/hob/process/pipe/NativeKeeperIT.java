package dev.hob.process.pipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.model.EnvironmentBlock;
import dev.hob.process.HeldProcess;
import dev.hob.process.ProcessTable;
import dev.hob.testing.Deadline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The native keeper by itself: of a stream, and of a terminal whose wrapper is the native one. */
@ParameterizedClass(allowZeroInvocations = true)
@MethodSource("dev.hob.process.pipe.NativeBuild#here")
class NativeKeeperIT {
  private static final long LIMIT_SECONDS = 30;
  private static final ProcessTable TABLE = ProcessTable.ofPlatform();

  /** Above those of the children. */
  private static final int MASTER = 90;

  private final NativeBuild build;
  @TempDir private Path temp;

  NativeKeeperIT(NativeBuild build) {
    this.build = build;
  }

  @BeforeEach
  void prepare() throws IOException {
    Files.writeString(file("claim"), "run 1\n");
    Files.writeString(file("exit"), " ".repeat(64));
    Files.writeString(file("pty"), "");
  }

  private Path file(String name) {
    return temp.resolve(name);
  }

  private String said(String name) {
    try {
      return Files.readString(file(name), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  private static void await(BooleanSupplier condition, Supplier<String> what) {
    Deadline deadline = Deadline.ofSeconds(LIMIT_SECONDS);
    while (!condition.getAsBoolean()) {
      deadline.check(what);
    }
  }

  private int shell(String script) throws Exception {
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                script,
                "sh",
                build.program("hob-keep").toString(),
                file("claim").toString())
            .directory(temp.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), "it does not end");
    return process.exitValue();
  }

  @Test
  void aStreamIsCarriedWholeToItsEnd() throws Exception {
    assertEquals(
        0, shell("seq 300000 >want; (cat want; sleep 0.1; cat want) | \"$1\" \"$2\" stderr >>got"));
    assertEquals(said("want") + said("want"), said("got"));
    assertEquals("run 1\n", said("claim"));
  }

  @Test
  void whatTheFileWillNeverTakeIsToldOnceAndTheCommandGoesOn() throws Exception {
    assertEquals(0, shell("ulimit -f 8; (seq 100000; echo last) | \"$1\" \"$2\" stderr >>got"));
    assertEquals("run 1\nlost stderr\n", said("claim"));
    assertTrue(said("got").startsWith("1\n2\n3\n"), "nothing was kept");
  }

  @Test
  void signalsThatAskDoNotEndIt() throws Exception {
    assertEquals(
        0,
        shell(
            "(echo one; sleep 0.3; echo two) | { exec 3<&0; \"$1\" \"$2\" stderr <&3 >>got & "
                + "sleep 0.1; for s in HUP INT TERM USR1 PIPE XFSZ; do kill -$s $!; done; wait $!; }"));
    assertEquals("one\ntwo\n", said("got"));
  }

  @Test
  void wrongCallsAreRefused() throws Exception {
    assertEquals(64, shell("\"$1\""));
    assertEquals(64, shell("\"$1\" \"$2\""));
    assertEquals(64, shell("\"$1\" \"$2\" pty marker"));
    assertEquals(71, shell("\"$1\" \"$2\" pty marker /no/such/fifo </dev/null"));
  }

  private SpawnPlan.Stream opened(Path file, int flags) {
    return new SpawnPlan.Stream.Opened(file, flags);
  }

  private long keeper(Path fifo) throws Exception {
    assertEquals(0, new ProcessBuilder("mkfifo", "-m", "600", fifo.toString()).start().waitFor());
    return PosixSpawn.start(
        new SpawnPlan(
            List.of(
                build.program("hob-keep").toString(),
                file("claim").toString(),
                "pty",
                file("exit").toString(),
                fifo.toString()),
            EnvironmentBlock.of(Map.of()),
            temp,
            Map.of(
                0,
                new SpawnPlan.Stream.Given(MASTER),
                1,
                opened(file("pty"), SpawnPlan.Stream.Opened.APPEND),
                2,
                SpawnPlan.nothing())));
  }

  private long wrapper(Path slave, String command) throws Exception {
    Files.delete(file("claim"));
    final int readWriteNoctty = 2 | 0400;
    SpawnPlan.Stream terminal = opened(slave, readWriteNoctty);
    List<String> words = new ArrayList<>();
    words.addAll(
        List.of(
            build.program("hob-wrap").toString(),
            file("claim").toString(),
            file("exit").toString(),
            "terminal",
            "--",
            "/bin/bash",
            "-c",
            command));
    return PosixSpawn.start(
        new SpawnPlan(
            words,
            EnvironmentBlock.of(Map.of("PATH", "/usr/bin:/bin", "TERM", "xterm")),
            temp,
            Map.of(0, terminal, 1, terminal, 2, SpawnPlan.nothing(), 3, terminal)));
  }

  private void type(Path fifo, String text) throws IOException {
    Files.writeString(fifo, text, StandardOpenOption.WRITE);
  }

  @Test
  void aTerminalIsKeptWithoutUsAndItsKeysReachTheCommand() throws Exception {
    Path fifo = file("in");
    long wrapper;
    long keeper;
    try (TestTerminal terminal = TestTerminal.open(MASTER)) {
      keeper = keeper(fifo);
      wrapper =
          wrapper(
              terminal.slave(),
              "trap 'echo interrupted' INT; tty; echo err >&2; echo >/dev/tty direct;"
                  + " ps -o pgid=,tpgid= -p $$; read a; echo got:$a; sleep 30; read b; echo b:$b; exit 9");
    } // we do not hold it any more: nobody is hung up
    await(() -> said("pty").contains("direct"), () -> said("pty"));
    type(fifo, "hello\r");
    await(() -> said("pty").contains("got:hello"), () -> said("pty"));
    type(fifo, "\003");
    await(() -> said("pty").contains("interrupted"), () -> said("pty"));
    type(fifo, "\032more\r");
    assertEquals(0, HeldProcess.awaitExit(wrapper));
    assertEquals(0, HeldProcess.awaitExit(keeper));

    assertTrue(said("exit").startsWith("9 "), said("exit"));
    assertTrue(said("pty").contains("b:more"), said("pty"));
    assertTrue(said("pty").contains("/dev/pts/") && said("pty").contains("err"), said("pty"));
    String[] groups =
        said("pty")
            .lines()
            .filter(it -> it.matches("\\s*\\d+\\s+\\d+\\s*"))
            .findFirst()
            .orElseThrow()
            .strip()
            .split("\\s+");
    assertEquals(groups[0], groups[1], "the command is in the foreground");
    assertEquals("run " + wrapper + "\n", said("claim"));
  }

  /** Its session is its own, and the terminal is hung up at the wrapper's end. */
  @Test
  void whoLeavesTheTerminalBehindIsNotWaitedFor() throws Exception {
    long wrapper;
    long keeper;
    try (TestTerminal terminal = TestTerminal.open(MASTER)) {
      keeper = keeper(file("in"));
      wrapper = wrapper(terminal.slave(), "(trap '' HUP; exec sleep 4) & echo last; exit 3");
    }
    assertEquals(0, HeldProcess.awaitExit(wrapper));
    assertEquals(0, HeldProcess.awaitExit(keeper));

    assertTrue(said("exit").startsWith("3 "), said("exit"));
    assertEquals("last\r\n", said("pty"));
  }

  @Test
  void aLongOutputOfATerminalIsWhole() throws Exception {
    long wrapper;
    long keeper;
    try (TestTerminal terminal = TestTerminal.open(MASTER)) {
      keeper = keeper(file("in"));
      wrapper = wrapper(terminal.slave(), "seq 200000");
    }
    assertEquals(0, HeldProcess.awaitExit(wrapper));
    assertEquals(0, HeldProcess.awaitExit(keeper));

    StringBuilder want = new StringBuilder();
    for (int i = 1; i <= 200_000; i++) {
      want.append(i).append("\r\n");
    }
    assertEquals(want.toString(), said("pty"));
    assertFalse(TABLE.look(wrapper).isPresent());
  }
}

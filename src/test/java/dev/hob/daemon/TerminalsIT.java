package dev.hob.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.testing.NotRun;
import dev.hob.testing.OtherUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Programs that want a terminal, driven by calls of hob to a result that is checked outside the
 * terminal; also while daemon and warden are killed.
 */
class TerminalsIT {
  private Installation hob;

  @BeforeEach
  void open() {
    hob = Installation.open();
  }

  @AfterEach
  void close() {
    hob.close();
  }

  private String start(String command) {
    Said said = hob.run("run", "--pty", "--", command);
    assertEquals(0, said.status(), said.toString());
    return said.line();
  }

  /** Text, and then keys. */
  private void type(String task, String text, String... keys) {
    List<String> arguments = new ArrayList<>(List.of("write", task, text));
    Stream.of(keys).forEach(it -> arguments.addAll(List.of("--key", it)));
    Said said = hob.run(arguments.toArray(String[]::new));
    assertEquals(0, said.status(), said.toString());
  }

  private String shown(String task) {
    return hob.run("logs", task, "--raw", "--all").out();
  }

  private void awaitShown(String task, String pattern) {
    Pattern wanted = Pattern.compile(pattern);
    Installation.awaitThat(
        () -> wanted.matcher(shown(task)).find(), () -> "no " + pattern + " in " + shown(task));
  }

  private void awaitEnd(String task, int code) {
    Said said = hob.run("wait", task, "--timeout", "30s");
    assertEquals(code, said.status(), said + "\n" + shown(task));
  }

  /** As seq says them. */
  private static String numbers(int most) {
    return IntStream.rangeClosed(1, most)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private String file(String name) {
    try {
      return Files.readString(hob.work().resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isHere(String program) throws IOException {
    boolean here = Installation.find(program).isPresent();
    if (!here) {
      NotRun.because(TerminalsIT.class.getSimpleName(), "there is no " + program);
    }
    return here;
  }

  @Test
  void aShellAndItsJobs() {
    String task = start("exec bash --norc --noprofile --noediting -i");
    type(task, "echo $((6*7)) >sum; sleep 300", "enter");
    Installation.awaitThat(() -> Files.exists(hob.work().resolve("sum")), () -> shown(task));
    Installation.awaitThat(() -> sleeps(), () -> "it does not sleep: " + shown(task));
    type(task, "", "ctrl-z");
    awaitShown(task, "Stopped");
    type(task, "jobs >jobs", "enter");
    type(task, "fg", "enter");
    awaitShown(task, "fg\r\nsleep 300");
    type(task, "", "ctrl-c");
    type(task, "echo $? >code; exit 5", "enter");
    awaitEnd(task, 5);

    assertEquals("42\n", file("sum"));
    assertTrue(file("jobs").contains("Stopped") && file("jobs").contains("sleep 300"));
    assertEquals("130\n", file("code"));
  }

  private boolean sleeps() {
    return hob.ours("sleep 300").size() == 1;
  }

  @Test
  void interpretersThatTalk() throws IOException {
    if (isHere("python3")) {
      String python = start("exec python3 -q");
      awaitShown(python, ">>> ");
      type(python, "open('python','w').write(str(6*7))", "enter");
      type(python, "", "ctrl-d");
      awaitEnd(python, 0);
      assertEquals("42", file("python"));
    }
    if (isHere("node")) {
      String node = start("exec node");
      awaitShown(node, "> ");
      type(node, "require('fs').writeFileSync('node', String(6*7))", "enter");
      type(node, ".exit", "enter");
      awaitEnd(node, 0);
      assertEquals("42", file("node"));
    }
  }

  @Test
  void linesAndTheirEnd() {
    String task = start("cat >lines");
    type(task, "grüße\nmistake", "ctrl-u");
    type(task, "second", "backspace", "enter", "ctrl-d");
    awaitEnd(task, 0);

    assertEquals("grüße\nsecon\n", file("lines"));
  }

  @Test
  void aPasswordIsReadAndStandsNowhere() throws IOException {
    String task = start("read -s -p 'password: ' word; echo; printf %s \"$word\" | cksum >sum");
    awaitShown(task, "password: ");
    type(task, "s3cr3t!", "enter");
    awaitEnd(task, 0);
    Said want = hob.script("printf %s 's3cr3t!' | cksum").run();

    assertEquals(want.out(), file("sum"));
    try (Stream<Path> files = Files.walk(hob.store())) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        String content = new String(Files.readAllBytes(each), StandardCharsets.ISO_8859_1);
        assertFalse(content.contains("s3cr3t"), each.toString());
      }
    }
  }

  @Test
  void whoIgnoresHangUpsIsNotEvenHungUp() {
    String task =
        start(
            "trap 'echo hup >>hups' HUP; echo ready; read a; echo $a >first; read b; echo $b >second");
    awaitShown(task, "ready");
    Installation.signal("KILL", hob.daemon());
    type(task, "one", "enter");
    Installation.awaitThat(() -> Files.exists(hob.work().resolve("first")), () -> shown(task));
    Installation.signal("KILL", hob.daemon());
    type(task, "two", "enter");
    awaitEnd(task, 0);

    assertEquals("one\n", file("first"));
    assertEquals("two\n", file("second"));
    assertFalse(Files.exists(hob.work().resolve("hups")));
  }

  @Test
  void aTalkGoesOnWhenDaemonAndWardenAreKilled() throws IOException {
    if (!isHere("python3")) {
      return;
    }
    String task = start("exec python3 -q");
    awaitShown(task, ">>> ");
    type(task, "x = 40", "enter");
    awaitShown(task, "x = 40\\s+>>> ");
    Installation.awaitThat(() -> hob.wardens().size() == 1, () -> "no warden: " + hob.ours());
    Installation.signal("KILL", hob.wardens().get(0));
    Installation.signal("KILL", hob.daemon());
    type(task, "import os; x += 2", "enter");
    assertEquals(0, hob.run("resize", task, "33", "99").status());
    type(task, "open('talk','w').write(f'{x} {os.get_terminal_size()}')", "enter");
    type(task, "exit(7)", "enter");
    awaitEnd(task, 7);

    assertEquals("42 os.terminal_size(columns=99, lines=33)", file("talk"));
  }

  @Test
  void noByteOfAFloodIsMissingOrDoubledWhenTheDaemonIsKilled() {
    String task = start("stty -opost; echo ready; seq 2000000; exit 9");
    awaitShown(task, "ready");
    for (int i = 0; i < 3; i++) {
      Installation.signal("KILL", hob.daemon());
      assertEquals(0, hob.run("list").status());
    }
    awaitEnd(task, 9);

    assertEquals(numbers(2_000_000), shown(task).replaceFirst("ready\r?\n", ""));
  }

  /** The native keeper holds what it took; the command waits in its write. */
  @Test
  void aFloodWaitsForRoomOnAFullDiskAndIsWhole() throws IOException {
    try (Installation small = Installation.open("disk/store")) {
      Path disk = Files.createDirectories(small.scratch().resolve("disk"));
      if (!OtherUser.missing().isEmpty()
          || !Installation.hasNativeLauncher()
          || !Installation.done(
              "mount", "-t", "tmpfs", "-o", "size=12m,mode=700", "none", disk.toString())) {
        NotRun.because("aFloodWaitsForRoomOnAFullDiskAndIsWhole", "no native keeper, or no tmpfs");
        return;
      }
      try {
        Files.write(disk.resolve("filler"), new byte[8 << 20]);
        String task = small.run("run", "--pty", "--", "stty -opost; seq 1000000; exit 9").line();
        Installation.awaitThat(
            () -> disk.toFile().getUsableSpace() == 0, () -> "it does not become full");
        Installation.signal("KILL", small.daemon());
        Files.delete(disk.resolve("filler"));
        Said waited = small.run("wait", task, "--timeout", "30s");

        assertEquals(9, waited.status(), waited.toString());
        assertEquals(numbers(1_000_000), small.run("logs", task, "--raw", "--all").out());
        small.run("stop");
      } finally {
        Installation.awaitThat(
            () -> {
              small
                  .ours()
                  .keySet()
                  .forEach(it -> ProcessHandle.of(it).ifPresent(ProcessHandle::destroyForcibly));
              return small.ours().isEmpty() && Installation.done("umount", disk.toString());
            },
            () -> "" + small.ours());
      }
    }
  }

  @Test
  void aKillWorksAfterTheDaemonsDeath() {
    String task = start("trap '' HUP TERM INT; echo ready; while :; do sleep 300; done");
    awaitShown(task, "ready");
    Installation.signal("KILL", hob.daemon());
    Said killed = hob.run("kill", task, "--grace", "100ms", "--json");

    assertEquals("\"killed\"", Installation.field(killed.out(), "status"), killed.toString());
    Installation.awaitThat(() -> hob.ours("sleep 300").isEmpty(), () -> "left: " + hob.ours());
  }

  @Test
  void whatCannotBeTypedIsRefusedByItsName() {
    String piped = hob.started("sleep 300");
    String task = start("sleep 300");

    assertRefused(64, "unknown_key", "write", task, "--key", "ctrl-alt-win");
    assertRefused(64, "not_pty", "write", piped, "--key", "up");
    assertRefused(64, "not_pty", "resize", piped, "10", "20");
    assertRefused(64, "bad_request", "resize", task, "0", "20");
    assertRefused(64, "bad_request", "resize", task, "10");
    assertRefused(64, "line_too_long", "write", task, "x".repeat(5000));
    assertRefused(64, "unsupported", "write", task, "--close");
    assertRefused(64, "bad_request", "run", "--pty", "--stdin", "/etc/hostname", "--", "cat");
    assertRefused(64, "stdin_closed", "write", piped, "x");
    hob.run("kill", task, piped);
    assertRefused(64, "task_ended", "write", task, "x");
  }

  private void assertRefused(int status, String code, String... call) {
    List<String> arguments = new ArrayList<>(List.of(call));
    arguments.add(1, "--json");
    Said said = hob.run(arguments.toArray(String[]::new));

    assertEquals('"' + code + '"', Installation.field(said.out(), "code"), said.toString());
    assertEquals(status, said.status(), said.toString());
  }
}

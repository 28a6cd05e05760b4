package dev.hob.daemon;

import static dev.hob.daemon.Installation.awaitThat;
import static dev.hob.daemon.Installation.elapsed;
import static dev.hob.daemon.Installation.field;
import static dev.hob.daemon.Installation.lives;
import static dev.hob.daemon.Launch.quoted;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.testing.NotRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a call of the launcher does, byte for byte, against one daemon. */
class LauncherIT {
  private static final Installation HOB = Installation.open();

  /** All that the launcher and these tests use, but for curl. */
  private static final String[] NO_CURL = {
    "java",
    "sh",
    "bash",
    "dash",
    "env",
    "setsid",
    "flock",
    "readlink",
    "stty",
    "cat",
    "date",
    "sleep",
    "head",
    "printf",
    "dd",
    "wc",
    "tr",
    "kill",
    "ps"
  };

  @AfterAll
  static void end() {
    HOB.close();
  }

  /** How a call gets to the daemon. */
  enum Way {
    NATIVE,
    CURL,
    JAVA;

    Launch of(Launch launch) throws IOException {
      return switch (this) {
        case NATIVE -> launch;
        case CURL -> launch.byScript();
        case JAVA -> launch.byScript().with("PATH", HOB.pathOf(NO_CURL));
      };
    }
  }

  /** All there are. */
  private static List<Way> ways() throws IOException {
    if (Installation.hasNativeLauncher()) {
      return List.of(Way.values());
    }
    NotRun.because("LauncherIT", "no native launcher was built");
    return List.of(Way.CURL, Way.JAVA);
  }

  private static Path file(String name, byte[] content) throws IOException {
    return Files.write(HOB.scratch().resolve(name), content);
  }

  private static byte[] random(int count) {
    byte[] bytes = new byte[count];
    new SplittableRandom(7).nextBytes(bytes);
    return bytes;
  }

  @Test
  void theFirstCallStartsTheDaemonAndPrintsAnId() {
    try (Installation fresh = Installation.open()) {
      Said said = fresh.run("run", "--", "true");

      assertEquals(0, said.status(), said.toString());
      assertTrue(said.out().matches("t[0-9a-z]{9}\n"), said.toString());
      assertEquals("", said.err());
      assertTrue(fresh.daemonNow().isPresent(), fresh.log());
    }
  }

  @Test
  void aRunThatWaitsPassesStdoutStderrAndStatus() throws IOException {
    for (Way way : ways()) {
      Launch launch = HOB.call("run", "--wait", "20s", "--", "echo out; echo err >&2; exit 3");
      Said said = way.of(launch).run();

      assertEquals("out\n", said.out(), said.toString());
      assertEquals("err\n", said.err(), said.toString());
      assertEquals(3, said.status());
    }
  }

  private static final List<String> WORDS =
      List.of(
          "plain",
          "two words",
          "a\nb\n",
          "",
          "'",
          "\"",
          "\\",
          "%",
          "%41",
          "&",
          "a=b",
          "&env=&",
          "ü",
          "🐙",
          "-x",
          "--json",
          "--",
          "@/etc/passwd",
          "+",
          "$HOME",
          "`id`",
          "*",
          "\t",
          "~");

  private static String[] printing(List<String> words) {
    List<String> arguments =
        new ArrayList<>(List.of("run", "--wait", "20s", "--", "printf", "<%s>"));
    arguments.addAll(words);
    return arguments.toArray(String[]::new);
  }

  @Test
  void argumentsArriveByteForByte() throws IOException {
    String expected = "<" + String.join("><", WORDS) + ">";

    for (Way way : ways()) {
      assertEquals(expected, way.of(HOB.call(printing(WORDS))).run().out(), way.toString());
      assertEquals(
          expected,
          way.of(HOB.call(printing(WORDS))).without("LANG").run().out(),
          way + " in a locale without UTF-8");
    }
  }

  @Test
  void argumentsThatAreNoTextAreRefusedRatherThanChanged() {
    Said said = HOB.script("\"$HOB\" run --wait 20s -- printf \"$(printf 'caf\\351')\"").run();

    assertEquals(64, said.status(), said.toString());
    assertTrue(said.err().contains("UTF-8"), said.toString());
  }

  @Test
  void theFolderOfTheCallIsTheCommands() throws IOException {
    for (String name : List.of("with spaces", "new\nline", "ümläut", "per%cent&=+")) {
      Path folder = Files.createDirectories(HOB.scratch().resolve(name));

      for (Way way : ways()) {
        Launch call = way.of(HOB.call("run", "--wait", "20s", "--", "pwd -P")).in(folder);
        assertEquals(folder + "\n", call.run().out(), way.toString());
        assertEquals(
            folder + "\n", call.without("LANG").run().out(), way + " in a locale without UTF-8");
      }
    }
  }

  @Test
  void aFolderThatIsGoneIsSaidInClearWords() {
    Said said =
        HOB.script("mkdir gone && cd gone && rmdir ../gone && \"$HOB\" run --wait 9s -- pwd").run();

    assertEquals(64, said.status(), said.toString());
    assertTrue(said.err().contains("folder"), said.toString());
  }

  /** Every variable that a shell, curl or Java could meddle with, and bytes that are no text. */
  private static final String ODD =
      "exec env -i HOME=\"$HOME\" PATH=\"$PATH\" HOB_HOME=\"$HOB_HOME\" LINES_OF='a\nb\n'"
          + " LATIN=\"$(printf 'caf\\351')\" 'a b=2' 'x-y.z=3' 'EMPTY=' 'A=b=c'"
          + " PWD=/nowhere OLDPWD=/before IFS=xyz PS1=p OPTIND=7 PPID=1 _=under SHLVL=41"
          + " hob_local=yes hob_verb=list hob_input=yes hob_socket=/nowhere hob_other=yes"
          + " hob_attempt=9 hob_live= hob_tty=111 COLUMNS='1&env=&' CDPATH=/usr"
          + " JAVA_TOOL_OPTIONS=-Dx=y CURL_HOME=/nowhere '&in=&abc=1' ";

  @Test
  void theEnvironmentArrivesByteForByte() throws IOException {
    for (Way way : ways()) {
      Path expected = HOB.scratch().resolve("expected");
      Path told = HOB.scratch().resolve("told");
      String show = " cat /proc/self/environ";
      Launch before = HOB.script(ODD + show + " >" + quoted(expected.toString()));
      Launch call =
          HOB.script(
              ODD
                  + "\"$HOB\""
                  + " run --wait 20s -- 'tr \"\\0\" \"\\0\" </proc/$PPID/environ >"
                  + told
                  + "'");
      way.of(before).run();
      Said said = way.of(call).run();

      assertEquals(0, said.status(), said.toString());
      assertEquals("", said.err(), said.toString());
      List<String> wanted = entries(expected);
      List<String> found = entries(told);
      found.removeIf(it -> it.startsWith("HOB_TASK=") || it.startsWith("HOB_SESSION="));
      wanted.removeIf(it -> it.startsWith("PATH="));
      found.removeIf(it -> it.startsWith("PATH="));
      assertEquals(String.join("\n", wanted), String.join("\n", found), way.toString());
    }
  }

  private static List<String> entries(Path file) throws IOException {
    return new ArrayList<>(
        List.of(Files.readString(file, StandardCharsets.ISO_8859_1).split("\0", -1)));
  }

  @Test
  void aHostileSetupOfCurlIsOfNoAccount() throws IOException {
    Path home = Files.createDirectories(HOB.scratch().resolve("hostile"));
    Files.writeString(
        home.resolve(".curlrc"), "proxy = http://127.0.0.1:1\nfail\noutput = /dev/null\n");

    Said said =
        Way.CURL
            .of(HOB.call("run", "--wait", "20s", "--", "echo $http_proxy"))
            .with("HOME", home.toString())
            .with("http_proxy", "http://127.0.0.1:1")
            .with("ALL_PROXY", "socks5://127.0.0.1:1")
            .run();

    assertEquals("http://127.0.0.1:1\n", said.out(), said.toString());
  }

  @Test
  void theUmaskOfTheCallIsTheCommands() throws IOException {
    String call = "umask 0157; \"$HOB\" run --wait 20s -- umask";

    for (Way way : ways()) {
      assertEquals("0157", way.of(HOB.script(call)).run().line(), way.toString());
    }
  }

  @Test
  void rawLogsAreTheBytesThatWereWritten() throws IOException {
    byte[] big = random(10 << 20);
    byte[] small = "a\0b\n\n\n".getBytes(StandardCharsets.UTF_8);
    String task =
        HOB.started(
            "cat "
                + file("big", big)
                + "; cat "
                + file("big", big)
                + " "
                + file("small", small)
                + " >&2");
    assertEquals(0, HOB.run("wait", task).status());

    for (Way way : ways()) {
      Launch launch = HOB.call("logs", "--raw", task);
      Said said = way.of(launch).run();
      assertEquals(0, said.status(), said.err().length() > 999 ? "" : said.toString());
      assertArrayEquals(big, said.outBytes());
      byte[] both = new byte[big.length + small.length];
      System.arraycopy(big, 0, both, 0, big.length);
      System.arraycopy(small, 0, both, big.length, small.length);
      assertEquals(both.length, said.errBytes().length);
      assertArrayEquals(both, said.errBytes());
    }
  }

  @Test
  void allOfALogCanBeHadWithoutNamingAStream() {
    String task = HOB.started("echo a; echo b >&2");
    HOB.run("wait", task);

    Said said = HOB.run("logs", "--all", task);

    assertEquals(0, said.status(), said.toString());
    assertTrue(said.out().contains("a\n") && said.out().contains("b\n"), said.toString());
  }

  @Test
  void inputArrivesByteForByte() throws IOException {
    byte[] bytes = random(300_000);
    Path input = file("input", bytes);
    for (String flag : List.of("--stdin -", "--stdin=-")) {
      for (Way way : ways()) {
        List<String> arguments = new ArrayList<>(List.of("run", "--wait", "20s"));
        arguments.addAll(List.of(flag.split(" ", -1)));
        arguments.addAll(List.of("--", "cat"));
        Launch launch = HOB.call(arguments.toArray(String[]::new)).reading(input);
        Said said = way.of(launch).run();
        assertEquals(0, said.status(), flag + " " + way + " " + said.err());
        Said raw = HOB.run("logs", "--raw", HOB.run("list", "--limit", "1").out().split(" ", 2)[0]);
        assertArrayEquals(bytes, raw.outBytes(), flag + " by " + way);
      }
    }
  }

  @Test
  void aDashOfTheCommandIsNotTheLaunchersInput() {
    try (Launch.Running run = HOB.call("run", "cat", "-").readingAnOpenPipe().start()) {
      assertEquals(0, run.await(20).status());
    }
  }

  @Test
  void writingGoesToTheCommandsInput() throws IOException {
    String task = HOB.run("run", "--stdin", "open", "--", "cat").line();

    assertEquals(0, HOB.run("write", task, "text\n").status());
    byte[] bytes = {0, 1, (byte) 0xff, '\n'};
    assertEquals(0, HOB.call("write", task, "-").reading(file("write", bytes)).run().status());
    assertEquals(
        0, HOB.run("--session", "other", "write", "--any-session", task, "--", "-x").status());
    assertEquals(0, HOB.run("write", task, "--close").status());
    assertEquals(0, HOB.run("wait", task).status());

    byte[] out = HOB.run("logs", "--raw", "--stream", "stdout", task).outBytes();
    assertArrayEquals(new byte[] {'t', 'e', 'x', 't', '\n', 0, 1, -1, '\n', '-', 'x'}, out);
  }

  /** An agent's stdin is often a pipe that nobody ends. */
  @Test
  void writingWithoutATextReadsNothing() {
    String task = HOB.run("run", "--stdin", "open", "--", "cat").line();

    try (Launch.Running write = HOB.call("write", task).readingAnOpenPipe().start()) {
      assertEquals(64, write.await(20).status());
    }
    assertEquals(0, HOB.run("kill", task).status());
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aFollowerWhoseReaderHasGoneEndsAndIsForgotten(Way way) throws IOException {
    String task = HOB.started("while :; do echo line; sleep 0.1; done");
    Launch launch = HOB.script("\"$HOB\" logs -f " + task + " | head -n 1");
    long begin = System.nanoTime();

    Said said = way.of(launch).run();

    assertEquals("line\n", said.out(), said.toString());
    assertTrue(elapsed(begin).toSeconds() < 10, () -> "after " + elapsed(begin));
    awaitThat(HOB::nobodyCalls, HOB::calls);
    assertEquals("running", strip(HOB.status(task)));
    HOB.run("kill", task, "--grace", "0");
  }

  private static String strip(String json) {
    return json.replace("\"", "");
  }

  @ParameterizedTest
  @MethodSource("ways")
  void anInterruptedClientEndsAndTheTaskDoesNot(Way way) throws IOException {
    // Ctrl-C goes to all that a terminal has in front; others signal the one that they started.
    assertEndsBySignal(way, "INT", true);
    assertEndsBySignal(way, "TERM", false);
  }

  private static void assertEndsBySignal(Way way, String signal, boolean group) throws IOException {
    String task = HOB.started("echo begun; exec sleep 60");
    // As a terminal starts it: whoever runs the tests in the background has INT ignored.
    Launch launch = HOB.call("logs", "-f", task).through("env", "--default-signal=INT", "setsid");
    try (Launch.Running call = way.of(launch).start()) {
      call.awaitOut("begun");
      if (group) {
        call.signalGroup(signal);
      } else {
        call.signal(signal);
      }

      call.await(5);
      awaitThat(5, HOB::nobodyCalls, HOB::calls);
      awaitThat(5, () -> HOB.ours("logs").isEmpty(), () -> "left over: " + HOB.ours());
    }
    assertEquals("running", strip(HOB.status(task)));
    HOB.run("kill", task, "--grace", "0");
  }

  @Test
  void outputIsSeenWhileTheTaskRuns() {
    try (Launch.Running call =
        HOB.call("run", "--wait", "50s", "--", "echo first; sleep 50").start()) {
      String task = awaitLatest("echo first");
      try (Launch.Running logs = HOB.call("logs", "-f", task).start()) {
        logs.awaitOut("first\n");
        assertTrue(logs.isAlive() && call.isAlive());
      }
      HOB.run("kill", task, "--grace", "0");
      Said said = call.await();
      assertEquals("first\n", said.out(), said.toString());
    }
  }

  private static String awaitLatest(String command) {
    String[] task = {""};
    awaitThat(
        () -> {
          Said said = HOB.run("list", "--status", "running");
          task[0] = said.out().split(" ", 2)[0];
          return said.out().contains(command);
        },
        () -> "no " + command + " runs");
    return task[0];
  }

  @Test
  void whatIsAppendedToKeepsWhatItHad() throws IOException {
    Path file = file("kept", "before\n".getBytes(StandardCharsets.UTF_8));

    HOB.script("\"$HOB\" run --wait 20s -- echo after >>" + file).run();

    assertEquals("before\nafter\n", Files.readString(file));
  }

  @Test
  void exitStatusesAreThoseOfTheContract() {
    assertEquals(124, status("run", "--wait", "20s", "--timeout", "100ms", "--", "sleep 30"));
    assertEquals(137, status("run", "--wait", "20s", "--", "kill -9 $$"));
    assertEquals(75, status("run", "--wait", "100ms", "--", "sleep 2"));
    assertEquals(125, status("run", "--wait", "20s", "--", "kill -9 $PPID $$"), "lost");
    assertEquals(64, status("run", "--no-such-flag", "--", "x"));
    assertEquals(64, status("no-such-verb"));
    assertEquals(64, status());
    assertEquals(66, status("poll", "t000000000"));
    assertEquals(0, status("run", "--", "true"));
  }

  private static int status(String... arguments) {
    return HOB.run(arguments).status();
  }

  @Test
  void jsonErrorsGoToStdout() throws IOException {
    for (Way way : ways()) {
      Launch launch = HOB.call("poll", "t000000000", "--json");
      Said said = way.of(launch).run();

      assertEquals("\"task_not_found\"", field(said.out(), "code"), said.toString());
      assertEquals("", said.err());
      assertEquals(66, said.status());
    }
  }

  @Test
  void theLauncherIsFoundHoweverItIsCalled() throws IOException {
    Path spaced = Files.createDirectories(HOB.scratch().resolve("a place/ümläut"));
    copy(Installation.home(), spaced.resolve("hob"));
    for (String launcher : List.of("bin/hob", "lib/hob.sh")) {
      assertFoundByLinks(spaced.resolve("hob").resolve(launcher));
    }
    Said said =
        HOB.script("PATH=" + quoted(spaced + "/hob/bin:") + "$PATH; hob run --wait 9s -- echo ok")
            .run();
    assertEquals("ok\n", said.out(), said.toString());
  }

  private static void assertFoundByLinks(Path launcher) throws IOException {
    String file = launcher.getFileName().toString();
    Path link = Files.createSymbolicLink(HOB.scratch().resolve("link-" + file), launcher);
    Path second =
        Files.createSymbolicLink(
            HOB.work().resolve("second-" + file), Path.of("..", "link-" + file));
    List<String> names =
        List.of(
            link.toString(),
            second.toString(),
            "./second-" + file,
            HOB.work().relativize(launcher).toString());
    for (String name : names) {
      Said said = HOB.callOf(name, "run", "--wait", "20s", "--", "echo ok").run();
      assertEquals("ok\n", said.out(), name + ": " + said);
    }
    if (file.equals("hob.sh")) {
      for (String name : names) {
        assertRunBySomeShells(name);
      }
      assertRunBySomeShells("second-" + file);
    }
  }

  private static void assertRunBySomeShells(String script) throws IOException {
    for (String shell : List.of("dash", "bash", "sh")) {
      if (Installation.find(shell).isEmpty()) {
        NotRun.because("theLauncherIsFoundHoweverItIsCalled", "there is no " + shell);
        continue;
      }
      Said said = HOB.callOf(script, "run", "--wait", "20s", "--", "echo ok").through(shell).run();
      assertEquals("ok\n", said.out(), shell + " " + script + ": " + said);
      Said java = Way.JAVA.of(HOB.callOf(script, "version")).through(shell).run();
      assertTrue(java.out().startsWith("hob "), shell + " " + script + ": " + java);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void whatCannotBeShownIsToldByTheStatus(Way way) throws IOException {
    String task = HOB.started("head -c 1000000 /dev/zero");
    HOB.run("wait", task);

    Said unread =
        way.of(HOB.script("{ \"$HOB\" logs --raw " + task + "; echo $? >&2; } | head -c 1")).run();
    Said full = way.of(HOB.script("\"$HOB\" logs --raw " + task + " >/dev/full")).run();

    assertEquals("74\n", unread.err(), unread.toString());
    assertEquals(74, full.status(), full.toString());
  }

  @ParameterizedTest
  @MethodSource("ways")
  void closedDescriptorsHarmNothing(Way way) throws IOException {
    for (String closed : List.of("<&-", ">&-", "2>&-", "<&- >&- 2>&-")) {
      assertEquals(0, way.of(HOB.script("\"$HOB\" list " + closed)).run().status(), closed);
    }
  }

  @Test
  void aDaemonThatDiesWhileOutputIsShownIsSaid() throws IOException {
    for (Way way : ways()) {
      try (Installation fresh = Installation.open()) {
        String task = fresh.started("echo begun; exec sleep 60");
        try (Launch.Running text = way.of(fresh.call("logs", "-f", task)).start();
            Launch.Running json = way.of(fresh.call("logs", "-f", task, "--json")).start()) {
          text.awaitOut("begun");
          json.awaitOut("YmVndW4K");
          fresh.wardens().forEach(it -> Installation.signal("KILL", it));
          Installation.signal("KILL", fresh.daemon());

          Said toText = text.await(20);
          Said toJson = json.await(20);
          assertEquals(69, toText.status(), way + ": " + toText);
          assertEquals(69, toJson.status(), way + ": " + toJson);
          assertTrue(toText.err().contains("in the middle of the call"), way + ": " + toText);
          if (way != Way.JAVA) { // which tells it in words
            assertTrue(toJson.out().contains("in the middle of the call"), way + ": " + toJson);
          }
        }
      }
    }
  }

  @Test
  void aDistributionWithoutItsScriptIsSaid() throws IOException {
    if (!Installation.hasNativeLauncher()) {
      NotRun.because("aDistributionWithoutItsScriptIsSaid", "no native launcher was built");
      return;
    }
    Path alone = Files.createDirectories(HOB.scratch().resolve("alone/bin")).resolve("hob");
    Files.copy(Installation.launcher(), alone);

    Said said = HOB.callOf(alone.toString(), "doctor").run();

    assertEquals(69, said.status(), said.toString());
    assertTrue(said.err().contains("lib/hob.sh"), said.toString());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(
            file,
            to.resolve(from.relativize(file).toString()),
            java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "version", "--version", "completions bash", "doctor", "stop"})
  void someVerbsStartNoDaemon(String verb) {
    try (Installation fresh = Installation.open()) {
      Said said = fresh.run(verb.split(" ", -1));

      assertEquals(0, said.status(), said.toString());
      assertEquals(List.of(), fresh.daemons());
      assertFalse(Files.exists(fresh.store()), said.toString());
    }
  }

  @Test
  void withoutJavaThereIsAClearWordOrAnotherJava() throws IOException {
    try (Installation fresh = Installation.open()) {
      String path = fresh.pathOf("sh", "env", "setsid", "flock", "readlink", "curl", "cat", "rm");
      Said said =
          fresh
              .call("run", "--wait", "20s", "--", "echo ok")
              .with("PATH", path)
              .without("JAVA_HOME")
              .run();

      if (said.status() == 0) {
        assertEquals("ok\n", said.out(), said.toString());
      } else {
        assertEquals(69, said.status(), said.toString());
        assertTrue(said.err().contains("JDK"), said.toString());
      }
    }
  }

  @Test
  void aCallOfManyAndLongArgumentsIsCarriedOutOrRefusedClearly() {
    String[] many = printing(java.util.Collections.nCopies(2000, "x".repeat(200)));
    Said said = HOB.run(many);
    assertEquals(0, said.status(), said.err());

    Said longest = HOB.run("run", "--wait", "20s", "--", "printf", "%s", "y".repeat(131_000));
    assertEquals(0, longest.status(), longest.err());
  }

  /** Whoever reads a call's output to its end would otherwise wait for the daemon's end. */
  @Test
  void theDaemonHoldsNothingOfItsStarter() throws Exception {
    try (Installation fresh = Installation.open()) {
      Process call =
          fresh
              .script(
                  "exec 7>&1 9>&1; if [ -n \"$BASH_VERSION\" ]; then exec 12>&1; fi; \"$HOB\" list")
              .through("bash", "-c", "exec 23>&1; exec \"$@\"", "-")
              .startPiped();
      byte[] all = call.getInputStream().readAllBytes();

      assertEquals(0, call.waitFor(), new String(all, StandardCharsets.UTF_8));
      assertTrue(lives(fresh.daemon()));
    }
  }

  /** A daemon that dies takes one connection more, and none after that. */
  @Test
  void inputThatWasReadForADaemonThatIsGoneReachesTheNextOne() throws Exception {
    try (Installation fresh = Installation.open()) {
      fresh.run("list");
      String address = Files.readString(fresh.store().resolve("hobd.json"));
      fresh.run("stop");
      Path socket = fresh.scratch().resolve("dying");
      Files.writeString(
          fresh.store().resolve("hobd.json"),
          address.replaceAll("\"socket\": \"[^\"]*\"", "\"socket\": \"" + socket + "\""));
      ServerSocketChannel dying = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      dying.bind(UnixDomainSocketAddress.of(socket));
      Thread last = new Thread(() -> takeOneMore(dying));
      last.start();

      Said said =
          fresh
              .script("{ sleep 0.3; echo given; } | \"$HOB\" run --wait 20s --stdin - -- cat")
              .run();

      last.join();
      assertEquals("given\n", said.out(), said.toString());
    }
  }

  private static void takeOneMore(ServerSocketChannel dying) {
    try (dying) {
      dying.accept().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theDaemonsSurroundingsAreItsOwn() throws IOException {
    try (Installation fresh = Installation.open()) {
      Said said =
          fresh
              .script("umask 022; \"$HOB\" list")
              .with("SECRET_OF_MINE", "1")
              .with("HOB_TASK", "t000000000")
              .with("HOB_SESSION", "other")
              .with("TMPDIR", fresh.scratch().toString())
              .with("LD_LIBRARY_PATH", "/nowhere")
              .run();
      assertEquals(0, said.status(), said.toString());
      Path daemon = Path.of("/proc/" + fresh.daemon());

      List<String> names =
          entries(daemon.resolve("environ")).stream()
              .filter(it -> !it.isEmpty())
              .map(it -> it.substring(0, it.indexOf('=')))
              .filter(it -> !it.equals("PWD"))
              .sorted()
              .toList();
      assertEquals(
          List.of("HOB_HOME", "HOB_KEEPER", "HOME", "LANG", "LC_ALL", "PATH", "TMPDIR", "USER"),
          names);
      assertEquals(Path.of("/"), daemon.resolve("cwd").toRealPath());
      assertTrue(Files.readString(daemon.resolve("status")).contains("Umask:\t0077"));
      assertEquals(Optional.empty(), terminal(daemon));
    }
  }

  /** The one that could hang up, as its number. */
  private static Optional<String> terminal(Path process) throws IOException {
    String stat = Files.readString(process.resolve("stat"));
    String number = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 6)[4];
    return Optional.of(number).filter(it -> !it.equals("0"));
  }
}

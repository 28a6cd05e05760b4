package dev.hob.daemon;

import static dev.hob.daemon.Installation.awaitThat;
import static dev.hob.daemon.Installation.lives;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.cli.Invocation;
import dev.hob.http.CallStreams;
import dev.hob.testing.NotRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A launcher proves that its caller had what was told, and only then. */
@Timeout(120)
class LauncherReceiptIT {
  /** Nobody asks for the end of a call: that is noticed by its time alone, half a minute. */
  private static final long UNTIL_LOST = 60;

  /** All that the launcher uses, but for curl. */
  private static final String[] NO_CURL = {
    "java",
    "sh",
    "bash",
    "env",
    "readlink",
    "stty",
    "cat",
    "sleep",
    "tr",
    "kill",
    "ps",
    "true",
    "rm"
  };

  private final Installation hob = Installation.open();

  @AfterEach
  void end() {
    hob.close();
  }

  /** How a call gets to the daemon, and whether it shows stderr meanwhile. */
  enum Way {
    NATIVE,
    CURL,
    CURL_LIVE,
    JAVA;

    Launch of(Launch launch, Installation hob) throws IOException {
      return switch (this) {
        case NATIVE -> launch;
        case CURL, CURL_LIVE -> launch.byScript();
        case JAVA -> launch.byScript().with("PATH", hob.pathOf(NO_CURL));
      };
    }

    String verb() {
      return this == CURL_LIVE ? "wait" : "poll";
    }
  }

  private static List<Way> ways() throws IOException {
    List<Way> ways = new ArrayList<>(List.of(Way.values()));
    if (!Installation.hasNativeLauncher()) {
      NotRun.because("LauncherReceiptIT", "no native launcher was built");
      ways.remove(Way.NATIVE);
    }
    if (Installation.find("curl").isEmpty()) {
      NotRun.because("LauncherReceiptIT", "there is no curl");
      ways.removeAll(List.of(Way.CURL, Way.CURL_LIVE));
    }
    return ways;
  }

  /** What follows is the script, whoever was called; what it calls for is live. */
  private static List<Way> followers() throws IOException {
    return ways().stream().filter(it -> it == Way.NATIVE || it == Way.CURL).toList();
  }

  private static int told(String text, CallStreams streams) throws IOException {
    streams.stdout().write(text.getBytes(StandardCharsets.UTF_8));
    return 0;
  }

  @ParameterizedTest
  @MethodSource("ways")
  void whatWasShownIsProvedOnceAndTheStatusIsTheCalls(Way way) throws IOException {
    try (TellingDaemon daemon =
        new TellingDaemon(
            hob,
            (round, streams) -> {
              streams.stderr().write('e');
              return told("told\n", streams) + 3;
            })) {
      Said said = way.of(hob.call(way.verb()), hob).run();

      assertEquals("told\n", said.out(), said.toString());
      assertEquals("e", said.err());
      assertEquals(3, said.status());
      daemon.end();
      assertEquals("shown 1, lost 0 of 1", daemon.toString());
      assertEquals(List.of(), List.copyOf(daemon.troubles));
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void manyBytesAreProvedToo(Way way) throws IOException {
    String much = "0123456789abcde\n".repeat(1 << 18);
    try (TellingDaemon daemon = new TellingDaemon(hob, (round, streams) -> told(much, streams))) {
      Said said = way.of(hob.call(way.verb()), hob).run();

      assertEquals(much.length(), said.out().length());
      assertEquals(0, said.status(), said.err());
      daemon.end();
      assertEquals("shown 1, lost 0 of 1", daemon.toString());
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void whatTheSystemDoesNotTakeIsNotProved(Way way) throws IOException {
    for (String text : List.of("told\n", "much".repeat(100_000))) {
      try (TellingDaemon daemon = new TellingDaemon(hob, (round, streams) -> told(text, streams))) {
        Said said = way.of(hob.script("\"$HOB\" " + way.verb() + " >/dev/full"), hob).run();

        assertEquals(74, said.status(), said.toString());
        daemon.end();
        assertEquals("shown 0, lost 1 of 1", daemon.toString());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void whatNobodyReadsIsNotProved(Way way) throws IOException {
    Path isGone = hob.work().resolve("gone");
    try (TellingDaemon daemon =
        new TellingDaemon(
            hob,
            (round, streams) -> {
              awaitThat(() -> Files.exists(isGone), () -> "the reader does not go");
              return told("told\n", streams);
            })) {
      String reader = "{ exec <&-; : >gone; }";
      Said said =
          way.of(hob.script("{ \"$HOB\" " + way.verb() + "; echo $? >&2; } | " + reader), hob)
              .run();

      assertEquals("74\n", said.err(), said.toString());
      daemon.end();
      assertEquals("shown 0, lost 1 of 1", daemon.toString());
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aLauncherThatIsKilledProvesNothing(Way way) throws IOException {
    CountDownLatch isKilled = new CountDownLatch(1);
    try (TellingDaemon daemon =
        new TellingDaemon(
            hob,
            (round, streams) -> {
              isKilled.await();
              return told("told\n", streams);
            })) {
      try (Launch.Running call = way.of(hob.call(way.verb()), hob).start()) {
        awaitThat(() -> daemon.calls.size() == 1, () -> "no call came");
        // The oldest first, which would do something about the end of the others.
        hob.ours().keySet().stream()
            .flatMap(it -> ProcessHandle.of(it).stream())
            .forEach(ProcessHandle::destroyForcibly);
        call.await();
      }
      awaitThat(() -> hob.ours().isEmpty(), () -> "left over: " + hob.ours());
      isKilled.countDown();
      awaitThat(UNTIL_LOST, () -> daemon.lost.get() == 1, daemon::toString);

      daemon.end();
      assertEquals("shown 0, lost 1 of 1", daemon.toString());
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void theLauncherSaysWhichProcessItIs(Way way) throws IOException {
    try (TellingDaemon daemon = new TellingDaemon(hob, (round, streams) -> 0);
        Launch.Running call = way.of(hob.call(way.verb()), hob).start()) {
      assertEquals(0, call.await().status());

      assertEquals(OptionalLong.of(call.pid()), daemon.calls.get(0).pid());
    }
  }

  @ParameterizedTest
  @MethodSource("followers")
  void noticesAreFollowedByCallsThatWaitUntilOneFails(Way way) throws IOException {
    try (TellingDaemon daemon =
        new TellingDaemon(
            hob,
            (round, streams) ->
                round < 3 ? told("round " + round + "\n", streams) : told("", streams) + 75)) {
      Launch launch =
          hob.call(
              "--session",
              "--follow",
              "notices",
              "--wait",
              "5m",
              "--follow",
              "--wait=9s",
              "--json",
              "--follow",
              "--",
              "--follow",
              "--wait",
              "x");
      Said said = way.of(launch, hob).run();

      assertEquals("round 1\nround 2\n", said.out(), said.toString());
      assertEquals(75, said.status(), said.toString());
      for (Invocation call : daemon.calls) {
        assertEquals(
            List.of(
                "--session",
                "--follow",
                "notices",
                "--wait",
                "60s",
                "--json",
                "--",
                "--follow",
                "--wait",
                "x"),
            call.arguments());
      }
      assertEquals(3, daemon.calls.stream().map(Invocation::callId).distinct().count());
      daemon.end();
      assertEquals("shown 3, lost 0 of 3", daemon.toString());
    }
  }

  @ParameterizedTest
  @MethodSource("followers")
  void aFollowerWhoseOutputBreaksEnds(Way way) throws IOException {
    try (TellingDaemon daemon = new TellingDaemon(hob, (round, streams) -> told("x", streams))) {
      Said said = way.of(hob.script("\"$HOB\" notices --follow >/dev/full"), hob).run();

      assertEquals(74, said.status(), said.toString());
      daemon.end();
      assertEquals("shown 0, lost 1 of 1", daemon.toString());
    }
  }

  @ParameterizedTest
  @MethodSource("followers")
  void aFollowerWhoseParentHasGoneEndsAfterItsRound(Way way) throws IOException {
    CountDownLatch isAlone = new CountDownLatch(1);
    try (TellingDaemon daemon =
        new TellingDaemon(
            hob,
            (round, streams) -> {
              isAlone.await();
              return 0;
            })) {
      Launch parent =
          hob.script(
              "\"$HOB\" notices --follow >/dev/null & echo $!;"
                  + " while [ ! -e go ]; do sleep 0.05; done");
      long follower;
      try (Launch.Running running = way.of(parent, hob).start()) {
        awaitThat(() -> daemon.calls.size() == 1, () -> "no call came");
        Files.createFile(hob.work().resolve("go"));
        follower = Long.parseLong(running.await().line());
      }
      assertTrue(lives(follower));
      isAlone.countDown();

      awaitThat(() -> !lives(follower), () -> "it follows on: " + hob.ours());
      assertEquals(1, daemon.calls.size());
    }
  }

  @ParameterizedTest
  @MethodSource("followers")
  void aFollowerThatIsInterruptedEndsWithAllItsChildren(Way way) throws IOException {
    assertEndsBySignal(way, "INT", true);
    assertEndsBySignal(way, "TERM", false);
  }

  private void assertEndsBySignal(Way way, String signal, boolean group) throws IOException {
    CountDownLatch never = new CountDownLatch(1);
    try (TellingDaemon daemon =
        new TellingDaemon(
            hob,
            (round, streams) -> {
              never.await();
              return 0;
            })) {
      Launch launch =
          hob.call("notices", "--follow").through("env", "--default-signal=INT", "setsid");
      try (Launch.Running call = way.of(launch, hob).start()) {
        awaitThat(() -> daemon.calls.size() == 1, () -> "no call came");
        if (group) {
          call.signalGroup(signal);
        } else {
          call.signal(signal);
        }

        assertFalse(call.await(10).status() == 0);
        awaitThat(10, () -> hob.ours().isEmpty(), () -> "left over: " + hob.ours());
      }
      awaitThat(() -> daemon.gone.get() == 1, () -> "the daemon does not know");
      never.countDown();
    }
  }
}

package dev.hob.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a session is told by the launchers of a real daemon. */
class NoticesIT {
  private Installation hob;

  @BeforeEach
  void open() {
    hob = Installation.open();
  }

  @AfterEach
  void close() throws Exception {
    hob.close();
  }

  private Launch call(boolean script, String... arguments) {
    Launch launch = hob.call(arguments).with("HOB_SESSION", "s1");
    return script ? launch.byScript() : launch;
  }

  private Said said(boolean script, String... arguments) {
    return call(script, arguments).run();
  }

  private String ended(String command) {
    String task = call(false, "run", "--", command).run().line();
    Said end = call(false, "wait", task, "--session", "somebody else").run();
    assertNotEquals(75, end.status(), end.toString());
    return task;
  }

  private static long lines(String text, String part) {
    return text.lines().filter(it -> it.contains(part)).count();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatALauncherHasShownIsToldNoMore(boolean script) {
    String task = ended("exit 3");

    Said first = said(script, "notices", "--json");
    Said second = said(script, "notices", "--json");

    assertEquals(1, lines(first.out(), task), first.toString());
    assertEquals(1, lines(first.out(), "\"repeat\":false"), first.toString());
    assertEquals("", second.out(), second.toString());
    assertEquals(0, second.status());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatAPollHasShownIsToldNoMore(boolean script) {
    String task = ended("exit 3");

    said(script, "poll", task);

    assertEquals("", said(script, "notices").out());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatCouldNotBeShownIsToldAgainAsARepeat(boolean script) {
    String task = ended("exit 3");
    String launcher =
        script ? Installation.script().toString() : Installation.launcher().toString();
    Said full = hob.script(launcher + " notices > /dev/full").with("HOB_SESSION", "s1").run();
    assertNotEquals(0, full.status(), full.toString());

    Said again = said(script, "notices", "--json", "--wait", "45s");

    assertEquals(1, lines(again.out(), task), again.toString());
    assertEquals(1, lines(again.out(), "\"repeat\":true"), again.toString());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aConsumerThatDiedWhileItWaitedTookNothingAlong(boolean script) throws IOException {
    said(false, "list");
    try (Launch.Running waiting = call(script, "notices", "--wait", "60s").start()) {
      Installation.awaitThat(() -> !hob.nobodyCalls(), hob::calls);
      assertTrue(waiting.isAlive(), "it waits");
    }
    Installation.awaitThat(hob::nobodyCalls, hob::calls);
    String task = ended("exit 3");

    Said told = said(script, "notices", "--json", "--wait", "45s");

    assertEquals(1, lines(told.out(), task), told.toString());
    assertEquals(1, lines(told.out(), "\"repeat\":false"), told.toString());
  }

  @Test
  void whoFollowsIsToldEverythingOnceWhateverBecomesOfTheDaemon() {
    said(false, "list");
    try (Launch.Running following = call(false, "notices", "--follow", "--json").start()) {
      String before = ended("exit 1");
      following.awaitOut(before);
      awaitProof(before); // else it would come again, as a repeat
      Installation.signal("KILL", hob.daemon());
      String after = ended("exit 2");
      following.awaitOut(after);
      String last = ended("exit 3");
      following.awaitOut(last);

      for (String task : List.of(before, after, last)) {
        assertEquals(1, lines(following.out(), task), following.out());
      }
      assertEquals(0, lines(following.out(), "\"repeat\":true"), following.out());
    }
  }

  @Test
  void whatEndedBeforeTheDaemonDiedIsToldByTheNext() {
    String task = ended("exit 3");
    Installation.signal("KILL", hob.daemon());

    Said told = said(false, "notices", "--json", "--wait", "45s");

    assertEquals(1, lines(told.out(), task), told.toString());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aHarnessIsFoundByItsProcessWhateverItsChildrenSay(boolean script) {
    said(false, "list");
    String text =
        "\"$HOB\" sessions register --session harness --pid $$ >/dev/null && "
            + "env -u HOB_SESSION sh -c '\"$HOB\" run -- \"exit 3\"; \"$HOB\" doctor --json >&2'; true";
    Launch launch = hob.script(text);
    Said started = (script ? launch.byScript() : launch).run();

    Said listed = call(false, "list", "--session", "harness").run();

    assertEquals(1, lines(listed.out(), started.line()), listed + " " + started);
    assertEquals(1, lines(started.err(), "\"session_rule\":\"registered\""), started.toString());
  }

  @Test
  void aStreamTellsWhatComesAndLetsGoOfWhatWasNotAcknowledged() throws IOException {
    said(false, "list");
    Path out = hob.scratch().resolve("stream");
    String socket = hob.address().orElseThrow().socket();
    String url = "http://localhost/v1/events/notices?session=s1";
    String curl = "exec curl -s -N --unix-socket '" + socket + "' '" + url + "' > '" + out + "'";
    String task;
    try (Launch.Running stream = hob.script(curl).start()) {
      task = ended("exit 3");
      Installation.awaitThat(() -> read(out).contains(task), () -> read(out));
      assertTrue(read(out).contains("event: notices"), read(out));
      assertEquals("", said(false, "notices").out(), "it is being told to another one");
      stream.signal("KILL");
    }

    Said told = said(false, "notices", "--json", "--wait", "45s");

    assertEquals(1, lines(told.out(), "\"repeat\":true"), told.toString());
  }

  @Test
  void whoFollowsCannotPeek() {
    Said said = said(false, "notices", "--peek", "--follow");

    assertEquals(64, said.status(), said.toString());
    assertTrue(said.err().contains("contradict"), said.toString());
  }

  private void awaitProof(String task) {
    Installation.awaitThat(
        () -> read(journal(task)).contains("\"acknowledged\""), () -> read(journal(task)));
  }

  private Path journal(String task) {
    try (Stream<Path> sessions = Files.list(hob.store().resolve("bash-tasks"))) {
      return sessions
          .map(it -> it.resolve(task + ".notices"))
          .filter(Files::exists)
          .findFirst()
          .orElse(hob.store().resolve("none"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.hob.daemon;

import static dev.hob.daemon.Installation.awaitThat;
import static dev.hob.daemon.Installation.elapsed;
import static dev.hob.daemon.Installation.lives;
import static dev.hob.daemon.Installation.signal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.testing.NotRun;
import dev.hob.testing.OtherUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How a daemon comes, stays, dies, is followed by another, and leaves. Each test has a store. */
class DaemonIT {
  private static final String NUMBER = "printf '%s\\n' x >>";

  private static List<Launch.Running> allAtOnce(int count, IntFunction<Launch> call) {
    return IntStream.range(0, count).mapToObj(it -> call.apply(it).start()).toList();
  }

  private static long lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file).size() : 0;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void clientsThatComeAtOnceStartOneDaemonAndAllAreServed() {
    try (Installation hob = Installation.open()) {
      List<Launch.Running> calls =
          allAtOnce(10, it -> hob.call("run", "--wait", "50s", "--", "echo " + it));

      for (int i = 0; i < calls.size(); i++) {
        Said said = calls.get(i).await();
        assertEquals(i + "\n", said.out(), said.toString());
        assertEquals("", said.err());
      }
      assertEquals(1, hob.daemons().size(), () -> "" + hob.ours());
      assertEquals(1, hob.log().lines().filter(it -> it.contains(" serves ")).count(), hob.log());
    }
  }

  @Test
  void aKilledDaemonIsFollowedByAnotherWithoutAnyClient() {
    try (Installation hob = Installation.open()) {
      String timed = hob.run("run", "--timeout", "1500ms", "--", "sleep 60").line();
      String stays = hob.started("sleep 60");
      awaitThat(() -> hob.wardens().size() == 1, () -> "no warden: " + hob.ours());
      long first = hob.daemon();

      signal("KILL", first);

      awaitThat(8, () -> hob.daemonNow().filter(it -> it != first).isPresent(), hob::log);
      awaitThat(8, () -> hob.running("sleep 60") == 1, () -> "the deadline: " + hob.ours());
      assertEquals(124, hob.run("wait", timed).status());
      assertEquals("\"running\"", hob.status(stays));
    }
  }

  @Test
  void aWardenThatIsGoneIsFollowedByAnother() {
    try (Installation hob = Installation.open()) {
      hob.started("sleep 60");
      awaitThat(() -> hob.wardens().size() == 1, () -> "no warden: " + hob.ours());
      long first = hob.wardens().get(0);

      signal("KILL", first);

      awaitThat(
          () -> hob.wardens().stream().anyMatch(it -> it != first),
          () -> "no other warden: " + hob.ours());
    }
  }

  @Test
  void aWardenGivesUpAfterThreeStartsInTenMinutes() {
    try (Installation hob = Installation.open()) {
      hob.started("sleep 60");
      for (int start = 0; start < 3; start++) {
        awaitThat(() -> hob.wardens().size() == 1, () -> "no warden: " + hob.ours());
        long killed = hob.daemon();
        signal("KILL", killed);
        awaitThat(
            () -> hob.daemonNow().filter(it -> it != killed).isPresent(),
            () -> "not started again: " + hob.log());
      }
      awaitThat(() -> hob.wardens().size() == 1, () -> "no warden: " + hob.ours());
      signal("KILL", hob.daemon());
      awaitThat(() -> hob.wardens().isEmpty(), () -> "still there: " + hob.ours());
      assertEquals(List.of(), hob.daemons());

      assertEquals(0, hob.run("list").status());
      assertEquals(1, hob.running("sleep 60"));
    }
  }

  @Test
  void clientsOfADaemonThatIsKilledAgainAndAgainAreToldTheTruth() throws IOException {
    try (Installation hob = Installation.open()) {
      assertEquals(0, hob.run("list").status());
      Path effects = Files.createDirectories(hob.scratch().resolve("effects"));
      List<Launch.Running> calls =
          allAtOnce(50, it -> hob.call("run", "--", NUMBER + effects.resolve("e" + it)));
      for (int kill = 0; kill < 2; kill++) {
        int wanted = 5 + 15 * kill;
        awaitThat(() -> ended(calls) >= wanted, () -> "only " + ended(calls) + " have ended");
        signal("KILL", hob.daemon());
      }

      List<String> accepted = new ArrayList<>();
      for (int i = 0; i < calls.size(); i++) {
        Said said = calls.get(i).await();
        Path effect = effects.resolve("e" + i);
        if (said.status() == 0) {
          accepted.add(said.line());
          awaitThat(() -> lines(effect) > 0, () -> "not run, though accepted: " + said);
        } else {
          assertEquals(69, said.status(), said.toString());
          assertTrue(said.err().startsWith("hob: "), said.toString());
        }
        assertTrue(lines(effect) <= 1, () -> "run twice: " + said);
      }
      assertTrue(accepted.size() > 25, () -> "accepted " + accepted.size());
      Set<String> known = new HashSet<>();
      hob.run("list", "--limit", "1000")
          .out()
          .lines()
          .forEach(it -> known.add(it.split(" ", 2)[0]));
      assertTrue(known.containsAll(accepted), () -> accepted + " but known are " + known);
    }
  }

  private static long ended(List<Launch.Running> calls) {
    return calls.stream().filter(it -> !it.isAlive()).count();
  }

  @Test
  void waitersOutliveADaemonThatIsToldToLeave() throws IOException {
    try (Installation hob = Installation.open()) {
      Path gate = hob.scratch().resolve("gate");
      String gated = "until [ -e " + gate + " ]; do sleep 0.05; done; echo done; exit 7";
      String task = hob.started(gated);
      String path =
          hob.pathOf("sh", "java", "bash", "setsid", "flock", "env", "cat", "sleep", "rm");
      List<Launch.Running> waiters =
          List.of(
              hob.call("wait", task).start(),
              hob.call("run", "--wait", "50s", "--", gated).start(),
              hob.call("wait", task).byScript().start(),
              hob.call("wait", task).byScript().with("PATH", path).start());
      awaitThat(() -> hob.ours(gated).size() >= 2, () -> "" + hob.ours());
      awaitThat(() -> hob.ours("-jar").size() >= 2, () -> "no waiter in Java: " + hob.ours());
      long first = hob.daemon();

      signal("TERM", first);
      awaitThat(() -> hob.log().contains("leaving"), hob::log);
      Files.createFile(gate);

      for (Launch.Running waiter : waiters) {
        Said said = waiter.await();
        assertEquals(7, said.status(), said.toString());
      }
      assertEquals("done\n", waiters.get(1).out());
      awaitThat(() -> !lives(first), () -> "it did not leave: " + hob.log());
    }
  }

  @Test
  void tasksOutliveAStopAndNothingStartsAgain() {
    try (Installation hob = Installation.open()) {
      String task = hob.started("sleep 60");
      awaitThat(() -> hob.wardens().size() == 1, () -> "no warden: " + hob.ours());

      Said said = hob.run("stop");

      assertEquals(0, said.status(), said.toString());
      assertEquals(List.of(), hob.daemons());
      awaitThat(() -> hob.wardens().isEmpty(), () -> "still there: " + hob.ours());
      assertEquals(List.of(), hob.daemons());
      assertFalse(Files.exists(hob.store().resolve("hobd.json")));
      assertFalse(Files.exists(hob.store().resolve("run/hobd.sock")));
      assertEquals(1, hob.running("sleep 60"));
      assertEquals("\"running\"", hob.status(task));
      assertTrue(hob.log().contains("gone"), hob.log());
    }
  }

  @Test
  void aDaemonThatHangsIsSeenByTheDoctorAndEndedByStop() {
    try (Installation hob = Installation.open()) {
      hob.started("sleep 60");
      long daemon = hob.daemon();
      signal("STOP", daemon);

      assertEquals(1, hob.run("doctor").status());
      Said said = hob.run("stop");

      assertEquals(0, said.status(), said.toString());
      assertFalse(lives(daemon));
      assertEquals(0, hob.run("list").status());
    }
  }

  @Test
  void anIdleDaemonLeavesNothingBehind() {
    try (Installation hob = Installation.open();
        Launch.Running daemon = hob.call("serve", "--idle-timeout", "1s").start()) {
      daemon.awaitOut(" serves ");

      assertEquals(0, daemon.await(20).status());
      assertFalse(Files.exists(hob.store().resolve("hobd.json")));
      assertFalse(Files.exists(hob.store().resolve("run/hobd.sock")));
      assertEquals(List.of(), List.copyOf(hob.ours().keySet()));
    }
  }

  @Test
  void aClientThatComesAsTheDaemonGoesIsServed() {
    try (Installation hob = Installation.open()) {
      for (int round = 0; round < 4; round++) {
        try (Launch.Running daemon = hob.call("serve", "--idle-timeout", "10ms").start()) {
          daemon.awaitOut(" serves ");
          long begin = System.nanoTime();
          for (int call = 0; daemon.isAlive() || call == 0; call++) {
            Said said = hob.run("run", "--wait", "30s", "--", "echo ok");
            assertEquals("ok\n", said.out(), said + "\n" + hob.log());
            assertTrue(elapsed(begin).toSeconds() < 30, "it does not go idle");
            awaitPast(round * 83 + call * 37);
          }
        }
        hob.run("stop");
      }
    }
  }

  /** So that calls come at different times of the daemon's looks. */
  private static void awaitPast(long millis) {
    long begin = System.nanoTime();
    awaitThat(() -> elapsed(begin).toMillis() >= millis, () -> "time stands still");
  }

  @Test
  void whatADeadDaemonLeftIsInNobodysWay() throws IOException {
    try (Installation hob = Installation.open()) {
      hob.run("list");
      signal("KILL", hob.daemon());
      awaitThat(() -> hob.daemons().isEmpty(), () -> "" + hob.ours());
      assertTrue(Files.exists(hob.store().resolve("hobd.json")));
      assertTrue(Files.exists(hob.store().resolve("run/hobd.sock")));

      Path input = Files.writeString(hob.scratch().resolve("in"), "given\n");
      Said said =
          hob.call("run", "--wait", "20s", "--stdin", "-", "--", "cat").reading(input).run();
      assertEquals("given\n", said.out(), said.toString());
      assertEquals("", said.err());
    }
  }

  @Test
  void aStoreWhosePathIsTooLongForASocketWorks() throws IOException {
    try (Installation hob = Installation.open("deep/".repeat(30) + "store")) {
      assertEquals("ok\n", hob.run("run", "--wait", "20s", "--", "echo ok").out());
      assertTrue(hob.address().orElseThrow().socket().startsWith("/tmp/hob-"));
      Path socket = Path.of(hob.address().orElseThrow().socket());
      hob.run("stop");
      assertFalse(Files.exists(socket));
    }
  }

  @Test
  void theStoreAloneSaysWhichDaemon() {
    try (Installation hob = Installation.open()) {
      hob.call("list").with("XDG_RUNTIME_DIR", hob.scratch().toString()).run();
      long daemon = hob.daemon();

      hob.call("list").without("XDG_RUNTIME_DIR").run();
      hob.call("list").with("HOME", "/nonexistent").without("USER").without("LANG").run();
      hob.call("list").with("XDG_STATE_HOME", "/nonexistent").run();

      assertEquals(List.of(daemon), hob.daemons());
    }
  }

  @Test
  void storesThatAreNotTheUsersAreRefused() throws IOException {
    try (Installation hob = Installation.open()) {
      Files.createDirectories(hob.store());
      Files.setPosixFilePermissions(hob.store(), PosixFilePermissions.fromString("rwxrwx---"));
      assertRefused(hob.run("run", "--", "true"), "HOB_HOME");
      Files.setPosixFilePermissions(hob.store(), PosixFilePermissions.fromString("rwx------"));
      assertRefused(hob.call("list").with("HOB_HOME", "relative").run(), "absolute");
      assertRefused(hob.call("list").with("HOB_HOME", "/proc/nothing").run(), "HOB_HOME");

      String missing = OtherUser.missing();
      if (!missing.isEmpty()) {
        NotRun.because("storesThatAreNotTheUsersAreRefused", missing);
        return;
      }
      Files.setAttribute(hob.store(), "unix:uid", OtherUser.UID);
      assertRefused(hob.run("run", "--", "true"), "HOB_HOME");
      assertEquals(List.of(), hob.daemons());
    }
  }

  private static void assertRefused(Said said, String way) {
    assertNotEquals(0, said.status(), said.toString());
    assertTrue(said.err().contains(way), said.toString());
    assertFalse(said.err().contains("Exception in"), said.toString());
  }

  @Test
  void aFullDiskIsSaidAndNothingIsLeftHalfDone() throws IOException, InterruptedException {
    String missing = OtherUser.missing();
    if (!missing.isEmpty()) {
      NotRun.because("aFullDiskIsSaidAndNothingIsLeftHalfDone", missing);
      return;
    }
    try (Installation hob = Installation.open("disk/store")) {
      Path disk = Files.createDirectories(hob.scratch().resolve("disk"));
      if (!Installation.done(
          "mount", "-t", "tmpfs", "-o", "size=3m,mode=700", "none", disk.toString())) {
        NotRun.because("aFullDiskIsSaidAndNothingIsLeftHalfDone", "no file system can be mounted");
        return;
      }
      try {
        assertEquals(0, hob.run("run", "--wait", "20s", "--", "true").status());
        Installation.done("sh", "-c", "cat /dev/zero >" + disk + "/filler");

        Said said = hob.run("run", "--", "echo ran >" + hob.scratch() + "/ran");

        assertEquals(73, said.status(), said.toString());
        assertTrue(said.err().contains("full"), said.toString());
        assertFalse(Files.exists(hob.scratch().resolve("ran")));
        Files.delete(disk.resolve("filler"));
        assertEquals(0, hob.run("run", "--wait", "20s", "--", "true").status());
        assertEquals(2, hob.run("list", "--json").out().split("\"task_id\"", -1).length - 1);
        hob.run("stop");
      } finally {
        hob.daemons().forEach(it -> ProcessHandle.of(it).ifPresent(ProcessHandle::destroyForcibly));
        awaitThat(() -> hob.ours().isEmpty(), () -> "" + hob.ours());
        assertTrue(Installation.done("umount", disk.toString()));
      }
    }
  }

  @Test
  void hobInsideOfATaskOutlivesThatTask() {
    try (Installation outer = Installation.open();
        Installation inner = Installation.open()) {
      String task =
          outer.started(
              "HOB_HOME="
                  + inner.store()
                  + " "
                  + Installation.launcher()
                  + " run -- sleep 61; echo begun; sleep 62");
      awaitThat(() -> outer.run("logs", task).out().contains("begun"), () -> "" + inner.ours());
      long daemon = inner.daemon();

      Said said = outer.run("kill", task, "--grace", "1s");

      assertEquals(0, said.status(), said.toString());
      awaitThat(() -> outer.running("sleep 62") == 0, () -> "" + outer.ours());
      assertTrue(lives(daemon), () -> "the inner daemon died: " + said);
      assertEquals(1, inner.running("sleep 61"), () -> "the inner task died: " + said);
    }
  }

  @Test
  void anOlderDaemonMakesRoomForANewerOneAndNotTheReverse() {
    try (Installation hob = Installation.open()) {
      String task = hob.started("sleep 60");
      long first = hob.daemon();
      String socket = hob.address().orElseThrow().socket();

      assertTrue(asked(hob, socket, "0.0.1").out().contains("\"yielding\":false"));
      assertEquals(List.of(first), hob.daemons());
      assertTrue(asked(hob, socket, "99.0.0").out().contains("\"yielding\":true"));
      Said said = hob.run("poll", task, "--json");

      assertEquals(0, said.status(), said.toString());
      assertEquals("\"running\"", Installation.field(said.out(), "status"));
      awaitThat(() -> !lives(first), hob::log);
      assertNotEquals(first, hob.daemon());
    }
  }

  private static Said asked(Installation hob, String socket, String version) {
    return hob.script(
            "curl -sS --unix-socket " + socket + " -d " + version + " http://localhost/v1/yield")
        .run();
  }

  @Test
  void aPortIsOpenOnlyToTheToken() throws IOException {
    try (Installation hob = Installation.open();
        Launch.Running daemon = hob.call("serve", "--tcp", "0").start()) {
      daemon.awaitOut(" serves ");
      int port = hob.address().orElseThrow().tcpPort().orElseThrow();
      Path file = hob.store().resolve("run/token");

      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      assertEquals("200", code(hob, port, Files.readString(file).strip()));
      assertEquals("401", code(hob, port, "wrong"));
      daemon.signal("TERM");
      daemon.await(20);
      assertFalse(Files.exists(file), "the token of a port that is closed");
    }
  }

  private static String code(Installation hob, int port, String token) {
    return hob.script(
            "curl -sS -o /dev/null -w '%{http_code}' -H 'Authorization: Bearer "
                + token
                + "' -d '{\"folder\":\"/\"}' http://127.0.0.1:"
                + port
                + "/v1/counts")
        .run()
        .out();
  }
}

package dev.hob.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.testing.Deadline;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is said of processes is true, by both tables. */
class ProcessTableIT {
  private static final List<ProcessTable> TABLES = List.of(new ProcfsTable(), new HandleTable());

  @Test
  void aProcessIsThereWithOneIdentityUntilItEnds() throws Exception {
    for (ProcessTable table : TABLES) {
      Process child = new ProcessBuilder("sleep", "600").start();
      ProcessRef ref = table.look(child.pid()).orElseThrow().ref();
      assertTrue(table.lives(ref));
      assertTrue(table.all().stream().anyMatch(it -> it.ref().equals(ref)));
      assertEquals(ThisProcess.pid(), table.look(child.pid()).orElseThrow().parent());
      assertFalse(table.lives(new ProcessRef(child.pid(), ref.start() + "1")));
      child.destroyForcibly().waitFor();

      assertFalse(table.lives(ref));
      assertEquals(Optional.empty(), table.look(child.pid()));
    }
  }

  @Test
  void variablesAndArgumentsAreThoseOfTheStart() throws IOException {
    ProcessBuilder builder = new ProcessBuilder("sleep", "600");
    builder.environment().clear();
    builder.environment().putAll(Map.of("A", "1=2", "XA", "no", "EMPTY", ""));
    Process child = builder.start();
    try {
      ProcessTable table = new ProcfsTable();
      Deadline deadline = Deadline.ofSeconds(10);
      while (!table.arguments(child.pid()).equals(List.of("sleep", "600"))) {
        deadline.check(() -> "it is still " + table.arguments(child.pid()));
      }

      assertEquals(
          Map.of("A", "1=2", "EMPTY", ""),
          table.variables(child.pid(), List.of("A", "EMPTY", "B")));
    } finally {
      child.destroyForcibly();
    }
  }

  @Test
  void whatWasStartedAfterAProcessIsFoundWithoutALookAtAll() throws Exception {
    ProcessTable table = new ProcfsTable();
    Process before = new ProcessBuilder("sleep", "600").start();
    Process first = new ProcessBuilder("sleep", "600").start();
    Process after = new ProcessBuilder("sleep", "600").start();
    try {
      ProcessRef ref = table.identify(first.pid()).orElseThrow();
      Optional<List<ProcessFacts>> found = table.after(ref);
      // Empty is allowed, on a machine that is so busy, or slow, that the pids may have come
      // around.
      if (found.isPresent()) {
        List<Long> pids = found.get().stream().map(ProcessFacts::pid).toList();
        assertTrue(pids.contains(after.pid()), pids::toString);
        assertFalse(pids.contains(before.pid()) || pids.contains(first.pid()), pids::toString);
      }
      assertEquals(Optional.empty(), table.after(new ProcessRef(first.pid(), "1")));
    } finally {
      List.of(before, first, after).forEach(Process::destroyForcibly);
    }
  }

  @Test
  void aProcessWhoseFirstThreadHasEndedLivesWhileOthersDo() {
    String line = "42 (a) %s 7 42 43 0 -1 4194304 1 0 0 0 5 6 0 0 20 0 %d 0 777 1000 33 1";

    assertFalse(ProcfsTable.Stat.parse(line.formatted("Z", 2)).orElseThrow().isDead());
    assertTrue(ProcfsTable.Stat.parse(line.formatted("Z", 1)).orElseThrow().isDead());
    assertFalse(ProcfsTable.Stat.parse(line.formatted("S", 1)).orElseThrow().isDead());
  }

  @Test
  void namesWithParenthesesAndSpacesDoNotConfuse() {
    String line = "42 (a ) (b) R 1) S 7 42 43 0 -1 4194304 1 0 0 0 5 6 0 0 20 0 1 0 777 1000 33 1";

    ProcessFacts facts = ProcfsTable.Stat.parse(line).orElseThrow().of(42);

    assertEquals("a ) (b) R 1", facts.name());
    assertEquals(new ProcessRef(42, "777"), facts.ref());
    assertEquals(7, facts.parent());
    assertEquals(43, facts.session());
    assertEquals(Optional.empty(), ProcfsTable.Stat.parse("42 (cut"));
    assertEquals(Optional.empty(), ProcfsTable.Stat.parse("42 (cut) S 1 2"));
  }

  @Test
  void theEndOfAnyProcessIsNoticedAndOfManyAtOnce() throws Exception {
    ProcessTable table = ProcessTable.ofPlatform();
    try (ExitWatch watch = new ExitWatch(table)) {
      Thread loop = new Thread(watch);
      loop.setDaemon(true);
      loop.start();
      for (int round = 0; round < 5; round++) {
        Process child = new ProcessBuilder("sh", "-c", "sleep 0.05").start();
        CompletableFuture<ProcessEnd> end = new CompletableFuture<>();
        ProcessRef ref = table.identify(child.pid()).orElseThrow();
        if (watch.watch(ref, end::complete)) {
          assertEquals(ref, end.get(10, TimeUnit.SECONDS).process());
        }
      }
      assertEquals(0, watch.watched());
    }
  }

  @Test
  void aSignalReachesTheHeldProcessAndNobodyAfterIt() throws Exception {
    ProcessTable table = ProcessTable.ofPlatform();
    Process child = new ProcessBuilder("sleep", "600").start();
    ProcessRef ref = table.look(child.pid()).orElseThrow().ref();
    try (HeldProcess held = HeldProcess.hold(ref, table).orElseThrow()) {
      assertTrue(held.signal(Signal.TERM));
      assertEquals(143, child.waitFor());
      assertFalse(held.signal(Signal.TERM));
    }
    assertTrue(HeldProcess.hold(ref, table).isEmpty());
    assertTrue(HeldProcess.hold(new ProcessRef(ThisProcess.pid(), "1"), table).isEmpty());
  }

  @Test
  void theBootsClockGoesForward() {
    BootClock clock = BootClock.ofSystem().orElseThrow();

    assertTrue(clock.now().compareTo(clock.now()) <= 0);
    assertTrue(clock.now().toMillis() > 0);
  }
}

package dev.hob.process.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hob.model.TaskId;
import dev.hob.process.ProcessFacts;
import dev.hob.process.ProcessRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Who is a task's, and who only looks like it. */
class BelongingTest {
  private static final TaskId TASK = new TaskId("t1");
  private static final ProcessRef WRAPPER = new ProcessRef(100, "1000");
  private final List<Seen> processes = new ArrayList<>();

  private BelongingTest process(long pid, String start, long parent, long session, String mark) {
    processes.add(
        new Seen(
            new ProcessFacts(new ProcessRef(pid, start), parent, session, session, false, 0, "p"),
            Optional.of(mark).filter(it -> !it.isEmpty())));
    return this;
  }

  private Set<Long> members(ProcessRef... known) {
    Set<Long> pids = new TreeSet<>();
    new Belonging(processes)
        .of(new Roots(TASK, Optional.of(WRAPPER), Set.of(known), WRAPPER.start()))
        .others()
        .forEach(it -> pids.add(it.pid()));
    return pids;
  }

  @Test
  void theWrappersSessionAndItsChildrenBelong() {
    process(100, "1000", 1, 100, "t1")
        .process(101, "1001", 100, 101, "")
        .process(102, "1002", 101, 101, "")
        .process(103, "1003", 1, 100, "");

    assertEquals(Set.of(101L, 102L, 103L), members());
  }

  @Test
  void whoCarriesTheMarkBelongsWhereverItSits() {
    process(200, "1500", 1, 200, "t1")
        .process(201, "1600", 1, 200, "")
        .process(202, "1600", 1, 202, "t2");

    assertEquals(Set.of(200L, 201L), members());
  }

  @Test
  void anotherTaskBelongsToNobodyElseThoughItsParentDoes() {
    process(100, "1000", 1, 100, "t1")
        .process(101, "1001", 100, 101, "t1")
        .process(102, "1002", 101, 101, "t2")
        .process(103, "1003", 102, 103, "")
        .process(104, "1004", 100, 104, "t2");

    assertEquals(Set.of(101L), members());
  }

  @Test
  void aSessionThatIsOlderThanTheTaskIsNotItsEvenIfItsMarkSitsThere() {
    process(50, "10", 1, 50, "").process(51, "1200", 50, 50, "t1").process(52, "1300", 50, 50, "");

    assertEquals(Set.of(51L), members());
  }

  @Test
  void nothingOlderThanTheWrapperBelongsWhateverItCarries() {
    process(60, "999", 1, 60, "t1").process(100, "999", 1, 100, "t1");

    assertEquals(Set.of(), members());
  }

  @Test
  void aStrangerWithTheWrappersPidGroupAndSessionDoesNotBelong() {
    process(100, "5000", 1, 100, "").process(101, "5001", 100, 100, "");

    assertEquals(Set.of(), members());
  }

  @Test
  void aKnownProcessBelongsOnlyWithItsStartTime() {
    process(300, "2000", 1, 300, "").process(400, "2001", 1, 400, "");

    assertEquals(Set.of(300L), members(new ProcessRef(300, "2000"), new ProcessRef(400, "1999")));
  }

  @Test
  void theSessionOfADeadLeaderCountsWhileAProvenProcessIsInIt() {
    process(500, "2000", 1, 499, "t1").process(501, "2001", 1, 499, "");

    assertEquals(Set.of(500L, 501L), members());
  }

  @Test
  void aChildThatIsOlderThanItsParentIsAStrangersWhoseParentsPidWasReused() {
    process(600, "3000", 1, 600, "t1").process(601, "2000", 600, 601, "");

    assertEquals(Set.of(600L), members());
  }

  @Test
  void theSystemsOwnSessionNeverCounts() {
    process(700, "2000", 1, 0, "t1").process(701, "2000", 1, 0, "").process(702, "2000", 1, 1, "");

    assertEquals(Set.of(700L), members());
  }
}

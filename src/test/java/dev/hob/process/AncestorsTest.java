package dev.hob.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What the table may say, true or not, never leads upwards for ever or to a stranger. */
class AncestorsTest {
  private final Map<Long, ProcessFacts> processes = new HashMap<>();
  private final Ancestors ancestors = new Ancestors(new Listed(processes));

  /** A table that a test has written. */
  private record Listed(Map<Long, ProcessFacts> processes) implements ProcessTable {
    @Override
    public Optional<ProcessFacts> look(long pid) {
      return Optional.ofNullable(processes.get(pid));
    }

    @Override
    public List<ProcessFacts> all() {
      return List.copyOf(processes.values());
    }

    @Override
    public Optional<ProcessRef> identify(long pid) {
      return look(pid).map(ProcessFacts::ref);
    }

    @Override
    public Map<String, String> variables(long pid, List<String> names) {
      return Map.of();
    }

    @Override
    public List<String> arguments(long pid) {
      return List.of();
    }
  }

  private void add(long pid, String start, long parent) {
    processes.put(
        pid, new ProcessFacts(new ProcessRef(pid, start), parent, 0, 0, false, 0, "name"));
  }

  private List<Long> pidsFrom(long pid) {
    return ancestors.of(pid).stream().map(ProcessRef::pid).toList();
  }

  @Test
  void theLineEndsWithProcessOneWhateverThatOneHasForAParent() {
    add(30, "300", 20);
    add(20, "200", 1);
    add(1, "1", 20);

    assertEquals(
        List.of(new ProcessRef(30, "300"), new ProcessRef(20, "200"), new ProcessRef(1, "1")),
        ancestors.of(30));
  }

  @Test
  void theLineEndsWhereNothingCanBeSeen() {
    add(30, "300", 20);
    add(20, "200", 10);

    assertEquals(List.of(30L, 20L), pidsFrom(30));
    assertEquals(List.of(), pidsFrom(99));
    assertEquals(List.of(), pidsFrom(0));
    assertEquals(List.of(), pidsFrom(-1));
  }

  @Test
  void aParentFromOutsideTheNamespaceIsNone() {
    add(30, "300", 0);

    assertEquals(List.of(30L), pidsFrom(30));
  }

  @Test
  void whoCameAfterTheChildHasOnlyThePidOfItsParent() {
    add(30, "300", 20);
    add(20, "301", 1);
    add(1, "1", 0);

    assertEquals(List.of(30L), pidsFrom(30));
  }

  @Test
  void processesOfOneMomentAreParentAndChild() {
    add(30, "300", 20);
    add(20, "300", 0);

    assertEquals(List.of(30L, 20L), pidsFrom(30));
  }

  @Test
  void oneWithoutAStartTimeCannotBeToldFromAnother() {
    add(30, "300", 20);
    add(20, "", 0);

    assertEquals(List.of(30L), pidsFrom(30));
  }

  @Test
  void aCircleIsWalkedOnce() {
    add(30, "300", 20);
    add(20, "300", 30);
    add(10, "300", 10);

    assertEquals(List.of(30L, 20L), pidsFrom(30));
    assertEquals(List.of(10L), pidsFrom(10));
  }

  @Test
  void aLineOfAnyLengthGivesTheNearest() {
    LongStream.rangeClosed(2, 100).forEach(pid -> add(pid, "" + pid, pid - 1));

    assertEquals(
        LongStream.iterate(100, pid -> pid - 1).limit(Ancestors.MOST).boxed().toList(),
        pidsFrom(100));
  }
}

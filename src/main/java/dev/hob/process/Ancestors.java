package dev.hob.process;

import dev.hob.model.HarnessProcess;
import dev.hob.model.SessionBook;
import dev.hob.model.SessionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From a process upwards to whoever started it. */
public final class Ancestors {
  /** Shells in shells in editors are some ten deep; more helps nobody to find a harness. */
  public static final int MOST = 32;

  private static final long FIRST = 1;

  private final ProcessTable table;

  public Ancestors(ProcessTable table) {
    this.table = table;
  }

  /**
   * The process and its ancestors, nearest first, up to process 1 or to where nothing more can be
   * seen. A parent that has ended ends it too: its pid may be another's by now.
   */
  public List<ProcessRef> of(long pid) {
    List<ProcessRef> line = new ArrayList<>();
    long next = pid;
    while (next >= FIRST && line.size() < MOST) {
      Optional<ProcessFacts> facts = table.look(next).filter(it -> continues(line, it.ref()));
      if (facts.isEmpty()) {
        break;
      }
      line.add(facts.get().ref());
      next = next == FIRST ? 0 : facts.get().parent();
    }
    return List.copyOf(line);
  }

  /** A parent was there before its child, and nobody is an ancestor of himself. */
  private static boolean continues(List<ProcessRef> line, ProcessRef parent) {
    return !parent.start().isBlank()
        && !line.contains(parent)
        && (line.isEmpty() || line.get(line.size() - 1).isNotOlderThan(parent.start()));
  }

  /** For which session the nearest of them that was registered speaks. */
  public Optional<SessionKey> sessionOf(long pid, SessionBook book, String boot) {
    if (book.processes().isEmpty()) {
      return Optional.empty();
    }
    return of(pid).stream()
        .flatMap(it -> HarnessProcess.of(it.pid(), it.start(), boot).stream())
        .flatMap(it -> book.sessionOf(it).stream())
        .findFirst();
  }
}

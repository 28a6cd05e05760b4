package dev.hob.process.tree;

import dev.hob.process.ProcessFacts;
import dev.hob.process.ProcessRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which processes are provably a task's: those known by pid and start time, those that carry its
 * mark, all in a session of one of them, and the children of all of these; but nothing that carries
 * another task's mark.
 *
 * <p>A session's number proves something only while a proven process is in it: numbers are given
 * out again when nobody uses them. And a session whose leader is older than the task was not made
 * by it, even if a process with the task's mark sits there.
 */
public final class Belonging {
  private final Map<Long, ProcessFacts> byPid = new HashMap<>();
  private final Map<ProcessRef, Optional<String>> marks = new HashMap<>();

  public Belonging(List<Seen> processes) {
    for (Seen seen : processes) {
      byPid.put(seen.facts().pid(), seen.facts());
      marks.put(seen.facts().ref(), seen.task());
    }
  }

  /**
   * What of a task lives.
   *
   * @param wrapperLives it is not among the others: it is hob's, and ends last
   */
  public record Members(boolean wrapperLives, List<ProcessFacts> others) {
    public Members {
      others = List.copyOf(others);
    }

    public boolean isEmpty() {
      return !wrapperLives && others.isEmpty();
    }
  }

  public Members of(Roots roots) {
    Set<ProcessFacts> members = new HashSet<>();
    for (ProcessFacts process : byPid.values()) {
      if (process.ref().isNotOlderThan(roots.notBefore()) && isProven(process, roots)) {
        members.add(process);
      }
    }
    boolean grew = true;
    while (grew) {
      Set<Long> sessions = sessionsOf(members, roots);
      List<ProcessFacts> more = new ArrayList<>();
      for (ProcessFacts process : byPid.values()) {
        if (!members.contains(process)
            && process.ref().isNotOlderThan(roots.notBefore())
            && !isOthers(process, roots)
            && (sessions.contains(process.session()) || isChildOf(process, members))) {
          more.add(process);
        }
      }
      grew = members.addAll(more);
    }
    boolean wrapperLives = roots.wrapper().filter(it -> lives(it)).isPresent();
    members.removeIf(it -> roots.wrapper().filter(it.ref()::equals).isPresent());
    return new Members(wrapperLives, List.copyOf(members));
  }

  /** Whether a task's mark is in its environment; it may have shed it. */
  public boolean carriesMark(ProcessRef process) {
    return marks.getOrDefault(process, Optional.empty()).isPresent();
  }

  private boolean lives(ProcessRef process) {
    ProcessFacts now = byPid.get(process.pid());
    return now != null && now.ref().equals(process);
  }

  private boolean isProven(ProcessFacts process, Roots roots) {
    return roots.known().contains(process.ref())
        || roots.wrapper().filter(process.ref()::equals).isPresent()
        || marks
            .getOrDefault(process.ref(), Optional.empty())
            .filter(roots.task().value()::equals)
            .isPresent();
  }

  /**
   * A command may have hob start another task, which then is not its own, whoever its parent is.
   */
  private boolean isOthers(ProcessFacts process, Roots roots) {
    return marks
        .getOrDefault(process.ref(), Optional.empty())
        .filter(it -> !it.equals(roots.task().value()))
        .isPresent();
  }

  /** 0 is what a platform without sessions gives. */
  private Set<Long> sessionsOf(Set<ProcessFacts> members, Roots roots) {
    Set<Long> sessions = new HashSet<>();
    for (ProcessFacts member : members) {
      ProcessFacts leader = byPid.get(member.session());
      boolean madeByTheTask = leader == null || leader.ref().isNotOlderThan(roots.notBefore());
      if (member.session() > 1 && madeByTheTask) {
        sessions.add(member.session());
      }
    }
    return sessions;
  }

  private boolean isChildOf(ProcessFacts process, Set<ProcessFacts> members) {
    ProcessFacts parent = byPid.get(process.parent());
    return parent != null
        && members.contains(parent)
        && process.ref().isNotOlderThan(parent.ref().start());
  }
}

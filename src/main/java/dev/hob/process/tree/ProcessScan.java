package dev.hob.process.tree;

import dev.hob.process.ProcessFacts;
import dev.hob.process.ProcessRef;
import dev.hob.process.ProcessTable;
import dev.hob.process.pipe.PipeLauncher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One look at all processes. Those that hob itself needs are not in it, and so are never found to
 * belong to a task: hob's own process, and keepers.
 */
public final class ProcessScan {
  private static final List<String> MARKS =
      List.of(PipeLauncher.KEEPER_MARK, PipeLauncher.TASK_MARK);

  private final ProcessTable table;
  private final long self;

  public ProcessScan(ProcessTable table, long self) {
    this.table = table;
    this.self = self;
  }

  /** Marks are read only of what is not older than this: reading them is most of the cost. */
  public Belonging take(String notBefore) {
    List<Seen> processes = new ArrayList<>();
    for (ProcessFacts process : table.all()) {
      if (process.pid() != self) {
        look(process, notBefore).ifPresent(processes::add);
      }
    }
    return new Belonging(processes);
  }

  /**
   * What was started after that process; empty where only a look at all can tell. Enough to say
   * that nothing is left of a task, and no more: it does not show whose sessions and children the
   * processes are.
   */
  public Optional<Belonging> after(ProcessRef wrapper) {
    return table
        .after(wrapper)
        .map(
            processes ->
                new Belonging(
                    processes.stream()
                        .filter(it -> it.pid() != self)
                        .flatMap(it -> look(it, wrapper.start()).stream())
                        .toList()));
  }

  private Optional<Seen> look(ProcessFacts process, String notBefore) {
    if (!process.ref().isNotOlderThan(notBefore)) {
      return Optional.of(new Seen(process, Optional.empty()));
    }
    Map<String, String> marks = table.variables(process.pid(), MARKS);
    return marks.containsKey(PipeLauncher.KEEPER_MARK)
        ? Optional.empty()
        : Optional.of(new Seen(process, Optional.ofNullable(marks.get(PipeLauncher.TASK_MARK))));
  }
}

package dev.hob.process;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The processes that live now. One that has ended and was not yet reaped does not live. */
public interface ProcessTable {

  Optional<ProcessFacts> look(long pid);

  List<ProcessFacts> all();

  /**
   * All that were started after that one; empty where only a look at all could tell. A thread may
   * be among them, too.
   */
  default Optional<List<ProcessFacts>> after(ProcessRef first) {
    return Optional.empty();
  }

  /** Which process has the pid, even one that has ended and was not yet reaped. */
  Optional<ProcessRef> identify(long pid);

  /**
   * Those of the named variables that the process was started with; none where they cannot be seen.
   */
  Map<String, String> variables(long pid, List<String> names);

  /** Its arguments; empty where they cannot be seen. */
  List<String> arguments(long pid);

  default boolean lives(ProcessRef process) {
    return look(process.pid()).filter(it -> it.ref().equals(process)).isPresent();
  }

  /** The best that this platform has. */
  static ProcessTable ofPlatform() {
    return ProcfsTable.isHere() ? new ProcfsTable() : new HandleTable();
  }
}

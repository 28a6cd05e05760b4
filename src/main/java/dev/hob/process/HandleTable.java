package dev.hob.process;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The table as Java shows it everywhere: no sessions, no environments, and start times as fine as
 * the platform gives them.
 */
final class HandleTable implements ProcessTable {

  @Override
  public Optional<ProcessFacts> look(long pid) {
    return ProcessHandle.of(pid).flatMap(HandleTable::facts);
  }

  private static Optional<ProcessFacts> facts(ProcessHandle process) {
    if (!process.isAlive()) {
      return Optional.empty();
    }
    String start =
        process.info().startInstant().map(it -> Long.toString(it.toEpochMilli())).orElse("");
    return Optional.of(
        new ProcessFacts(
            new ProcessRef(process.pid(), start),
            process.parent().map(ProcessHandle::pid).orElse(0L),
            0,
            0,
            false,
            0,
            process.info().command().orElse("")));
  }

  @Override
  public Optional<ProcessRef> identify(long pid) {
    return look(pid).map(ProcessFacts::ref);
  }

  @Override
  public List<ProcessFacts> all() {
    return ProcessHandle.allProcesses().flatMap(it -> facts(it).stream()).toList();
  }

  @Override
  public Map<String, String> variables(long pid, List<String> names) {
    return Map.of();
  }

  @Override
  public List<String> arguments(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(it -> it.info().arguments())
        .map(Arrays::asList)
        .orElse(List.of());
  }
}

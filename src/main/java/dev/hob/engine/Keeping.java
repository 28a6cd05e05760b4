package dev.hob.engine;

import dev.hob.bundle.Bundle;
import dev.hob.bundle.MarkerReading;
import dev.hob.bundle.TaskFiles;
import dev.hob.model.CaptureStream;
import dev.hob.model.OutputFacts.Drained;
import dev.hob.process.HeldProcess;
import dev.hob.process.ProcessFacts;
import dev.hob.process.ProcessRef;
import dev.hob.process.ProcessTable;
import dev.hob.process.Signal;
import dev.hob.process.pipe.PipeLauncher;
import dev.hob.process.pipe.TerminalFiles;
import dev.hob.process.pty.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Sees to it that somebody keeps the terminal of a task, and lets go of it in the end.
 *
 * <p>While hob holds the master, too, a keeper that was ended is followed by another one, and
 * nobody inside notices. A hob that was started since may not be given the master by the system;
 * then the keeper is the only one who has it, and with it the terminal is gone.
 */
final class Keeping {
  private final Surroundings all;
  private final Ledger ledger;

  Keeping(Desk desk) {
    all = desk.all();
    ledger = desk.ledger();
  }

  /** Of a task that was found again: its terminal, as far as we are given it. */
  void find(LiveTask task, ProcessRef keeper, Optional<String> device) {
    Path named = Path.of(device.orElse("/dev/null"));
    try {
      Optional<Terminal> terminal = Terminal.of(keeper, named, table());
      terminal.ifPresentOrElse(it -> task.has(it, keeper), () -> task.keptBy(named, keeper));
    } catch (IOException e) {
      task.keptBy(named, keeper);
      all.troubles().accept("the terminal of task " + task.id() + ": " + e.getMessage());
    }
  }

  /** Its keeper has ended: who keeps it from now on, if anybody has to. */
  Optional<ProcessRef> followed(TaskFiles files, LiveTask task) throws IOException {
    boolean isOver =
        task.isConcluding()
            || files.marker(task.program()) instanceof MarkerReading.Found
            || task.wrapper().filter(table()::lives).isEmpty();
    if (isOver && unread(task) == 0) {
      return Optional.empty();
    }
    if (task.terminal().isEmpty()) {
      task.loseTerminal();
      return Optional.empty();
    }
    endHelpers(task);
    Terminal terminal = task.terminal().get();
    ProcessRef next = all.processes().launcher().keep(files(files.bundle()), terminal);
    task.growth().look(files.bundle(), all.clocks().boot().now());
    task.growth().keeperBroke(CaptureStream.PTY);
    task.keptBy(terminal.device(), next);
    ledger.note(
        task,
        record ->
            record
                .with(record.progress().keptBy(task.keeperToRecord().orElseThrow()))
                .with(record.remains().with(task.growth().facts(record.remains().output()))));
    return Optional.of(next);
  }

  /** Of a keeper that is a script: what it had started goes on without it. */
  private void endHelpers(LiveTask task) {
    String mark = PipeLauncher.TERMINAL + task.id();
    List<String> variable = List.of(PipeLauncher.KEEPER_MARK);
    table().all().stream()
        .filter(it -> mark.equals(table().variables(it.pid(), variable).get(variable.get(0))))
        .map(ProcessFacts::ref)
        .forEach(it -> HeldProcess.send(Signal.KILL, it, table()));
  }

  private static TerminalFiles files(Bundle bundle) {
    return new TerminalFiles(
        bundle.name().task(),
        bundle.claim(),
        bundle.exitMarker(),
        bundle.capture(CaptureStream.PTY),
        bundle.input());
  }

  /** Nothing waits to be taken by the keeper, as far as can be seen. */
  boolean isTaken(LiveTask task) {
    return unread(task) == 0;
  }

  private static int unread(LiveTask task) {
    try {
      return task.terminal().isPresent() ? task.terminal().get().unread() : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  /** How it is known that all of the output is there. */
  Optional<Drained> drained(LiveTask task) {
    return task.isPty()
        ? Optional.of(task.pumps().isEmpty() ? Drained.PROVEN : Drained.ASSUMED)
        : Optional.empty();
  }

  /** The task has ended, and is told so: whoever is left in there is hung up. */
  void letGo(LiveTask task) {
    if (task.isPty()) {
      task.keeper().ifPresent(it -> HeldProcess.send(Signal.KILL, it.process(), table()));
      if (!task.pumps().isEmpty()) {
        endHelpers(task);
      }
      task.letGoOfTerminal();
    }
  }

  private ProcessTable table() {
    return all.processes().table();
  }
}

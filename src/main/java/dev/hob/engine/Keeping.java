package dev.hob.engine;

import dev.hob.bundle.Bundle;
import dev.hob.bundle.MarkerReading;
import dev.hob.bundle.TaskFiles;
import dev.hob.model.CaptureStream;
import dev.hob.model.OutputFacts.Drained;
import dev.hob.model.TaskProgress;
import dev.hob.model.TaskRecord;
import dev.hob.process.Descriptor;
import dev.hob.process.HeldProcess;
import dev.hob.process.ProcessFacts;
import dev.hob.process.ProcessRef;
import dev.hob.process.ProcessTable;
import dev.hob.process.Signal;
import dev.hob.process.pipe.PipeLauncher;
import dev.hob.process.pipe.TerminalFiles;
import dev.hob.process.pty.Terminal;
import java.io.IOException;
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

  /** From its start, or from when it was found again. */
  void hold(LiveTask task, Bundle bundle) {
    try {
      task.has(Descriptor.bothWays(bundle.input()));
    } catch (IOException e) {
      all.troubles().accept("the keys of task " + task.id() + ": " + e.getMessage());
    }
  }

  /** Of a task that was found again: its terminal, as far as we are given it. */
  void find(LiveTask task, ProcessRef keeper) {
    Optional<Terminal> terminal = terminal(task, keeper);
    terminal.ifPresentOrElse(
        it -> task.has(it, keeper),
        () -> task.keptBy(named(task).flatMap(TaskProgress.Keeper::terminal), keeper));
    // The first engine may have died before it was written down.
    if (named(task).isEmpty()) {
      ledger.note(task, record -> keptAsNow(record, task));
    }
  }

  private static Optional<TaskProgress.Keeper> named(LiveTask task) {
    return task.record().progress().keeper();
  }

  private Optional<Terminal> terminal(LiveTask task, ProcessRef keeper) {
    try {
      return Terminal.of(keeper, table());
    } catch (IOException e) {
      all.troubles().accept("the terminal of task " + task.id() + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  private static TaskRecord keptAsNow(TaskRecord record, LiveTask task) {
    return record.with(record.progress().keptBy(task.keeperToRecord().orElseThrow()));
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
    task.keptBy(Optional.of(terminal.device().toString()), next);
    ledger.note(
        task,
        record ->
            keptAsNow(record, task)
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

  /**
   * Whether its silence may count as its end: somebody who outlives the command has the terminal.
   * Where nobody has, its keeper is about to end, and that is waited for.
   */
  boolean maySilenceCount(LiveTask task) {
    return !isOver(task) && unread(task) == 0;
  }

  /** Of a terminal: nobody inside has it open any more. */
  boolean isOver(LiveTask task) {
    return task.terminal().filter(Terminal::isHungUp).isPresent();
  }

  private static int unread(LiveTask task) {
    try {
      return task.terminal().isPresent() ? task.terminal().get().unread() : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  /**
   * How it is known that all of the output is there. A keeper that is gone proves it only where
   * nobody inside has the terminal open any more: else it went for the silence.
   */
  Optional<Drained> drained(LiveTask task, boolean somebodyIsLeft) {
    boolean isOver = task.terminal().isPresent() ? isOver(task) : !somebodyIsLeft;
    return task.isPty()
        ? Optional.of(task.pumps().isEmpty() && isOver ? Drained.PROVEN : Drained.ASSUMED)
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

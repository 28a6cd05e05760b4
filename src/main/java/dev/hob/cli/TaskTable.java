package dev.hob.cli;

import dev.hob.cli.Look.Colour;
import dev.hob.cli.Table.Cell;
import dev.hob.model.TaskRecord;
import java.util.ArrayList;
import java.util.List;

/** Tasks, one a line. */
final class TaskTable {
  private static final List<String> HEADINGS =
      List.of("ID", "STATUS", "STARTED", "TOOK", "NAME", "SESSION", "COMMAND");
  private static final int NAME = 4;
  private static final int SESSION = 5;
  private static final String NOTHING = "-";

  private final Look look;
  private final boolean sessions;

  /**
   * @param sessions they may be of more than one
   */
  TaskTable(Look look, boolean sessions) {
    this.look = look;
    this.sessions = sessions;
  }

  String lines(List<TaskRecord> tasks) {
    boolean names = tasks.stream().anyMatch(it -> it.order().labels().name().isPresent());
    Table table = new Table(look);
    if (look.people() && !tasks.isEmpty()) {
      table.row(wanted(HEADINGS.stream().map(it -> new Cell(it, Colour.FAINT)).toList(), names));
    }
    tasks.forEach(task -> table.row(wanted(cells(task), names)));
    return table.lines();
  }

  private List<Cell> wanted(List<Cell> cells, boolean names) {
    List<Cell> wanted = new ArrayList<>(cells);
    if (!sessions) {
      wanted.remove(SESSION);
    }
    if (!names) {
      wanted.remove(NAME);
    }
    return wanted;
  }

  private List<Cell> cells(TaskRecord task) {
    Life life = Life.of(task, look.now());
    return List.of(
        Cell.of(task.id().value()),
        new Cell(EndWords.of(task.state()), Colour.of(task.state().word())),
        Cell.of(look.time(life.start().orElse(task.order().createdAt()))),
        Cell.of(life.took().map(Times::took).orElse(NOTHING)),
        Cell.of(task.order().labels().name().orElse(NOTHING)),
        Cell.of(task.session().value()),
        Cell.of(task.order().command().command()));
  }
}

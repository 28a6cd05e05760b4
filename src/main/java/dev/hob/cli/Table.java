package dev.hob.cli;

import dev.hob.cli.Look.Colour;
import java.util.ArrayList;
import java.util.List;

/** Rows in aligned columns; on a terminal the last column is cut to fit. */
final class Table {
  private static final String BETWEEN = "  ";

  /** Less of the last column would say nothing. */
  private static final int LEAST = 10;

  /** Room for every status with a number in it. */
  private static final int LEAST_BEFORE = 18;

  /** On a terminal no other column takes more than this part of it. */
  private static final int PART = 5;

  private final Look look;
  private final List<List<Cell>> rows = new ArrayList<>();

  Table(Look look) {
    this.look = look;
  }

  /** Text without any control characters. */
  record Cell(String text, Colour colour) {
    static Cell of(String foreign) {
      return new Cell(Plain.line(foreign), Colour.NONE);
    }
  }

  void row(List<Cell> cells) {
    List<Cell> row = new ArrayList<>(cells);
    if (look.people()) {
      int most = Math.max(LEAST_BEFORE, look.columns() / PART);
      row.subList(0, row.size() - 1)
          .replaceAll(it -> new Cell(Plain.cut(it.text(), most), it.colour()));
    }
    rows.add(row);
  }

  String lines() {
    StringBuilder lines = new StringBuilder();
    rows.forEach(row -> lines.append(line(row).stripTrailing()).append('\n'));
    return lines.toString();
  }

  private String line(List<Cell> row) {
    StringBuilder line = new StringBuilder();
    int last = row.size() - 1;
    int used = 0;
    for (int column = 0; column < last; column++) {
      int width = width(column);
      Cell cell = row.get(column);
      line.append(look.painted(cell.colour(), cell.text()))
          .append(" ".repeat(width - Plain.columns(cell.text())))
          .append(BETWEEN);
      used += width + BETWEEN.length();
    }
    return line.append(fitting(row.get(last), used)).toString();
  }

  private String fitting(Cell cell, int used) {
    String text =
        look.people()
            ? Plain.cut(cell.text(), Math.max(LEAST, look.columns() - used))
            : cell.text();
    return look.painted(cell.colour(), text);
  }

  private int width(int column) {
    return rows.stream().mapToInt(it -> Plain.columns(it.get(column).text())).max().orElse(0);
  }
}

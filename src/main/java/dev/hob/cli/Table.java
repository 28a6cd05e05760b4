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
    int[] widths = widths();
    StringBuilder lines = new StringBuilder();
    rows.forEach(row -> lines.append(line(row, widths).stripTrailing()).append('\n'));
    return lines.toString();
  }

  private String line(List<Cell> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    int last = row.size() - 1;
    int used = 0;
    for (int column = 0; column < last; column++) {
      int width = widths[column];
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

  /** Of all columns but the last, each cell looked at once. */
  private int[] widths() {
    int[] widths = new int[rows.stream().mapToInt(List::size).max().orElse(0)];
    for (List<Cell> row : rows) {
      for (int column = 0; column < row.size() - 1; column++) {
        widths[column] = Math.max(widths[column], Plain.columns(row.get(column).text()));
      }
    }
    return widths;
  }
}

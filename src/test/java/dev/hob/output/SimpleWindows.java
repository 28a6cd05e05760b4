package dev.hob.output;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a window should show, found by looking at everything that may be looked at. */
final class SimpleWindows {
  private static final Pattern PIECE =
      Pattern.compile(
          "(?<str>\u001b[\\]PX^_][^\u0007\u001b]*+(?:\u001b(?!\\\\)[^\u0007\u001b]*+)*+"
              + "(?:\u0007|\u001b\\\\))"
              + "|(?<two>\u001b[\\]PX^_])"
              + "|\u001b\\[(?<par>[ -?]*)(?<fin>[@-~])"
              + "|(?<cut>\u001b\\[[ -?]*)"
              + "|(?<set>\u001b[()*+\\-./#% ][\\s\\S]?)"
              + "|(?<one>\u001b[0-~])"
              + "|(?<esc>\u001b)"
              + "|(?<chr>[\\s\\S])",
          Pattern.UNICODE_CHARACTER_CLASS);

  private final byte[] all;
  private final boolean complete;
  private final Bounds bounds;

  SimpleWindows(byte[] all, boolean complete, Bounds bounds) {
    this.all = all;
    this.complete = complete;
    this.bounds = bounds;
  }

  /** For a reader who knows nothing of what is before a position. */
  private int end(int from) {
    byte[] read = Arrays.copyOfRange(all, from, all.length);
    return complete ? all.length : all.length - Unfinished.in(read, read.length);
  }

  /** Begin, end and text. */
  record Seen(long from, long to, String text) {}

  Seen from(int position) {
    int end = end(position);
    int most = Math.min(end, position + bounds.mostRead());
    List<int[]> lines = lines(position, most);
    if (most < end && !lines.isEmpty() && all[most - 1] != '\n') {
      int[] last = lines.remove(lines.size() - 1);
      if (lines.isEmpty()) {
        int cut = -1;
        for (int i = most - 1; i > last[0] && cut < 0; i--) {
          cut = all[i] == '\r' ? i : -1;
        }
        byte[] chunk = Arrays.copyOfRange(all, last[0], most);
        int border = most - Unfinished.in(chunk, chunk.length);
        lines.add(new int[] {last[0], cut < 0 ? border : cut});
      }
    }
    Room room = new Room(bounds);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    int to = position;
    for (int[] line : lines) {
      Line shown = line(line);
      if (!room.take(shown)) {
        break;
      }
      text.writeBytes(shown.shown());
      to = line[1];
    }
    return new Seen(position, to, text.toString(StandardCharsets.UTF_8));
  }

  Seen last() {
    int end = end(0);
    int least = Math.max(0, end - bounds.mostRead());
    List<int[]> lines = lines(least, end);
    if (least > 0 && !lines.isEmpty()) {
      int[] first = lines.get(0);
      lines.remove(0); // nothing says that it begins here
      if (lines.isEmpty()) {
        int cut = -1;
        for (int i = least; i < end - 1 && cut < 0; i++) {
          cut = all[i] == '\r' ? i + 1 : -1;
        }
        int border = least + Utf8.continued(Arrays.copyOfRange(all, least, end));
        lines.add(new int[] {cut < 0 ? border : cut, first[1]});
      }
    }
    Room room = new Room(bounds);
    Deque<Line> taken = new ArrayDeque<>();
    int from = end;
    for (int i = lines.size() - 1; i >= 0; i--) {
      Line shown = line(lines.get(i));
      if (!room.take(shown)) {
        break;
      }
      taken.addFirst(shown);
      from = lines.get(i)[0];
    }
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    taken.forEach(it -> text.writeBytes(it.shown()));
    return new Seen(from, end, text.toString(StandardCharsets.UTF_8));
  }

  private List<int[]> lines(int from, int to) {
    List<int[]> lines = new ArrayList<>();
    int begin = from;
    for (int i = from; i < to; i++) {
      if (all[i] == '\n') {
        lines.add(new int[] {begin, i + 1});
        begin = i + 1;
      }
    }
    if (begin < to) {
      lines.add(new int[] {begin, to});
    }
    return lines;
  }

  private Line line(int[] line) {
    return Line.clean(line[0], Arrays.copyOfRange(all, line[0], line[1]), bounds);
  }

  /** One line as a terminal leaves it, by patterns and a list of cells. */
  static String clean(String line) {
    List<String> cells = new ArrayList<>();
    int column = 0;
    Matcher piece = PIECE.matcher(line);
    while (piece.find()) {
      if (piece.group("fin") != null) {
        int n =
            piece.group("par").matches("[0-9]{1,5}")
                ? Math.max(1, Integer.parseInt(piece.group("par")))
                : 1;
        int furthest = line.length() + 1000;
        switch (piece.group("fin")) {
          case "K" -> {
            switch (piece.group("par")) {
              case "", "0" -> {
                while (cells.size() > column) {
                  cells.remove(cells.size() - 1);
                }
              }
              case "1" -> {
                for (int i = 0; i <= column && i < cells.size(); i++) {
                  cells.set(i, " ");
                }
              }
              case "2" -> cells.clear();
              default -> {}
            }
          }
          case "G" -> column = Math.min(n - 1, furthest);
          case "C" -> column = Math.min(column + n, furthest);
          case "D" -> column = Math.max(0, column - n);
          default -> {}
        }
      } else if (piece.group("chr") != null) {
        int c = piece.group("chr").codePointAt(0);
        if (c == '\r') {
          column = 0;
        } else if (c == '\b') {
          column = Math.max(0, column - 1);
        } else if (c < 0x7f || c >= 0xa0 || c == 0x7f) {
          while (cells.size() <= column) {
            cells.add(" ");
          }
          cells.set(column++, shown(c));
        }
      }
    }
    return String.join("", cells);
  }

  private static String shown(int c) {
    if (c == 0x7f) {
      return "\u2421";
    }
    return Character.toString(c < ' ' && c != '\t' ? 0x2400 + c : c);
  }
}

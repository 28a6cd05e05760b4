package dev.hob.output;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/** Pieces as they are found, one after another, from either end, while there is room. */
final class Pieces {
  /** Of ten characters, one that no text has: then it is none. */
  private static final int ODD_SHARE = 10;

  /** What is shorter than the words that would describe it is shown. */
  private static final int LONGEST_MARK = 100;

  private final Deque<Piece> pieces = new ArrayDeque<>();
  private final Room room;
  private boolean hasLines;

  Pieces(Bounds bounds) {
    room = new Room(bounds);
  }

  boolean hasLines() {
    return hasLines;
  }

  boolean append(Piece piece) {
    return take(piece) && pieces.offerLast(piece);
  }

  boolean prepend(Piece piece) {
    return take(piece) && pieces.offerFirst(piece);
  }

  private boolean take(Piece piece) {
    boolean fits = piece.takes(room);
    hasLines |= fits && piece instanceof Line;
    return fits;
  }

  List<Piece> all() {
    return List.copyOf(pieces);
  }

  List<Part> parts() {
    return partsOf(pieces);
  }

  /** Lines that follow each other become one part; of what kind a binary one is, is not known. */
  static List<Part> partsOf(Collection<Piece> pieces) {
    List<Part> parts = new ArrayList<>();
    List<Line> run = new ArrayList<>();
    for (Piece piece : pieces) {
      if (piece instanceof Line line) {
        run.add(line);
      } else {
        addRun(run, parts);
        run.clear();
        parts.add(((Gone) piece).part());
      }
    }
    addRun(run, parts);
    return parts;
  }

  private static void addRun(List<Line> run, List<Part> parts) {
    if (run.isEmpty()) {
      return;
    }
    long from = run.get(0).from();
    long to = run.get(run.size() - 1).to();
    long odd = run.stream().mapToLong(Line::odd).sum();
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    run.forEach(it -> shown.writeBytes(it.shown()));
    if (odd * ODD_SHARE > to - from && shown.size() > LONGEST_MARK) {
      parts.add(new Part.Binary(from, to, ""));
      return;
    }
    int shortened = (int) run.stream().filter(Line::isShortened).count();
    parts.add(new Part.Shown(from, to, shown.toByteArray(), shortened));
  }
}

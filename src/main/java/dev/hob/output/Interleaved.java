package dev.hob.output;

import dev.hob.model.CaptureStream;
import dev.hob.model.OutputSample;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Two streams in the order in which they were written, as far as the samples tell: a line belongs
 * to the first sample in which it was whole, and within one sample stdout comes first.
 */
public final class Interleaved {
  private final StoredStream stdout;
  private final StoredStream stderr;
  private final List<OutputSample> samples;
  private final Bounds bounds;
  private final boolean named;

  private Interleaved(
      StoredStream stdout,
      StoredStream stderr,
      List<OutputSample> samples,
      Bounds bounds,
      boolean named) {
    this.stdout = stdout;
    this.stderr = stderr;
    this.samples = List.copyOf(samples);
    this.bounds = bounds.usable();
    this.named = named;
  }

  public static Interleaved of(
      StoredStream stdout, StoredStream stderr, List<OutputSample> samples, Bounds bounds) {
    return new Interleaved(stdout, stderr, samples, bounds, false);
  }

  /** The same, with the name of its stream before each line. */
  public Interleaved named() {
    return new Interleaved(stdout, stderr, samples, bounds, true);
  }

  private Room room() {
    // Each stream may end within a line, which then is ended for the other one's.
    Room room = new Room(bounds.withBytes(bounds.bytes() - 2));
    if (named) {
      room.reserve(name(CaptureStream.STDOUT));
    }
    return room;
  }

  private static String name(CaptureStream stream) {
    return stream.word() + "| ";
  }

  /** A part of one of the two streams. */
  public record Run(CaptureStream stream, Part part) {}

  /**
   * What a reader gets of both.
   *
   * @param runs in their order; those of one stream follow each other without a hole
   */
  public record Mixed(Cursor from, Cursor to, Cursor total, List<Run> runs, boolean named) {
    public Mixed {
      runs = List.copyOf(runs);
    }

    /** What of it is of that stream. */
    public Window of(CaptureStream stream) {
      boolean out = stream == CaptureStream.STDOUT;
      return new Window(
          out ? from.stdout() : from.stderr(),
          out ? total.stdout() : total.stderr(),
          runs.stream().filter(it -> it.stream() == stream).map(Run::part).toList());
    }

    public String text() {
      StringBuilder text = new StringBuilder();
      for (Run run : runs) {
        boolean midLine = text.length() > 0 && text.charAt(text.length() - 1) != '\n';
        if (midLine) {
          text.append('\n');
        }
        String mark = run.part().mark();
        text.append(named ? mark.replaceAll("(?md)^(?!\\z)", name(run.stream())) : mark);
      }
      return text.toString();
    }
  }

  /** A place in the order. */
  private record Place(int sample, CaptureStream stream, long at) {
    static final Comparator<Place> ORDER =
        Comparator.comparingInt(Place::sample)
            .thenComparing(Place::stream)
            .thenComparingLong(Place::at);

    boolean isBefore(Place other) {
      return ORDER.compare(this, other) < 0;
    }
  }

  /** A piece and where it belongs. */
  private record Placed(Place place, Piece piece) {}

  /** The end of both. */
  public Mixed last() throws IOException {
    Windows out = Windows.clean(stdout, bounds);
    Windows err = Windows.clean(stderr, bounds);
    Cursor end = new Cursor(out.end(), err.end());
    List<Piece> outPieces = out.before(end.stdout(), 0, bounds).all();
    List<Piece> errPieces = err.before(end.stderr(), 0, bounds).all();
    List<Place> unseen = new ArrayList<>();
    addUnseenBefore(outPieces, CaptureStream.STDOUT, end.stdout(), unseen);
    addUnseenBefore(errPieces, CaptureStream.STDERR, end.stderr(), unseen);
    List<Placed> all = merged(outPieces, errPieces);
    Deque<Placed> taken = new ArrayDeque<>();
    Room room = room();
    for (int i = all.size() - 1; i >= 0; i--) {
      Placed next = all.get(i);
      if (unseen.stream().anyMatch(next.place()::isBefore) || !next.piece().takes(room)) {
        break;
      }
      taken.addFirst(next);
    }
    Cursor from =
        new Cursor(
            beginOf(taken, CaptureStream.STDOUT, end.stdout()),
            beginOf(taken, CaptureStream.STDERR, end.stderr()));
    return new Mixed(from, end, total(), runs(taken, out, err), named);
  }

  /** What follows what a reader has read. */
  public Mixed from(Cursor read) throws IOException {
    Windows out = Windows.clean(stdout, bounds);
    Windows err = Windows.clean(stderr, bounds);
    Cursor from =
        new Cursor(Math.min(read.stdout(), stdout.end()), Math.min(read.stderr(), stderr.end()));
    List<Piece> outPieces = out.after(from.stdout(), bounds).all();
    List<Piece> errPieces = err.after(from.stderr(), bounds).all();
    List<Place> unseen = new ArrayList<>();
    addUnseenAfter(outPieces, CaptureStream.STDOUT, from.stdout(), out.end(from.stdout()), unseen);
    addUnseenAfter(errPieces, CaptureStream.STDERR, from.stderr(), err.end(from.stderr()), unseen);
    List<Placed> taken = new ArrayList<>();
    Room room = room();
    for (Placed next : merged(outPieces, errPieces)) {
      if (unseen.stream().anyMatch(it -> it.isBefore(next.place())) || !next.piece().takes(room)) {
        break;
      }
      taken.add(next);
    }
    Cursor to =
        new Cursor(
            endOf(taken, CaptureStream.STDOUT, from.stdout()),
            endOf(taken, CaptureStream.STDERR, from.stderr()));
    return new Mixed(from, to, total(), runs(taken, out, err), named);
  }

  private Cursor total() {
    return new Cursor(stdout.end(), stderr.end());
  }

  private List<Placed> merged(List<Piece> outPieces, List<Piece> errPieces) {
    List<Placed> all = new ArrayList<>();
    outPieces.forEach(it -> all.add(new Placed(placeOf(CaptureStream.STDOUT, it), it)));
    errPieces.forEach(it -> all.add(new Placed(placeOf(CaptureStream.STDERR, it), it)));
    all.sort(Comparator.comparing(Placed::place, Place.ORDER));
    return all;
  }

  private Place placeOf(CaptureStream stream, Piece piece) {
    return new Place(sampleOf(stream, piece.to()), stream, piece.from());
  }

  /**
   * The first sample in which the stream was so long; behind the last one when none knows of it.
   */
  private int sampleOf(CaptureStream stream, long length) {
    int from = 0;
    int to = samples.size();
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (samples.get(middle).of(stream) >= length) {
        to = middle;
      } else {
        from = middle + 1;
      }
    }
    return from;
  }

  /** Where the nearest piece belongs that was not read, if there is one. */
  private void addUnseenBefore(
      List<Piece> pieces, CaptureStream stream, long end, List<Place> unseen) {
    long begin = pieces.isEmpty() ? end : pieces.get(0).from();
    if (begin > 0) {
      unseen.add(new Place(sampleOf(stream, begin), stream, begin - 1));
    }
  }

  private void addUnseenAfter(
      List<Piece> pieces, CaptureStream stream, long from, long end, List<Place> unseen) {
    long to = pieces.isEmpty() ? from : pieces.get(pieces.size() - 1).to();
    if (to < end) {
      unseen.add(new Place(sampleOf(stream, to + 1), stream, to));
    }
  }

  private static long beginOf(Iterable<Placed> taken, CaptureStream stream, long none) {
    for (Placed placed : taken) {
      if (placed.place().stream() == stream) {
        return placed.piece().from();
      }
    }
    return none;
  }

  private static long endOf(Iterable<Placed> taken, CaptureStream stream, long none) {
    long end = none;
    for (Placed placed : taken) {
      if (placed.place().stream() == stream) {
        end = placed.piece().to();
      }
    }
    return end;
  }

  private static List<Run> runs(Iterable<Placed> taken, Windows out, Windows err)
      throws IOException {
    List<Run> runs = new ArrayList<>();
    List<Piece> same = new ArrayList<>();
    CaptureStream stream = CaptureStream.STDOUT;
    for (Placed placed : taken) {
      if (placed.place().stream() != stream) {
        addRuns(stream, same, stream == CaptureStream.STDOUT ? out : err, runs);
        same.clear();
        stream = placed.place().stream();
      }
      same.add(placed.piece());
    }
    addRuns(stream, same, stream == CaptureStream.STDOUT ? out : err, runs);
    return runs;
  }

  private static void addRuns(
      CaptureStream stream, List<Piece> pieces, Windows windows, List<Run> runs)
      throws IOException {
    for (Part part : Pieces.partsOf(pieces)) {
      runs.add(new Run(stream, windows.told(part)));
    }
  }
}

package dev.hob.engine;

import dev.hob.api.Log;
import dev.hob.api.LogReading;
import dev.hob.api.Output;
import dev.hob.api.ReadLog;
import dev.hob.bundle.Bundle;
import dev.hob.bundle.BundleName;
import dev.hob.model.CaptureStream;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.TaskId;
import dev.hob.model.TaskRecord;
import dev.hob.output.Bounds;
import dev.hob.output.Cursor;
import dev.hob.output.Interleaved;
import dev.hob.output.PlainStream;
import dev.hob.output.ShrunkException;
import dev.hob.output.SideBySide;
import dev.hob.output.StoredStream;
import dev.hob.output.UpTo;
import dev.hob.output.Wanted;
import dev.hob.output.Window;
import dev.hob.output.Windows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shows what tasks have said. Reads what is there, and waits for nothing. */
final class Outputs {
  /** A command may truncate its output while it is read; then it is read again. */
  private static final int ATTEMPTS = 5;

  /** For who says how much is wanted. */
  private static final int MOST_BYTES = 1 << 20;

  private final Surroundings all;
  private final LiveTasks live;
  private final Ledger ledger;

  Outputs(Surroundings all, LiveTasks live, Ledger ledger) {
    this.all = all;
    this.live = live;
    this.ledger = ledger;
  }

  /** What is read, and as what. */
  record Source(BundleName name, TaskRecord task) {
    boolean isPty() {
      return task.order().command().terminal().isPty();
    }

    boolean hasOneStream() {
      return isPty() || task.order().command().capturing().merged();
    }

    CaptureStream out() {
      return isPty() ? CaptureStream.PTY : CaptureStream.STDOUT;
    }
  }

  /** What follows a cursor, or the end where there is none. */
  Output since(Source source, Optional<Cursor> cursor, int maxBytes) throws IOException {
    Bounds bounds = maxBytes > 0 ? Bounds.REPLY.withBytes(maxBytes) : Bounds.REPLY;
    SideBySide.Parts parts =
        cursor
            .map(
                it ->
                    new SideBySide.Parts(
                        new Wanted.From(it.stdout()), new Wanted.From(it.stderr())))
            .orElse(SideBySide.Parts.both(new Wanted.Last()));
    return output(source, sideBySide(source, parts, bounds), cursor.orElse(Cursor.BEGIN));
  }

  private SideBySide sideBySide(Source source, SideBySide.Parts parts, Bounds bounds)
      throws IOException {
    return steadily(
        () -> {
          try (StoredStream out = open(source, source.out());
              StoredStream err = open(source, CaptureStream.STDERR)) {
            return SideBySide.read(out, err, parts, bounds);
          }
        });
  }

  /** Reads that a truncation may disturb. */
  private interface Look<T> {
    T look() throws IOException;
  }

  private static <T> T steadily(Look<T> look) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return look.look();
      } catch (ShrunkException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** How far both can be shown; what cannot be read now is not there. */
  Cursor end(Source source) {
    return new Cursor(end(source, source.out()), end(source, CaptureStream.STDERR));
  }

  private long end(Source source, CaptureStream stream) {
    try (StoredStream stored = open(source, stream)) {
      return Windows.clean(stored, Bounds.REPLY).end();
    } catch (IOException e) {
      return 0;
    }
  }

  /** How much of both has been written, whether or not it can be shown. */
  Cursor written(Source source) {
    return new Cursor(
        written(source, source.out()),
        source.hasOneStream() ? 0 : written(source, CaptureStream.STDERR));
  }

  private long written(Source source, CaptureStream stream) {
    try (StoredStream stored = open(source, stream)) {
      return stored.end();
    } catch (IOException e) {
      return 0;
    }
  }

  /** As it is now, truncations counted that were not seen before. */
  StoredStream open(Source source, CaptureStream stream) throws IOException {
    Bundle bundle = all.storage().store().bundle(source.name());
    Optional<LiveTask> task = live.find(source.name());
    if (task.isEmpty()) {
      TaskRecord record = task(source);
      return PlainStream.whole(bundle.capture(stream), stream, record.remains().output().gaps());
    }
    OutputGrowth growth = task.get().growth();
    if (growth.look(bundle, all.clocks().boot().now())) {
      ledger.noteOutput(task.get());
    }
    OutputGrowth.Seen seen = growth.seen(stream);
    return PlainStream.growing(bundle.capture(stream), stream, seen.gaps(), seen.inFile());
  }

  /** The last word on an ended task is on disk. */
  private TaskRecord task(Source source) {
    return source.task().state().isEnded()
        ? source.task()
        : all.storage()
            .store()
            .records()
            .read(source.name())
            .orRefusal(source.name().task())
            .fold(it -> it.record(), refusal -> source.task());
  }

  private static Output output(Source source, SideBySide shown, Cursor read) {
    List<Output.LeftOut> leftOut = new ArrayList<>();
    addLeftOut(shown.stdout(), CaptureStream.STDOUT, read.stdout(), leftOut);
    if (!source.hasOneStream()) {
      addLeftOut(shown.stderr(), CaptureStream.STDERR, read.stderr(), leftOut);
    }
    return new Output(
        excerpt(shown.stdout()),
        Optional.of(shown.stderr()).filter(it -> !source.hasOneStream()).map(Outputs::excerpt),
        new Cursor(shown.stdout().to(), shown.stderr().to()).toString(),
        leftOut,
        how(source.task().id(), leftOut));
  }

  private static Output.Excerpt excerpt(Window window) {
    return new Output.Excerpt(
        window.from(), window.to(), window.total(), new Output.Content.Text(window.text()));
  }

  private static Output.Excerpt rawExcerpt(Window window) {
    return new Output.Excerpt(
        window.from(), window.to(), window.total(), new Output.Content.Raw(window.bytes()));
  }

  private static void addLeftOut(
      Window window, CaptureStream stream, long read, List<Output.LeftOut> leftOut) {
    window.leftOut().stream()
        .filter(it -> it.to() > read)
        .map(it -> new Output.LeftOut(stream.word(), Math.max(read, it.from()), it.to()))
        .forEach(leftOut::add);
  }

  private static Optional<String> how(TaskId task, List<Output.LeftOut> leftOut) {
    return leftOut.stream()
        .findFirst()
        .map(
            it ->
                "hob logs "
                    + task
                    + " --stream "
                    + it.stream()
                    + " --from "
                    + it.from()
                    + " --bytes "
                    + Math.min(it.to() - it.from(), MOST_BYTES));
  }

  /** What was asked for, both by streams and as people read it. */
  Result<Log> log(Source source, ReadLog request) throws IOException {
    Optional<Refusal> problem = problem(source, request);
    if (problem.isPresent()) {
      return Result.refused(problem.get());
    }
    boolean both = request.streams() == ReadLog.Streams.BOTH && !source.hasOneStream();
    return Result.ok(both ? bothStreams(source, request) : oneStream(source, request));
  }

  private static Optional<Refusal> problem(Source source, ReadLog request) {
    boolean one = source.hasOneStream() || request.streams() != ReadLog.Streams.BOTH;
    if (request.wanted() instanceof ReadLog.Wanted.From from
        && (from.position() > 0 || from.bytes() > 0)
        && !one) {
      return Optional.of(
          Refusal.of(
                  RefusalCode.BAD_REQUEST,
                  "a position is one in a stream, and none is named",
                  "name one: --stream stdout or --stream stderr")
              .about(source.name().task()));
    }
    return Optional.empty();
  }

  private Log oneStream(Source source, ReadLog request) throws IOException {
    boolean errors = request.streams() == ReadLog.Streams.STDERR && !source.hasOneStream();
    CaptureStream stream = errors ? CaptureStream.STDERR : source.out();
    Window window = window(source, stream, request);
    long read = request.wanted() instanceof ReadLog.Wanted.From from ? from.position() : 0;
    Output.Excerpt excerpt = request.raw() ? rawExcerpt(window) : excerpt(window);
    List<Output.LeftOut> leftOut = new ArrayList<>();
    addLeftOut(window, errors ? CaptureStream.STDERR : CaptureStream.STDOUT, read, leftOut);
    Output output =
        new Output(
            errors ? nothing() : excerpt,
            Optional.of(excerpt).filter(it -> errors),
            (errors ? new Cursor(0, window.to()) : new Cursor(window.to(), 0)).toString(),
            leftOut,
            how(source.task().id(), leftOut).map(it -> request.raw() ? it + " --raw" : it));
    return new Log(
        source.task(),
        output,
        request.raw() ? window.bytes() : window.text().getBytes(StandardCharsets.UTF_8));
  }

  private static Output.Excerpt nothing() {
    return new Output.Excerpt(0, 0, 0, new Output.Content.Text(""));
  }

  private Window window(Source source, CaptureStream stream, ReadLog request) throws IOException {
    Bounds bounds = bounds(request.wanted());
    return steadily(
        () -> {
          try (StoredStream stored = open(source, stream)) {
            StoredStream part = part(stored, request.wanted());
            Windows windows =
                request.raw() ? Windows.raw(part, bounds) : Windows.clean(part, bounds);
            Window window = windows.read(wanted(request.wanted()));
            return new Window(window.at(), stored.end(), window.parts());
          }
        });
  }

  /** As many bytes of the stream as were asked for, and not of what is shown of them. */
  private static StoredStream part(StoredStream stored, ReadLog.Wanted wanted) {
    if (wanted instanceof ReadLog.Wanted.From from && from.bytes() > 0) {
      long begin = Math.max(0, Math.min(from.position(), stored.end()));
      return new UpTo(
          stored, begin + Math.min(from.bytes(), MOST_BYTES), from.bytes() < MOST_BYTES);
    }
    return stored;
  }

  private static Bounds bounds(ReadLog.Wanted wanted) {
    if (wanted instanceof ReadLog.Wanted.Tail tail) {
      return Bounds.LOG.withBytes(MOST_BYTES).withLines(tail.lines());
    }
    if (wanted instanceof ReadLog.Wanted.Head head) {
      return Bounds.LOG.withBytes(MOST_BYTES).withLines(head.lines());
    }
    return wanted instanceof ReadLog.Wanted.From from && from.bytes() > 0
        ? Bounds.LOG.withBytes(MOST_BYTES).withLines(Integer.MAX_VALUE)
        : Bounds.LOG;
  }

  private static Wanted wanted(ReadLog.Wanted wanted) {
    if (wanted instanceof ReadLog.Wanted.From from) {
      return new Wanted.From(from.position());
    }
    if (isNothing(wanted)) {
      return new Wanted.From(Long.MAX_VALUE);
    }
    return wanted instanceof ReadLog.Wanted.Head ? new Wanted.From(0) : new Wanted.Last();
  }

  /** Who follows a log and wants no more of what was said before. */
  private static boolean isNothing(ReadLog.Wanted wanted) {
    return (wanted instanceof ReadLog.Wanted.Tail tail && tail.lines() <= 0)
        || (wanted instanceof ReadLog.Wanted.Head head && head.lines() <= 0);
  }

  private Log bothStreams(Source source, ReadLog request) throws IOException {
    if (request.raw()) {
      return bothRaw(source, request);
    }
    Interleaved.Mixed mixed = mixed(source, request, bounds(request.wanted()));
    SideBySide shown =
        new SideBySide(mixed.of(CaptureStream.STDOUT), mixed.of(CaptureStream.STDERR));
    return new Log(
        source.task(),
        output(source, shown, Cursor.BEGIN),
        mixed.text().getBytes(StandardCharsets.UTF_8));
  }

  /** One after the other: bytes of two streams have no order. */
  private Log bothRaw(Source source, ReadLog request) throws IOException {
    Window out = window(source, source.out(), request);
    Window err = window(source, CaptureStream.STDERR, request);
    Output told = output(source, new SideBySide(out, err), Cursor.BEGIN);
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    shown.writeBytes(out.bytes());
    shown.writeBytes(err.bytes());
    return new Log(
        source.task(),
        new Output(
            rawExcerpt(out),
            Optional.of(rawExcerpt(err)),
            told.cursor(),
            told.leftOut(),
            told.how().map(it -> it + " --raw")),
        shown.toByteArray());
  }

  private Interleaved.Mixed mixed(Source source, ReadLog request, Bounds most) throws IOException {
    Bounds bounds =
        request.wanted() instanceof ReadLog.Wanted.From from && from.bytes() > 0
            ? most.withBytes(Math.min(from.bytes(), MOST_BYTES))
            : most;
    Bundle bundle = all.storage().store().bundle(source.name());
    return steadily(
        () -> {
          try (StoredStream out = open(source, source.out());
              StoredStream err = open(source, CaptureStream.STDERR)) {
            Interleaved both =
                Interleaved.of(out, err, all.storage().store().times().read(bundle), bounds);
            if (isNothing(request.wanted())) {
              return both.from(new Cursor(Long.MAX_VALUE, Long.MAX_VALUE));
            }
            return wanted(request.wanted()) instanceof Wanted.From
                ? both.from(Cursor.BEGIN)
                : both.last();
          }
        });
  }

  /** From the wanted beginning on, for as long as there is something. */
  Result<LogReading> follow(Source source, ReadLog request) throws IOException {
    Optional<Refusal> problem = problem(source, request);
    if (problem.isPresent()) {
      return Result.refused(problem.get());
    }
    return Result.ok(new Following(this, source, request, begin(source, request)));
  }

  private Cursor begin(Source source, ReadLog request) throws IOException {
    if (request.wanted() instanceof ReadLog.Wanted.From from) {
      return new Cursor(from.position(), from.position());
    }
    if (request.wanted() instanceof ReadLog.Wanted.Head) {
      return Cursor.BEGIN;
    }
    if (source.hasOneStream() || request.streams() == ReadLog.Streams.STDOUT) {
      return new Cursor(window(source, source.out(), request).from(), 0);
    }
    if (request.streams() == ReadLog.Streams.STDERR) {
      return new Cursor(0, window(source, CaptureStream.STDERR, request).from());
    }
    return mixed(source, request, bounds(request.wanted())).from();
  }

  Bundle bundle(Source source) {
    return all.storage().store().bundle(source.name());
  }

  /** Asked before a read: if so, that read sees everything. */
  boolean hasEnded(Source source) {
    return live.find(source.name()).isEmpty();
  }

  Duration now() {
    return all.clocks().boot().now();
  }
}

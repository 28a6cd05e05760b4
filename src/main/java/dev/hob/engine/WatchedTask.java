package dev.hob.engine;

import dev.hob.bundle.BundleName;
import dev.hob.model.CaptureStream;
import dev.hob.model.TaskRecord;
import dev.hob.model.WatchGoal;
import dev.hob.model.WatchId;
import dev.hob.output.ShrunkException;
import dev.hob.output.StoredStream;
import dev.hob.output.Stretch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

/** A task at which somebody looks. Owned by the thread that looks, but for what is atomic. */
final class WatchedTask {
  private final BundleName name;
  private final TaskRecord task;
  private final List<Looker> lookers = new ArrayList<>();

  /** A look is on its way, so that no other is needed. */
  private final AtomicBoolean asked = new AtomicBoolean();

  private volatile boolean polled;
  private boolean settling;

  /** How often it was looked at: for who waits until nothing comes any more. */
  private long looks;

  WatchedTask(BundleName name, TaskRecord task) {
    this.name = name;
    this.task = task;
  }

  BundleName name() {
    return name;
  }

  Outputs.Source source() {
    return new Outputs.Source(name, task);
  }

  List<Looker> lookers() {
    return lookers;
  }

  /** True when somebody has to see to it that it is looked at. */
  boolean ask() {
    return asked.compareAndSet(false, true);
  }

  void answered() {
    asked.set(false);
    looks++;
  }

  long looks() {
    return looks;
  }

  /** The platform does not tell what grows here. */
  void poll() {
    polled = true;
  }

  boolean isPolled() {
    return polled;
  }

  /** True for the first who waits until the output is quiet. */
  boolean beginToSettle() {
    boolean first = !settling;
    settling = true;
    return first;
  }

  void settled() {
    settling = false;
  }

  Optional<Looker> find(WatchId watch) {
    return lookers.stream().filter(it -> it.watch().equals(Optional.of(watch))).findFirst();
  }

  boolean looksAtOutput() {
    return lookers.stream().anyMatch(it -> it.goal() instanceof WatchGoal.Output && !it.isOver());
  }

  List<CaptureStream> streams() {
    return source().hasOneStream()
        ? List.of(source().out())
        : List.of(CaptureStream.STDOUT, CaptureStream.STDERR);
  }

  /**
   * Looks at the next part of a stream, all lookers at once; those that are behind first, until
   * they have caught up. True when there is more.
   */
  boolean look(CaptureStream stream, StoredStream stored, byte[] buffer, Duration now)
      throws IOException {
    long end = stored.end();
    lookers.forEach(
        it -> it.beginsAt(stream, stored.begin(), new Looker.Moment(now, end - stored.begin())));
    OptionalLong from =
        lookers.stream().map(it -> it.fedTo(stream)).flatMapToLong(OptionalLong::stream).min();
    if (from.isEmpty() || from.getAsLong() >= end) {
      return false;
    }
    long at = from.getAsLong();
    for (Stretch stretch : stored.stretches()) {
      if (at < stretch.to()) {
        return look(stream, stored, stretch, at, new Part(buffer, end, now));
      }
    }
    return false;
  }

  /** What is looked at, and when. A class, for arrays are not compared. */
  private static final class Part {
    private final byte[] buffer;
    private final long end;
    private final Duration now;

    Part(byte[] buffer, long end, Duration now) {
      this.buffer = buffer;
      this.end = end;
      this.now = now;
    }

    Looker.Moment moment(long at) {
      return new Looker.Moment(now, end - at);
    }
  }

  private boolean look(
      CaptureStream stream, StoredStream stored, Stretch stretch, long at, Part part)
      throws IOException {
    if (!stretch.missing().isEmpty()) {
      lookers.forEach(it -> it.skipTo(stream, stretch.to(), part.moment(stretch.to())));
      return stretch.to() < part.end;
    }
    int length = (int) Math.min(part.buffer.length, stretch.to() - at);
    try {
      stored.read(at, ByteBuffer.wrap(part.buffer, 0, length));
    } catch (ShrunkException e) {
      return false; // the next look finds the gap
    }
    lookers.forEach(it -> it.feed(stream, part.buffer, length, at, part.moment(at + length)));
    return at + length < part.end;
  }
}

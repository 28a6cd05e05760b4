package dev.hob.engine;

import dev.hob.model.CaptureStream;
import dev.hob.model.NoticeEvent.Match;
import dev.hob.model.WatchGoal;
import dev.hob.model.WatchId;
import dev.hob.notice.Flow;
import dev.hob.notice.Hit;
import dev.hob.notice.Scan;
import dev.hob.notice.Sought;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * One watch while it looks: how far it has come in each stream, and what it has found and not told
 * yet. Owned by the thread that looks.
 */
final class Looker {
  private final Optional<WatchId> watch;
  private final WatchGoal goal;
  private final boolean readiness;
  private final Duration deadline;
  private final BooleanSupplier room;
  private final Consumer<Match> found;
  private final Runnable inVain;
  private final Map<CaptureStream, Strand> strands = new EnumMap<>(CaptureStream.class);
  private final Flow flow = Flow.ofMatches();
  private boolean over;
  private boolean reached;
  private int told;

  /** Found, and to be told when there is room, together with how many before it. */
  private Optional<Match> last = Optional.empty();

  private long untold;

  /** Somebody waits until there is room. */
  private boolean awaited;

  /** Whether there is room for more is asked so often. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** One stream, and how much of it was fed. */
  private static final class Strand {
    private final CaptureStream stream;
    private final Scan scan;
    private long fedTo;

    /** What was found before it is told or counted. */
    private long countedTo;

    /** Where the file begins. */
    private long begin;

    Strand(CaptureStream stream, Scan scan, long from) {
      this.stream = stream;
      this.scan = scan;
      fedTo = from;
      countedTo = from;
    }

    /** A file that was truncated since: what it held to the last goes on with nothing. */
    void beginsAt(long position, Consumer<Hit> hits) {
      if (begin < position) {
        begin = position;
        fedTo = Math.max(fedTo, position);
        scan.settle(hits);
        scan.skipTo(fedTo);
      }
    }

    /** What is unfinished is looked at as it stands: it will not go on. */
    void skipTo(long position, Consumer<Hit> hits) {
      if (fedTo < position) {
        scan.settle(hits);
        scan.skipTo(position);
        fedTo = position;
      }
    }
  }

  /**
   * Who wants to know.
   *
   * @param watch the watch that stands in the journal; absent for a call that waits
   * @param deadline when the time of the goal has come, on the boot's clock
   * @param room whether one who is told again and again has heard enough of it to be told more
   * @param found told of each match, in their order
   * @param inVain told when nothing will be found any more, and nothing was
   */
  record Wanted(
      Optional<WatchId> watch,
      WatchGoal goal,
      boolean readiness,
      Duration deadline,
      BooleanSupplier room,
      Consumer<Match> found,
      Runnable inVain) {}

  Looker(Wanted wanted, int toldBefore) {
    watch = wanted.watch();
    goal = wanted.goal();
    readiness = wanted.readiness();
    deadline = wanted.deadline();
    room = wanted.room();
    found = wanted.found();
    inVain = wanted.inVain();
    told = toldBefore;
    reached = toldBefore > 0 && !goal.goesOn();
    over = reached;
  }

  /** Looks through that stream from this position on. */
  Looker in(CaptureStream stream, Sought sought, long from) {
    strands.put(stream, new Strand(stream, new Scan(sought, from), from));
    return this;
  }

  Optional<WatchId> watch() {
    return watch;
  }

  WatchGoal goal() {
    return goal;
  }

  boolean decidesReadiness() {
    return readiness;
  }

  Duration deadline() {
    return deadline;
  }

  boolean isOver() {
    return over;
  }

  /** It is what says that the task is ready, and goes on to do so. */
  boolean saysReady() {
    return readiness && reached;
  }

  /** Nobody wants to know any more. */
  void stop() {
    over = true;
    reached = false;
  }

  /** How far it was fed; empty where it does not look. */
  OptionalLong fedTo(CaptureStream stream) {
    Strand strand = strands.get(stream);
    return strand == null || over ? OptionalLong.empty() : OptionalLong.of(strand.fedTo);
  }

  /** What is in the buffer begins at that position; some of it may have been fed before. */
  void feed(CaptureStream stream, byte[] bytes, int length, long at, Moment moment) {
    Strand strand = strands.get(stream);
    if (strand == null || over) {
      return;
    }
    strand.skipTo(at, hit -> hit(strand, hit, moment));
    int known = (int) Math.min(length, strand.fedTo - at);
    strand.scan.feed(bytes, known, length - known, hit -> hit(strand, hit, moment));
    strand.fedTo = Math.max(strand.fedTo, at + length);
  }

  /** Whatever was in the stream's file before this position has gone with a truncation. */
  void beginsAt(CaptureStream stream, long position, Moment moment) {
    Strand strand = strands.get(stream);
    if (strand != null && !over) {
      strand.beginsAt(position, hit -> hit(strand, hit, moment));
    }
  }

  /** What was there before this position is missing. */
  void skipTo(CaptureStream stream, long position, Moment moment) {
    Strand strand = strands.get(stream);
    if (strand != null && !over) {
      strand.skipTo(position, hit -> hit(strand, hit, moment));
    }
  }

  /** Nothing has come for a while, or nothing will any more. */
  void settle(Moment moment) {
    strands.values().forEach(strand -> strand.scan.settle(hit -> hit(strand, hit, moment)));
  }

  /**
   * When something is found.
   *
   * @param behind bytes between what is being looked at and the end
   */
  record Moment(Duration now, long behind) {}

  /** A reader who is far behind says so: what it tells is old. */
  private static final long LAG = 16L << 20;

  private void hit(Strand strand, Hit hit, Moment moment) {
    if (over) {
      return;
    }
    String lag =
        moment.behind() >= LAG ? " [found " + (moment.behind() >> 20) + " MiB behind the end]" : "";
    strand.countedTo = strand.scan.position();
    found(
        new Match(
            Optional.of(strand.stream),
            hit.from(),
            strand.countedTo,
            0, // it is told later, perhaps
            hit.text() + lag,
            0),
        moment.now());
  }

  /** The same for the stream in which this match does not stand. */
  private long otherCountedTo(Match match) {
    return strands.values().stream()
        .filter(it -> !match.stream().equals(Optional.of(it.stream)))
        .mapToLong(it -> it.countedTo)
        .max()
        .orElse(0);
  }

  /** What is found more often than anybody wants to hear is told together. */
  void found(Match match, Duration now) {
    if (over) {
      return;
    }
    if (!goal.goesOn()) {
      reached = true;
      over = true;
      tell(match);
    } else if (room.getAsBoolean() && flow.take(now)) {
      tell(match);
    } else {
      last = Optional.of(match);
      untold++;
    }
  }

  private void tell(Match match) {
    told++;
    found.accept(
        new Match(
            match.stream(),
            match.offset(),
            match.to(),
            otherCountedTo(match),
            match.text(),
            match.more() + untold));
    last = Optional.empty();
    untold = 0;
  }

  /**
   * How long until what was held back may be told; empty when nothing was, and to all but the first
   * who ask, until {@link #tellHeld}.
   */
  Optional<Duration> untilTold(Duration now) {
    if (last.isEmpty() || awaited) {
      return Optional.empty();
    }
    awaited = true;
    Duration flows = flow.untilRoom(now);
    return Optional.of(room.getAsBoolean() || flows.compareTo(PATIENCE) > 0 ? flows : PATIENCE);
  }

  /** Tells what was held back, if it is time. */
  void tellHeld(Duration now) {
    awaited = false;
    if (last.isPresent() && !over && room.getAsBoolean() && flow.take(now)) {
      tellLast();
    }
  }

  private void tellLast() {
    untold--; // the one that is told is not one before it
    last.ifPresent(this::tell);
  }

  /** There is nothing more to look at. */
  void end() {
    if (over) {
      return;
    }
    if (last.isPresent()) {
      tellLast();
    }
    over = true;
    if (told == 0) {
      inVain.run();
    }
  }
}

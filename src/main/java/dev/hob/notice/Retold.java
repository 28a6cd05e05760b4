package dev.hob.notice;

import dev.hob.bundle.BundleName;
import dev.hob.model.CaptureStream;
import dev.hob.model.NoticeEvent;
import dev.hob.model.NoticeId;
import dev.hob.model.NoticeKind;
import dev.hob.model.WatchGoal;
import dev.hob.model.WatchId;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * What a task's journal says, event by event: its notices and how far each has come, its watches
 * and from where on each goes on. The journal's reader and its writer both use it, so that after a
 * restart the same is known as before.
 *
 * <p>Owned by the task's lane.
 */
public final class Retold {
  private final BundleName task;
  private final Optional<String> owner;
  private final Map<NoticeId, Told> notices = new LinkedHashMap<>();
  private final Map<NoticeKind, Integer> last = new EnumMap<>(NoticeKind.class);
  private final Map<Integer, Watch> watches = new TreeMap<>();

  public Retold(BundleName task, Optional<String> owner) {
    this.task = task;
    this.owner = owner;
  }

  /** A notice and how far it has come. */
  public record Told(Notice notice, Standing standing) {

    private Told after(Standing.Step step) {
      return new Told(notice, standing.after(step).fold(it -> it, refusal -> standing));
    }
  }

  /**
   * A watch and how far it has looked.
   *
   * @param to everything before this position was looked through; in stderr {@code toStderr}
   * @param found how many times it was told of
   * @param ended why it looks no further
   */
  public record Watch(
      WatchId id,
      WatchGoal goal,
      boolean readiness,
      Instant since,
      long to,
      long toStderr,
      int found,
      Optional<String> ended) {
    /** Nobody wants to know any more. */
    public static final String REMOVED = "removed";

    /** There will be nothing more to look at. */
    public static final String TASK_ENDED = "the task has ended";

    private static Watch of(WatchId id, NoticeEvent.WatchAdded event) {
      boolean looks = event.goal() instanceof WatchGoal.Output;
      WatchGoal.Output output = looks ? (WatchGoal.Output) event.goal() : NOWHERE;
      return new Watch(
          id,
          event.goal(),
          event.readiness(),
          event.at(),
          output.from(),
          output.fromStderr(),
          0,
          Optional.empty());
    }

    private static final WatchGoal.Output NOWHERE =
        new WatchGoal.Output("", false, false, Optional.empty(), 0, 0);

    private Watch found(NoticeEvent.Match match) {
      boolean inStderr = match.stream().filter(it -> it == CaptureStream.STDERR).isPresent();
      return new Watch(
          id,
          goal,
          readiness,
          since,
          Math.max(to, inStderr ? match.otherTo() : match.to()),
          Math.max(toStderr, inStderr ? match.to() : match.otherTo()),
          found + 1,
          ended);
    }

    private Watch ended(String reason) {
      return new Watch(id, goal, readiness, since, to, toStderr, found, Optional.of(reason));
    }

    /** One that was to find something once, and has, looks no further. */
    public boolean isOpen() {
      return ended.isEmpty() && (found == 0 || goal.goesOn());
    }
  }

  /** The whole journal; an offer that it leaves open ended with who made it. */
  public static Retold of(BundleName task, Optional<String> owner, List<NoticeEvent> events) {
    Retold retold = new Retold(task, owner);
    events.forEach(retold::add);
    retold.notices.replaceAll((id, told) -> told.after(new Standing.Step.Lapse()));
    return retold;
  }

  /** This was written down next. */
  public void add(NoticeEvent event) {
    event.fold(new Adding());
  }

  /** What each event changes. */
  private final class Adding implements NoticeEvent.Cases<Boolean> {

    @Override
    public Boolean pending(NoticeEvent.Pending event) {
      return step(event.notice(), event.at(), new Standing.Step.Lapse());
    }

    /** Who is offered what another one was offered comes after the other offer's end. */
    @Override
    public Boolean offered(NoticeEvent.Offered event) {
      step(event.notice(), event.at(), new Standing.Step.Lapse());
      return step(event.notice(), event.at(), new Standing.Step.Offer(event.consumer()));
    }

    @Override
    public Boolean acknowledged(NoticeEvent.Acknowledged event) {
      return step(event.notice(), event.at(), new Standing.Step.Acknowledge());
    }

    @Override
    public Boolean expired(NoticeEvent.Expired event) {
      return step(event.notice(), event.at(), new Standing.Step.Expire(event.reason()));
    }

    @Override
    public Boolean watchAdded(NoticeEvent.WatchAdded event) {
      OptionalInt number = WatchId.numberOf(event.watch());
      number.ifPresent(it -> watches.put(it, Watch.of(new WatchId(it), event)));
      return true;
    }

    @Override
    public Boolean matched(NoticeEvent.Matched event) {
      Optional<Watch> watch = watch(event.watch());
      watch.ifPresent(it -> watches.put(it.id().number(), it.found(event.match())));
      watch
          .map(it -> new Matter.Found(it.goal(), event.match()))
          .ifPresent(it -> put(event.notice(), event.at(), it));
      return true;
    }

    /** Only who waits for something that never came has not been told. */
    @Override
    public Boolean watchEnded(NoticeEvent.WatchEnded event) {
      Optional<Watch> watch = watch(event.watch());
      watch.ifPresent(it -> watches.put(it.id().number(), it.ended(event.reason())));
      watch
          .filter(it -> it.found() == 0 && !event.reason().equals(Watch.REMOVED))
          .ifPresent(
              it ->
                  put(
                      new NoticeId(task.task(), NoticeKind.WATCH_ENDED, it.id().number()),
                      event.at(),
                      new Matter.InVain(it.goal(), event.reason())));
      return true;
    }

    @Override
    public Boolean unknown(NoticeEvent.Unknown event) {
      return false;
    }
  }

  private Optional<Watch> watch(String name) {
    OptionalInt number = WatchId.numberOf(name);
    return number.isPresent()
        ? Optional.ofNullable(watches.get(number.getAsInt()))
        : Optional.empty();
  }

  private void put(NoticeId id, Instant at, Matter matter) {
    notices.put(
        id, new Told(new Notice(id, task.session(), owner, at, matter), Standing.Pending.NEW));
    last.merge(id.kind(), id.number(), Math::max);
  }

  /** The end of a task needs no event of its own to be told: its record says it. */
  private boolean step(NoticeId id, Instant at, Standing.Step step) {
    if (id.kind() == NoticeKind.COMPLETION) {
      notices.computeIfAbsent(
          id,
          it ->
              new Told(
                  new Notice(it, task.session(), owner, at, new Matter.Ended()),
                  Standing.Pending.NEW));
    }
    // Of matches there may be many: nothing is kept of those that were told.
    notices.computeIfPresent(
        id,
        (same, told) -> {
          Told next = told.after(step);
          return next.standing().isOver() && id.kind() != NoticeKind.COMPLETION ? null : next;
        });
    return true;
  }

  /** Those that are not over, and the completion, in the order in which they came to be. */
  public List<Told> notices() {
    return List.copyOf(notices.values());
  }

  public Optional<Told> notice(NoticeId id) {
    return Optional.ofNullable(notices.get(id));
  }

  /** The same, and it is known here no longer: whoever tells it keeps its standing from now on. */
  public Optional<Notice> release(NoticeId id) {
    return Optional.ofNullable(notices.remove(id)).map(Told::notice);
  }

  public List<Watch> watches() {
    return List.copyOf(watches.values());
  }

  public Optional<Watch> watch(WatchId id) {
    return Optional.ofNullable(watches.get(id.number()));
  }

  /** Numbers are never used again. */
  public WatchId nextWatch() {
    return new WatchId(1 + watches.keySet().stream().mapToInt(it -> it).max().orElse(0));
  }

  public NoticeId nextNotice(NoticeKind kind) {
    return new NoticeId(task.task(), kind, 1 + last.getOrDefault(kind, 0));
  }
}

package dev.hob.model;

import dev.hob.model.TaskState.Ended;
import dev.hob.model.TaskState.KillPhase;
import dev.hob.model.TaskState.Killing;
import dev.hob.model.TaskState.Queued;
import dev.hob.model.TaskState.Running;
import dev.hob.model.TaskState.Starting;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The life of a task as one pure function.
 *
 * <pre>
 *              leftQueue  spawned  startFailed  killOrdered  signalSent  markerFound  processGone  machineGone
 * queued       starting   -        failed       killed       -           -            -            -
 * starting     -          running  failed       -            -           natural      lost         lost
 * running      -          -        failed       killing      -           natural      lost         lost
 * killing,
 *   unsent     -          -        failed       same         sent        natural      lost         lost
 *   sent       -          -        by reason    same         same        by reason    by reason    lost
 * ended        terminal, whatever the event
 * </pre>
 *
 * <p>{@code -} is the refusal {@code out_of_order}. "Natural" means: the status follows from how
 * the command ended, or from the deadline when the wrapper kept that by itself. "By reason" means:
 * killed or timed out, whatever the marker says, for the signal had gone out; the marker then tells
 * only how it died. A start fails while it is running when its wrapper was there and ended before
 * it ran the command.
 */
public final class TaskLife {
  private TaskLife() {}

  public static Result<TaskState> next(TaskState state, TaskEvent event) {
    return event.fold(state.fold(RulesOf.STATE));
  }

  /** Chooses the rules of the state that the task is in. */
  private enum RulesOf implements TaskState.Cases<TaskEvent.Cases<Result<TaskState>>> {
    STATE;

    @Override
    public TaskEvent.Cases<Result<TaskState>> queued(Queued state) {
      return new WhileQueued(state);
    }

    @Override
    public TaskEvent.Cases<Result<TaskState>> starting(Starting state) {
      return new WhileStarting(state);
    }

    @Override
    public TaskEvent.Cases<Result<TaskState>> running(Running state) {
      return new WhileRunning(state);
    }

    @Override
    public TaskEvent.Cases<Result<TaskState>> killing(Killing state) {
      return state.phase() == KillPhase.UNSENT
          ? new BeforeTheSignal(state)
          : new AfterTheSignal(state);
    }

    @Override
    public TaskEvent.Cases<Result<TaskState>> ended(Ended state) {
      return new Never(RefusalCode.TERMINAL, "the task has ended", state);
    }
  }

  /** Refuses every event; each state's rules override what can happen in it. */
  private static sealed class Never implements TaskEvent.Cases<Result<TaskState>> {
    private final RefusalCode code;
    private final String why;

    Never(RefusalCode code, String why, TaskState state) {
      this.code = code;
      this.why = why + " (" + state.word() + ")";
    }

    Never(TaskState state) {
      this(RefusalCode.OUT_OF_ORDER, "this cannot happen to the task now", state);
    }

    private Result<TaskState> refuse(String event) {
      return Result.refused(Refusal.of(code, why + ": " + event, ""));
    }

    @Override
    public Result<TaskState> leftQueue(TaskEvent.LeftQueue event) {
      return refuse("left the queue");
    }

    @Override
    public Result<TaskState> spawned(TaskEvent.Spawned event) {
      return refuse("spawned");
    }

    @Override
    public Result<TaskState> startFailed(TaskEvent.StartFailed event) {
      return refuse("start failed");
    }

    @Override
    public Result<TaskState> killOrdered(TaskEvent.KillOrdered event) {
      return refuse("kill ordered");
    }

    @Override
    public Result<TaskState> signalSent(TaskEvent.SignalSent event) {
      return refuse("signal sent");
    }

    @Override
    public Result<TaskState> markerFound(TaskEvent.MarkerFound event) {
      return refuse("marker found");
    }

    @Override
    public Result<TaskState> processGone(TaskEvent.ProcessGone event) {
      return refuse("process gone");
    }

    @Override
    public Result<TaskState> machineGone(TaskEvent.MachineGone event) {
      return refuse("machine gone");
    }
  }

  private static final class WhileQueued extends Never {
    WhileQueued(Queued state) {
      super(state);
    }

    @Override
    public Result<TaskState> leftQueue(TaskEvent.LeftQueue event) {
      return Result.ok(new Starting(event.at()));
    }

    @Override
    public Result<TaskState> startFailed(TaskEvent.StartFailed event) {
      return neverStarted(event.at(), EndStatus.FAILED, event.reason(), Optional.empty());
    }

    @Override
    public Result<TaskState> killOrdered(TaskEvent.KillOrdered event) {
      return neverStarted(
          event.at(), event.by().why().status(), "cancelled", Optional.of(event.by()));
    }

    private static Result<TaskState> neverStarted(
        Instant at, EndStatus status, String reason, Optional<EndedBy> by) {
      return Result.ok(
          new Ended(
              status,
              new Outcome.NeverStarted(reason),
              at,
              Optional.of(at),
              Optional.of(Duration.ZERO),
              by,
              FormerProcess.NONE));
    }
  }

  /** A process may exist, and may end by itself at any time. */
  private static sealed class Live extends Never {
    private final Instant startedAt;
    private final FormerProcess process;

    Live(TaskState state, Instant startedAt, FormerProcess process) {
      super(state);
      this.startedAt = startedAt;
      this.process = process;
    }

    @Override
    public Result<TaskState> markerFound(TaskEvent.MarkerFound event) {
      Outcome outcome = event.marker().outcome();
      if (event.marker().byDeadline()) {
        EndedBy by = EndedBy.deadline();
        return end(by.why().status(), outcome, finishedAt(event), Optional.of(by));
      }
      boolean killed = event.marker() instanceof ExitMarker.Killed;
      return end(
          killed ? EndStatus.KILLED : EndStatus.natural(outcome), outcome, finishedAt(event));
    }

    @Override
    public Result<TaskState> processGone(TaskEvent.ProcessGone event) {
      return end(EndStatus.LOST, new Outcome.Lost(Outcome.Lost.NO_MARKER), event.at());
    }

    @Override
    public Result<TaskState> machineGone(TaskEvent.MachineGone event) {
      return end(EndStatus.LOST, event.outcome(), event.at());
    }

    @Override
    public Result<TaskState> startFailed(TaskEvent.StartFailed event) {
      return end(EndStatus.FAILED, new Outcome.NeverStarted(event.reason()), event.at());
    }

    static Instant finishedAt(TaskEvent.MarkerFound event) {
      return event.marker().finishedAt().orElse(event.at());
    }

    Optional<EndedBy> by() {
      return Optional.empty();
    }

    final Result<TaskState> end(EndStatus status, Outcome outcome, Instant at) {
      return end(status, outcome, at, by());
    }

    private Result<TaskState> end(
        EndStatus status, Outcome outcome, Instant at, Optional<EndedBy> by) {
      return Result.ok(
          new Ended(
              status,
              outcome,
              startedAt,
              Optional.of(at),
              Optional.of(passed(startedAt, at)),
              by,
              process));
    }

    /** Clocks step back; a duration does not. */
    private static Duration passed(Instant from, Instant to) {
      return to.isBefore(from) ? Duration.ZERO : Duration.between(from, to);
    }
  }

  private static final class WhileStarting extends Live {
    private final Starting state;

    WhileStarting(Starting state) {
      super(state, state.startedAt(), FormerProcess.NONE);
      this.state = state;
    }

    @Override
    public Result<TaskState> spawned(TaskEvent.Spawned event) {
      return Result.ok(new Running(state.startedAt(), event.process()));
    }
  }

  private static final class WhileRunning extends Live {
    private final Running state;

    WhileRunning(Running state) {
      super(state, state.startedAt(), state.process().former());
      this.state = state;
    }

    @Override
    public Result<TaskState> killOrdered(TaskEvent.KillOrdered event) {
      return Result.ok(
          new Killing(state.startedAt(), state.process(), event.by(), KillPhase.UNSENT));
    }
  }

  /** The kill is on disk, but nothing has reached the command yet: it may still end by itself. */
  private static final class BeforeTheSignal extends Live {
    private final Killing state;

    BeforeTheSignal(Killing state) {
      super(state, state.startedAt(), state.process().former());
      this.state = state;
    }

    @Override
    public Result<TaskState> killOrdered(TaskEvent.KillOrdered event) {
      return Result.ok(state);
    }

    @Override
    public Result<TaskState> signalSent(TaskEvent.SignalSent event) {
      return Result.ok(new Killing(state.startedAt(), state.process(), state.by(), KillPhase.SENT));
    }
  }

  private static final class AfterTheSignal extends Live {
    private final Killing state;

    AfterTheSignal(Killing state) {
      super(state, state.startedAt(), state.process().former());
      this.state = state;
    }

    @Override
    Optional<EndedBy> by() {
      return Optional.of(state.by());
    }

    @Override
    public Result<TaskState> killOrdered(TaskEvent.KillOrdered event) {
      return Result.ok(state);
    }

    /** A harder signal follows the first. */
    @Override
    public Result<TaskState> signalSent(TaskEvent.SignalSent event) {
      return Result.ok(state);
    }

    @Override
    public Result<TaskState> markerFound(TaskEvent.MarkerFound event) {
      return end(state.by().why().status(), event.marker().outcome(), finishedAt(event));
    }

    /** The wrapper may have been ended by the kill itself: nobody knows that nothing ran. */
    @Override
    public Result<TaskState> startFailed(TaskEvent.StartFailed event) {
      return processGone(new TaskEvent.ProcessGone(event.at()));
    }

    @Override
    public Result<TaskState> processGone(TaskEvent.ProcessGone event) {
      Outcome unknown = new Outcome.Lost(Outcome.Lost.SIGNAL_UNKNOWN);
      return end(state.by().why().status(), unknown, event.at());
    }
  }
}

package dev.hob.model;

import dev.hob.testing.Seeded;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Tasks for tests: plain ones, one of every state, and random ones that leave nothing out. */
public final class SampleTasks {
  public static final SessionKey SESSION = new SessionKey("sample session");
  public static final Instant START = Instant.ofEpochMilli(1_700_000_000_000L);
  public static final Instant END = START.plusMillis(1500);
  public static final ProcessIdentity PROVEN =
      new ProcessIdentity.Proven(4242, 4242, "start-of-4242");
  public static final EndedBy BY_REQUEST = EndedBy.of("somebody", EndedBy.Why.REQUEST);
  public static final EndedBy BY_DEADLINE = EndedBy.of("hobd", EndedBy.Why.DEADLINE);
  public static final Machine MACHINE = new Machine("host", "boot-1", "pid:[4026531836]");

  private SampleTasks() {}

  public static TaskRecord accepted(String id) {
    return accepted(id, SESSION);
  }

  public static TaskRecord accepted(String id, SessionKey session) {
    Ownership ownership =
        new Ownership(session, "", Optional.empty(), ProjectKey.of("/project"), Optional.empty());
    return TaskRecord.accepted(
        TaskOrder.of(new TaskId(id), ownership, CommandSpec.of("true", "/project"), START), true);
  }

  public static TaskRecord running(String id) {
    TaskRecord starting = accepted(id).after(new TaskEvent.LeftQueue(START)).orElseThrow();
    return starting
        .with(starting.progress().on(MACHINE))
        .after(new TaskEvent.Spawned(PROVEN))
        .orElseThrow();
  }

  public static TaskRecord completed(String id) {
    return running(id).after(marker(0)).orElseThrow();
  }

  public static TaskEvent marker(int code) {
    return new TaskEvent.MarkerFound(END, ExitMarker.Wrote.of(Outcome.Exited.with(code)));
  }

  public static final List<Outcome> OUTCOMES =
      List.of(
          Outcome.Exited.with(0),
          Outcome.Exited.with(7),
          new Outcome.Exited(137, Outcome.Certainty.MAYBE_SIGNAL),
          new Outcome.Exited(143, Outcome.Certainty.LEGACY),
          new Outcome.Signaled(9, false),
          new Outcome.Signaled(11, true),
          new Outcome.NeverStarted("no such folder"),
          new Outcome.Lost(Outcome.Lost.REBOOT));

  /** Every state, in every variant that differs in what may happen next. */
  public static List<TaskState> states() {
    List<TaskState> states = new ArrayList<>();
    states.add(new TaskState.Queued());
    states.add(new TaskState.Starting(START));
    states.add(new TaskState.Running(START, PROVEN));
    for (EndedBy by : List.of(BY_REQUEST, BY_DEADLINE)) {
      for (TaskState.KillPhase phase : TaskState.KillPhase.values()) {
        states.add(new TaskState.Killing(START, PROVEN, by, phase));
      }
    }
    for (EndStatus status : EndStatus.values()) {
      for (Outcome outcome : OUTCOMES) {
        states.add(ended(status, outcome));
      }
    }
    return states;
  }

  public static TaskState.Ended ended(EndStatus status, Outcome outcome) {
    return new TaskState.Ended(
        status,
        outcome,
        START,
        Optional.of(END),
        Optional.of(Duration.between(START, END)),
        Optional.empty(),
        PROVEN.former());
  }

  /** Every event, in every variant that leads elsewhere. */
  public static List<TaskEvent> events() {
    List<TaskEvent> events = new ArrayList<>();
    events.add(new TaskEvent.LeftQueue(END));
    events.add(new TaskEvent.Spawned(PROVEN));
    events.add(new TaskEvent.StartFailed(END, "no such folder"));
    events.add(new TaskEvent.KillOrdered(END, BY_REQUEST));
    events.add(new TaskEvent.KillOrdered(END, BY_DEADLINE));
    events.add(new TaskEvent.SignalSent());
    events.add(marker(0));
    events.add(marker(3));
    events.add(
        new TaskEvent.MarkerFound(END, ExitMarker.Wrote.of(new Outcome.Signaled(15, false))));
    events.add(new TaskEvent.MarkerFound(END, new ExitMarker.Killed(Optional.empty())));
    events.add(new TaskEvent.ProcessGone(END));
    events.add(new TaskEvent.MachineGone(END, new Outcome.Lost(Outcome.Lost.REBOOT)));
    return events;
  }

  private static final List<String> TEXTS =
      List.of(
          "",
          "make test",
          "with \"quotes\" and \\backslashes\\",
          "many\nlines\r\nand\ttabs",
          "Grüße, 世界, 🐙",
          "\u0000\u0001\u001b[31m\u007f\u2028",
          "half a pair \ud83d and the other \udc19",
          "x".repeat(5000));

  /** A record in which anything may be set. */
  public static TaskRecord random(Seeded random) {
    boolean onMachine = random.chance();
    return new TaskRecord(
        randomOrder(random),
        new TaskProgress(
            randomState(random, onMachine),
            onMachine ? Optional.of(MACHINE) : Optional.empty(),
            maybe(random, new Deadline("boot-1", Duration.ofMillis(random.below(9999)), END)),
            maybe(random, random.of(TEXTS)),
            maybe(random, new TaskProgress.Keeper(7, "s7", maybe(random, "/dev/pts/7"))),
            random.chance() ? List.of() : List.of(new TaskProgress.Member(8, "s8")),
            maybe(random, randomUsage(random)),
            random.chance() ? List.of() : List.of(1, 0)),
        randomRemains(random),
        random.below(1000));
  }

  private static TaskOrder randomOrder(Seeded random) {
    return new TaskOrder(
        TaskId.ofBits(random.nextLong()),
        new Ownership(
            SESSION,
            random.of("", "claude"),
            maybe(random, "/project/ü n"),
            ProjectKey.of(random.of(TEXTS)),
            maybe(random, "sub-agent")),
        new CommandSpec(
            random.of(TEXTS),
            random.chance()
                ? CommandSpec.Terminal.PIPES
                : CommandSpec.Terminal.pty(random.below(99), random.below(999)),
            random.of(TEXTS),
            maybe(random, "/bin/bash"),
            maybe(random, "022"),
            random.of(CommandSpec.Stdin.values()),
            new CommandSpec.Capturing(
                random.chance(),
                maybe(
                    random,
                    new CommandSpec.Ways(
                        random.of(CommandSpec.Way.values()), random.of(CommandSpec.Way.values())))),
            new CommandSpec.EnvironmentChanges(
                random.chance() ? Map.of() : Map.of("A", random.of(TEXTS), "b=", ""),
                random.chance() ? List.of() : List.of("PAGER", "LESS"))),
        new Labels(maybe(random, random.of(TEXTS)), maybe(random, "what"), maybe(random, "r-1")),
        new Limits(
            maybe(random, Duration.ofMillis(random.below(99999))),
            maybe(random, Duration.ofMillis(random.below(99999))),
            maybe(random, Duration.ofMillis(random.below(99999))),
            random.chance() ? OptionalLong.empty() : OptionalLong.of(random.nextLong())),
        START.plusMillis(random.below(5000)),
        random.chance());
  }

  private static TaskState randomState(Seeded random, boolean onMachine) {
    TaskState state = random.of(states());
    if (onMachine) {
      return state;
    }
    ProcessIdentity unproven =
        new ProcessIdentity.Unproven(
            random.chance() ? OptionalLong.empty() : OptionalLong.of(9),
            random.chance() ? OptionalLong.empty() : OptionalLong.of(9),
            maybe(random, "s9"));
    if (state instanceof TaskState.Running) {
      return new TaskState.Running(START, unproven);
    }
    if (state instanceof TaskState.Killing killing) {
      return new TaskState.Killing(START, unproven, killing.by(), killing.phase());
    }
    return state;
  }

  private static Usage randomUsage(Seeded random) {
    return new Usage(
        maybe(random, Duration.ofMillis(random.below(99))),
        maybe(random, Duration.ofMillis(random.below(99))),
        random.chance() ? OptionalLong.empty() : OptionalLong.of(1L << 40),
        random.chance() ? OptionalInt.empty() : OptionalInt.of(3));
  }

  private static TaskRemains randomRemains(Seeded random) {
    NoticeId notice = new NoticeId(new TaskId("t123"), random.of(NoticeKind.values()), 1);
    Map<CaptureStream, Long> bytes = new EnumMap<>(CaptureStream.class);
    Set<CaptureStream> archived = EnumSet.noneOf(CaptureStream.class);
    for (CaptureStream stream : CaptureStream.values()) {
      if (random.chance()) {
        bytes.put(stream, random.nextLong() >>> 1);
        archived.add(stream);
      }
    }
    return new TaskRemains(
        new Delivery(
            random.chance(),
            random.chance(),
            random.chance() ? List.of() : List.of(new Delivery.Standing(notice, "offered"))),
        new OutputFacts(
            bytes,
            random.chance()
                ? List.of()
                : List.of(new OutputFacts.Gap(CaptureStream.STDERR, 10, 20, "truncated")),
            archived,
            maybe(random, random.of(List.of(OutputFacts.Drained.values())))),
        random.chance()
            ? List.of()
            : List.of(new TaskRemains.Leftover(5, maybe(random, "s5"), random.of(TEXTS))),
        maybe(random, random.of(TEXTS)),
        random.chance());
  }

  private static <T> Optional<T> maybe(Seeded random, T value) {
    return random.chance() ? Optional.empty() : Optional.of(value);
  }
}

package dev.hob.bundle;

import dev.hob.model.CaptureStream;
import dev.hob.model.CommandSpec;
import dev.hob.model.Deadline;
import dev.hob.model.Delivery;
import dev.hob.model.EndStatus;
import dev.hob.model.EndedBy;
import dev.hob.model.Labels;
import dev.hob.model.Limits;
import dev.hob.model.Machine;
import dev.hob.model.Outcome;
import dev.hob.model.OutputFacts;
import dev.hob.model.Ownership;
import dev.hob.model.ProcessIdentity;
import dev.hob.model.ProjectKey;
import dev.hob.model.SessionKey;
import dev.hob.model.TaskId;
import dev.hob.model.TaskOrder;
import dev.hob.model.TaskProgress;
import dev.hob.model.TaskRecord;
import dev.hob.model.TaskRemains;
import dev.hob.model.TaskState;
import dev.hob.model.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Reads a record of version 2 to 5 from its fields, and fills in what older versions lack. */
final class RecordReader {
  private static final int FIRST_WITH_OUTCOMES = 5;

  private final JsonFields fields;
  private final boolean legacy;
  private final String folderHarness;

  RecordReader(JsonFields fields, int version, String folderHarness) {
    this.fields = fields;
    this.legacy = version < FIRST_WITH_OUTCOMES;
    this.folderHarness = folderHarness;
  }

  TaskRecord record() throws DamageException {
    Instant startedAt = fields.time("started_at");
    return new TaskRecord(
        order(startedAt), progress(startedAt), remains(), fields.numberIfAny("revision").orElse(0));
  }

  static SessionKey session(JsonFields fields) throws DamageException {
    return fields.parsed("session_id", SessionKey::parse, "a session id");
  }

  private TaskOrder order(Instant startedAt) throws DamageException {
    TaskId id = fields.parsed("task_id", TaskId::parse, "a task id");
    String workdir = fields.text("workdir");
    return new TaskOrder(
        id,
        ownership(workdir),
        command(workdir),
        new Labels(
            fields.textIfAny("name"),
            fields.textIfAny("description"),
            fields.textIfAny("request_id")),
        limits(),
        fields.timeIfAny("created_at").orElse(startedAt),
        fields.flag("compressed", true));
  }

  private Ownership ownership(String workdir) throws DamageException {
    SessionKey session = session(fields);
    Optional<String> root = fields.textIfAny("project_root");
    Optional<String> key = fields.textIfAny("project_key");
    if (key.isPresent() && !ProjectKey.isValid(key.get())) {
      throw fields.wrongValue("project_key", "16 digits of 0-9 and a-f");
    }
    return new Ownership(
        session,
        fields.textIfAny("harness").orElse(folderHarness),
        root,
        key.map(ProjectKey::new).orElseGet(() -> ProjectKey.of(root.orElse(workdir))),
        fields.textIfAny("owner"));
  }

  private CommandSpec command(String workdir) throws DamageException {
    return new CommandSpec(
        fields.text("command"),
        terminal(),
        workdir,
        fields.textIfAny("shell"),
        fields.textIfAny("umask"),
        fields
            .wordIfAny("stdin", CommandSpec.Stdin.values(), CommandSpec.Stdin::word)
            .orElse(CommandSpec.Stdin.NULL),
        capturing(),
        new CommandSpec.EnvironmentChanges(fields.textMap("env_set"), fields.texts("env_unset")));
  }

  private CommandSpec.Capturing capturing() throws DamageException {
    boolean merged = fields.flag("merge_stderr", false);
    Optional<JsonFields> capture = fields.objectIfAny("capture");
    if (capture.isEmpty()) {
      return new CommandSpec.Capturing(merged, Optional.empty());
    }
    return new CommandSpec.Capturing(
        merged,
        Optional.of(
            new CommandSpec.Ways(way(capture.get(), "stdout"), way(capture.get(), "stderr"))));
  }

  private static CommandSpec.Way way(JsonFields capture, String stream) throws DamageException {
    return capture
        .wordIfAny(stream, CommandSpec.Way.values(), CommandSpec.Way::word)
        .orElse(CommandSpec.Way.DIRECT);
  }

  private CommandSpec.Terminal terminal() throws DamageException {
    boolean pty =
        fields
            .wordIfAny("mode", new Boolean[] {false, true}, it -> it ? "pty" : "pipes")
            .orElse(false);
    OptionalInt rows = fields.smallNumberIfAny("pty_rows");
    OptionalInt cols = fields.smallNumberIfAny("pty_cols");
    return pty ? new CommandSpec.Terminal(true, rows, cols) : CommandSpec.Terminal.PIPES;
  }

  private Limits limits() throws DamageException {
    Optional<JsonFields> limits = fields.objectIfAny("limits");
    return new Limits(
        fields.durationIfAny("timeout_ms"),
        limits.isEmpty() ? Optional.empty() : limits.get().durationIfAny("idle_timeout_ms"),
        limits.isEmpty() ? Optional.empty() : limits.get().durationIfAny("grace_ms"),
        limits.isEmpty() ? OptionalLong.empty() : limits.get().numberIfAny("output_cap_bytes"));
  }

  private TaskProgress progress(Instant startedAt) throws DamageException {
    Optional<Machine> machine = machine();
    return new TaskProgress(
        state(startedAt, machine.filter(it -> !it.boot().isEmpty()).isPresent()),
        machine,
        deadline(),
        fields.textIfAny("status_reason"),
        keeper(),
        fields.list(
            "members",
            "pid",
            member -> new TaskProgress.Member(member.number("pid"), member.text("start"))),
        usage(),
        fields.smallNumbers("pipeline"));
  }

  private Optional<Machine> machine() throws DamageException {
    String host = fields.textIfAny("host").orElse("");
    String boot = fields.textIfAny("boot_id").orElse("");
    String namespace = fields.textIfAny("pid_ns").orElse("");
    return (host + boot + namespace).isEmpty()
        ? Optional.empty()
        : Optional.of(new Machine(host, boot, namespace));
  }

  private Optional<Deadline> deadline() throws DamageException {
    Optional<JsonFields> deadline = fields.objectIfAny("deadline");
    if (deadline.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Deadline(
            deadline.get().text("boot_id"),
            Duration.ofMillis(deadline.get().number("since_boot_ms")),
            deadline.get().time("at")));
  }

  private Optional<TaskProgress.Keeper> keeper() throws DamageException {
    Optional<JsonFields> keeper = fields.objectIfAny("keeper");
    if (keeper.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new TaskProgress.Keeper(
            keeper.get().number("pid"), keeper.get().text("start"), keeper.get().textIfAny("tty")));
  }

  private Optional<Usage> usage() throws DamageException {
    Optional<JsonFields> usage = fields.objectIfAny("usage");
    if (usage.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Usage(
            usage.get().durationIfAny("user_ms"),
            usage.get().durationIfAny("sys_ms"),
            usage.get().numberIfAny("peak_memory_bytes"),
            usage.get().smallNumberIfAny("processes")));
  }

  /** All fields that any state has are read, so that none of them is taken for unknown. */
  private TaskState state(Instant startedAt, boolean bootKnown) throws DamageException {
    String status = fields.text("status");
    ProcessIdentity process = process(bootKnown);
    Optional<Kill> kill = kill();
    EndFields end = end();
    return switch (status) {
      case "queued" -> ownOnly(new TaskState.Queued());
      case "starting" -> new TaskState.Starting(startedAt);
      case "running" -> new TaskState.Running(startedAt, process);
      case "killing" -> {
        Kill order = kill.orElse(Kill.NOT_RECORDED);
        yield new TaskState.Killing(startedAt, process, order.by(), order.phase());
      }
      case "lost" -> ownOnly(ended(EndStatus.LOST, end, kill, process, startedAt));
      default -> ended(endStatus(status), end, kill, process, startedAt);
    };
  }

  private TaskState ownOnly(TaskState state) throws DamageException {
    if (legacy) {
      throw fields.wrongValue("status", "a status of this version");
    }
    return state;
  }

  private EndStatus endStatus(String status) throws DamageException {
    return Arrays.stream(EndStatus.values())
        .filter(it -> it.word().equals(status))
        .findFirst()
        .orElseThrow(() -> fields.unknownWord("status", "a known status"));
  }

  private TaskState ended(
      EndStatus status,
      EndFields end,
      Optional<Kill> kill,
      ProcessIdentity process,
      Instant startedAt) {
    return new TaskState.Ended(
        status,
        end.outcome(),
        startedAt,
        end.finishedAt(),
        end.duration(),
        kill.map(Kill::by),
        process.former());
  }

  private ProcessIdentity process(boolean bootKnown) throws DamageException {
    OptionalLong pid = fields.numberIfAny("child_pid");
    OptionalLong pgid = fields.numberIfAny("pgid");
    Optional<String> start = fields.textIfAny("process_start");
    Optional<Boolean> proven =
        fields.wordIfAny("identity", new Boolean[] {true, false}, it -> it ? "proven" : "unproven");
    boolean provable = bootKnown && start.isPresent() && proven.orElse(true);
    if (provable && isOrdinary(pid) && isOrdinary(pgid)) {
      return new ProcessIdentity.Proven(pid.getAsLong(), pgid.getAsLong(), start.get());
    }
    return new ProcessIdentity.Unproven(pid, pgid, start);
  }

  /** A number below 2 means everybody, or the system itself: it must never reach a signal. */
  private static boolean isOrdinary(OptionalLong number) {
    return number.isPresent() && number.getAsLong() >= ProcessIdentity.Proven.LOWEST;
  }

  /** Who ordered the end, and how far that has come. */
  private record Kill(EndedBy by, TaskState.KillPhase phase) {
    /** Older programs signalled at once and did not say why. */
    static final Kill NOT_RECORDED =
        new Kill(EndedBy.of("", EndedBy.Why.NOT_RECORDED), TaskState.KillPhase.SENT);
  }

  private Optional<Kill> kill() throws DamageException {
    Optional<JsonFields> by = fields.objectIfAny("ended_by");
    if (by.isEmpty()) {
      return Optional.empty();
    }
    EndedBy.Why why =
        by.get()
            .wordIfAny("why", EndedBy.Why.values(), EndedBy.Why::word)
            .orElse(EndedBy.Why.NOT_RECORDED);
    TaskState.KillPhase phase =
        by.get()
            .wordIfAny("phase", TaskState.KillPhase.values(), RecordWriting::word)
            .orElse(TaskState.KillPhase.SENT);
    String who = by.get().textIfAny("who").orElse("");
    return Optional.of(new Kill(new EndedBy(who, why, by.get().textIfAny("detail")), phase));
  }

  /** What only ended tasks have. */
  private record EndFields(
      Outcome outcome, Optional<Instant> finishedAt, Optional<Duration> duration) {}

  private EndFields end() throws DamageException {
    OptionalInt exitCode = fields.smallNumberIfAny("exit_code");
    Optional<JsonFields> outcome = fields.objectIfAny("outcome");
    return new EndFields(
        outcome.isPresent() ? outcome(outcome.get()) : outcomeOf(exitCode),
        fields.timeIfAny("finished_at"),
        fields.durationIfAny("duration_ms"));
  }

  /** Nothing but a code was recorded, or not even that: then nobody knows. */
  private Outcome outcomeOf(OptionalInt exitCode) {
    if (exitCode.isEmpty()) {
      return new Outcome.Lost(Outcome.Lost.NOT_RECORDED);
    }
    return new Outcome.Exited(
        exitCode.getAsInt(), legacy ? Outcome.Certainty.LEGACY : Outcome.Certainty.CERTAIN);
  }

  private static Outcome outcome(JsonFields outcome) throws DamageException {
    return switch (outcome.text("kind")) {
      case "exited" ->
          new Outcome.Exited(
              outcome
                  .smallNumberIfAny("code")
                  .orElseThrow(() -> outcome.wrongValue("code", "there")),
              certainty(outcome));
      case "signaled" ->
          new Outcome.Signaled(
              outcome
                  .smallNumberIfAny("signal")
                  .orElseThrow(() -> outcome.wrongValue("signal", "there")),
              outcome.flag("core", false));
      case "never_started" -> new Outcome.NeverStarted(outcome.textIfAny("reason").orElse(""));
      case "lost" ->
          new Outcome.Lost(outcome.textIfAny("reason").orElse(Outcome.Lost.NOT_RECORDED));
      default -> throw outcome.unknownWord("kind", "one of exited, signaled, never_started, lost");
    };
  }

  private static Outcome.Certainty certainty(JsonFields outcome) throws DamageException {
    boolean old = outcome.flag("legacy", false);
    boolean maybeSignal = outcome.flag("maybe_signal", false);
    if (old) {
      return Outcome.Certainty.LEGACY;
    }
    return maybeSignal ? Outcome.Certainty.MAYBE_SIGNAL : Outcome.Certainty.CERTAIN;
  }

  private TaskRemains remains() throws DamageException {
    return new TaskRemains(
        delivery(),
        output(),
        fields.list(
            "leftovers",
            "pid",
            it ->
                new TaskRemains.Leftover(
                    it.number("pid"), it.textIfAny("start"), it.textIfAny("command").orElse(""))),
        fields.textIfAny("label"),
        fields.flag("pinned", false));
  }

  private Delivery delivery() throws DamageException {
    boolean wanted = fields.flag("notify_on_completion", true);
    boolean delivered = fields.flag("completion_delivered");
    List<Delivery.Standing> notices =
        fields.list(
            "notices",
            "notice_id",
            it -> new Delivery.Standing(NoticeJournalCodec.notice(it), it.text("state")));
    return new Delivery(wanted, delivered, notices);
  }

  private OutputFacts output() throws DamageException {
    Optional<JsonFields> output = fields.objectIfAny("output");
    if (output.isEmpty()) {
      return OutputFacts.NONE;
    }
    return new OutputFacts(
        bytes(output.get()),
        output
            .get()
            .list(
                "gaps",
                "from",
                it ->
                    new OutputFacts.Gap(
                        stream(it), it.number("from"), it.number("to"), it.text("reason"))),
        archived(output.get()),
        output.get().wordIfAny("drained", OutputFacts.Drained.values(), OutputFacts.Drained::word));
  }

  private static Map<CaptureStream, Long> bytes(JsonFields output) throws DamageException {
    Map<CaptureStream, Long> lengths = new EnumMap<>(CaptureStream.class);
    Optional<JsonFields> bytes = output.objectIfAny("bytes");
    for (CaptureStream stream : CaptureStream.values()) {
      OptionalLong length =
          bytes.isEmpty() ? OptionalLong.empty() : bytes.get().numberIfAny(stream.word());
      if (length.isPresent()) {
        lengths.put(stream, length.getAsLong());
      }
    }
    return lengths;
  }

  private static CaptureStream stream(JsonFields gap) throws DamageException {
    return gap.wordIfAny("stream", CaptureStream.values(), CaptureStream::word)
        .orElseThrow(() -> gap.wrongValue("stream", "there"));
  }

  private static Set<CaptureStream> archived(JsonFields output) throws DamageException {
    Set<CaptureStream> streams = new HashSet<>();
    for (String word : output.texts("archived")) {
      streams.add(
          Arrays.stream(CaptureStream.values())
              .filter(stream -> stream.word().equals(word))
              .findFirst()
              .orElseThrow(() -> output.unknownWord("archived", "a list of streams")));
    }
    return streams;
  }
}

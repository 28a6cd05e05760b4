package dev.hob.bundle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.model.CaptureStream;
import dev.hob.model.CommandSpec;
import dev.hob.model.Delivery;
import dev.hob.model.EndedBy;
import dev.hob.model.FormerProcess;
import dev.hob.model.Limits;
import dev.hob.model.Outcome;
import dev.hob.model.OutputFacts;
import dev.hob.model.ProcessIdentity;
import dev.hob.model.TaskOrder;
import dev.hob.model.TaskProgress;
import dev.hob.model.TaskRecord;
import dev.hob.model.TaskRemains;
import dev.hob.model.TaskState;
import dev.hob.model.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Makes the JSON object of a record, in version 5 and in a fixed order of fields. */
final class RecordWriting {
  private RecordWriting() {}

  static ObjectNode object(TaskRecord record) {
    ObjectNode json = JsonText.object();
    json.put("schema_version", RecordCodec.VERSION);
    json.put("revision", record.revision());
    json.put("task_id", record.id().value());
    json.put("session_id", record.session().value());
    // The process comes early: so it is still found when damage cuts off what follows.
    state(json, record);
    progress(json, record.progress());
    identity(json, record.order());
    command(json, record.order().command());
    limits(json, record.order().limits());
    json.put("compressed", record.order().condensed());
    remains(json, record.remains());
    return json;
  }

  private static void identity(ObjectNode json, TaskOrder order) {
    json.put("harness", order.ownership().harness());
    text(json, "project_root", order.ownership().projectRoot());
    json.put("project_key", order.ownership().projectKey().digits());
    text(json, "owner", order.ownership().owner());
    text(json, "name", order.labels().name());
    text(json, "description", order.labels().description());
    text(json, "request_id", order.labels().requestId());
  }

  private static void command(ObjectNode json, CommandSpec command) {
    json.put("command", command.command());
    json.put("mode", command.terminal().isPty() ? "pty" : "pipes");
    number(json, "pty_rows", command.terminal().rows());
    number(json, "pty_cols", command.terminal().cols());
    json.put("workdir", command.workdir());
    text(json, "shell", command.shell());
    text(json, "umask", command.umask());
    json.put("stdin", command.stdin().word());
    json.put("merge_stderr", command.capturing().merged());
    command.capturing().ways().ifPresent(ways -> capture(json.putObject("capture"), ways));
    ObjectNode set = json.putObject("env_set");
    new TreeMap<>(command.environment().set()).forEach(set::put);
    ArrayNode unset = json.putArray("env_unset");
    command.environment().unset().forEach(unset::add);
  }

  private static void capture(ObjectNode json, CommandSpec.Ways ways) {
    json.put("stdout", ways.stdout().word()).put("stderr", ways.stderr().word());
  }

  private static void limits(ObjectNode json, Limits limits) {
    millis(json, "timeout_ms", limits.timeout());
    ObjectNode others = JsonText.object();
    millis(others, "idle_timeout_ms", limits.idleTimeout());
    millis(others, "grace_ms", limits.grace());
    number(others, "output_cap_bytes", limits.outputCapBytes());
    setIfAny(json, "limits", others);
  }

  private static void state(ObjectNode json, TaskRecord record) {
    json.put("status", record.state().word());
    text(json, "status_reason", record.progress().statusReason());
    json.put("created_at", record.order().createdAt().toEpochMilli());
    record.state().fold(new StateFields(json, record.order()));
  }

  /** The fields that exist only in some states. */
  private record StateFields(ObjectNode json, TaskOrder order)
      implements TaskState.Cases<ObjectNode> {

    @Override
    public ObjectNode queued(TaskState.Queued state) {
      return startedAt(order.createdAt());
    }

    @Override
    public ObjectNode starting(TaskState.Starting state) {
      return startedAt(state.startedAt());
    }

    @Override
    public ObjectNode running(TaskState.Running state) {
      startedAt(state.startedAt());
      return process(state.process());
    }

    @Override
    public ObjectNode killing(TaskState.Killing state) {
      startedAt(state.startedAt());
      process(state.process());
      return endedBy(state.by(), state.phase());
    }

    @Override
    public ObjectNode ended(TaskState.Ended state) {
      startedAt(state.startedAt());
      state.finishedAt().ifPresent(at -> json.put("finished_at", at.toEpochMilli()));
      millis(json, "duration_ms", state.duration());
      former(state.process());
      state.by().ifPresent(by -> endedBy(by, TaskState.KillPhase.SENT));
      if (state.outcome() instanceof Outcome.Exited exited) {
        json.put("exit_code", exited.code());
      }
      json.set("outcome", outcome(state.outcome()));
      return json;
    }

    private ObjectNode startedAt(Instant at) {
      return json.put("started_at", at.toEpochMilli());
    }

    private ObjectNode process(ProcessIdentity process) {
      return process.fold(
          proven ->
              json.put("child_pid", proven.pid())
                  .put("pgid", proven.pgid())
                  .put("process_start", proven.start())
                  .put("identity", "proven"),
          unproven -> {
            number(json, "child_pid", unproven.pid());
            number(json, "pgid", unproven.pgid());
            text(json, "process_start", unproven.start());
            return json.put("identity", "unproven");
          });
    }

    private void former(FormerProcess process) {
      number(json, "pgid", process.pgid());
      text(json, "process_start", process.start());
    }

    private ObjectNode endedBy(EndedBy by, TaskState.KillPhase phase) {
      ObjectNode object = json.putObject("ended_by");
      object.put("who", by.who());
      object.put("why", by.why().word());
      text(object, "detail", by.detail());
      object.put("phase", word(phase));
      return json;
    }
  }

  static String word(TaskState.KillPhase phase) {
    return phase.name().toLowerCase(Locale.ROOT);
  }

  private static ObjectNode outcome(Outcome outcome) {
    ObjectNode json = JsonText.object();
    return outcome.fold(
        exited -> {
          json.put("kind", "exited").put("code", exited.code());
          return switch (exited.certainty()) {
            case CERTAIN -> json;
            case MAYBE_SIGNAL -> json.put("maybe_signal", true);
            case LEGACY -> json.put("legacy", true);
          };
        },
        signaled ->
            json.put("kind", "signaled")
                .put("signal", signaled.signal())
                .put("core", signaled.coreDumped()),
        neverStarted -> json.put("kind", "never_started").put("reason", neverStarted.reason()),
        lost -> json.put("kind", "lost").put("reason", lost.reason()));
  }

  private static void progress(ObjectNode json, TaskProgress progress) {
    progress
        .machine()
        .ifPresent(
            machine -> {
              textIfKnown(json, "host", machine.host());
              textIfKnown(json, "boot_id", machine.boot());
              textIfKnown(json, "pid_ns", machine.pidNamespace());
            });
    progress
        .deadline()
        .ifPresent(
            deadline ->
                json.putObject("deadline")
                    .put("boot_id", deadline.boot())
                    .put("since_boot_ms", deadline.sinceBoot().toMillis())
                    .put("at", deadline.display().toEpochMilli()));
    progress.keeper().ifPresent(keeper -> keeper(json.putObject("keeper"), keeper));
    if (!progress.members().isEmpty()) {
      ArrayNode members = json.putArray("members");
      progress
          .members()
          .forEach(it -> members.addObject().put("pid", it.pid()).put("start", it.start()));
    }
    progress.usage().ifPresent(usage -> usage(json.putObject("usage"), usage));
    if (!progress.pipeline().isEmpty()) {
      progress.pipeline().forEach(json.putArray("pipeline")::add);
    }
  }

  private static void keeper(ObjectNode json, TaskProgress.Keeper keeper) {
    json.put("pid", keeper.pid()).put("start", keeper.start());
    text(json, "tty", keeper.terminal());
  }

  private static void usage(ObjectNode json, Usage usage) {
    millis(json, "user_ms", usage.user());
    millis(json, "sys_ms", usage.system());
    number(json, "peak_memory_bytes", usage.peakMemoryBytes());
    number(json, "processes", usage.processes());
  }

  private static void remains(ObjectNode json, TaskRemains remains) {
    delivery(json, remains.delivery());
    text(json, "label", remains.label());
    json.put("pinned", remains.pinned());
    if (!remains.leftovers().isEmpty()) {
      ArrayNode leftovers = json.putArray("leftovers");
      remains.leftovers().forEach(it -> leftover(leftovers.addObject(), it));
    }
    setIfAny(json, "output", output(remains.output()));
  }

  private static void delivery(ObjectNode json, Delivery delivery) {
    json.put("notify_on_completion", delivery.notifyOnCompletion());
    json.put("completion_delivered", delivery.delivered());
    if (!delivery.notices().isEmpty()) {
      ArrayNode notices = json.putArray("notices");
      delivery
          .notices()
          .forEach(
              it ->
                  notices
                      .addObject()
                      .put("notice_id", it.id().toString())
                      .put("state", it.state()));
    }
  }

  private static void leftover(ObjectNode json, TaskRemains.Leftover leftover) {
    json.put("pid", leftover.pid());
    text(json, "start", leftover.start());
    json.put("command", leftover.command());
  }

  private static ObjectNode output(OutputFacts output) {
    ObjectNode json = JsonText.object();
    if (!output.bytes().isEmpty()) {
      ObjectNode bytes = json.putObject("bytes");
      for (Map.Entry<CaptureStream, Long> length : new TreeMap<>(output.bytes()).entrySet()) {
        bytes.put(length.getKey().word(), length.getValue());
      }
    }
    if (!output.gaps().isEmpty()) {
      ArrayNode gaps = json.putArray("gaps");
      output.gaps().forEach(gap -> gap(gaps.addObject(), gap));
    }
    if (!output.archived().isEmpty()) {
      ArrayNode archived = json.putArray("archived");
      output.archived().stream().sorted().forEach(stream -> archived.add(stream.word()));
    }
    output.drained().ifPresent(it -> json.put("drained", it.word()));
    return json;
  }

  private static void gap(ObjectNode json, OutputFacts.Gap gap) {
    json.put("stream", gap.stream().word())
        .put("from", gap.from())
        .put("to", gap.to())
        .put("reason", gap.reason());
  }

  private static void setIfAny(ObjectNode json, String name, ObjectNode value) {
    if (!value.isEmpty()) {
      json.set(name, value);
    }
  }

  /** Where empty stands for unknown. */
  private static void textIfKnown(ObjectNode json, String name, String value) {
    text(json, name, Optional.of(value).filter(it -> !it.isEmpty()));
  }

  private static void text(ObjectNode json, String name, Optional<String> value) {
    value.ifPresent(it -> json.put(name, it));
  }

  private static void number(ObjectNode json, String name, OptionalLong value) {
    value.ifPresent(it -> json.put(name, it));
  }

  private static void number(ObjectNode json, String name, OptionalInt value) {
    value.ifPresent(it -> json.put(name, it));
  }

  private static void millis(ObjectNode json, String name, Optional<Duration> value) {
    value.ifPresent(it -> json.put(name, it.toMillis()));
  }
}

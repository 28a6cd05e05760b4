package dev.hob.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.model.CommandSpec;
import dev.hob.model.Outcome;
import dev.hob.model.ProcessIdentity;
import dev.hob.model.TaskOrder;
import dev.hob.model.TaskRecord;
import dev.hob.model.TaskRemains.Leftover;
import dev.hob.model.TaskState;
import dev.hob.model.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Makes the JSON object of a task. What is not known is null: every field is always there. */
final class TaskWriting {
  private static final String POLL =
      "its end is kept until a poll, a wait or hob notices has told it";
  private static final String NONE = "nobody is told of its end";

  private TaskWriting() {}

  static ObjectNode object(TaskRecord task) {
    ObjectNode json = JsonText.object();
    order(json, task);
    task.state().fold(new StateFields(json, task.order()));
    text(json, "status_reason", task.progress().statusReason());
    leftovers(json.putArray("leftovers"), task.remains().leftovers());
    usage(json, task.progress().usage());
    boolean told = task.remains().delivery().notifyOnCompletion();
    json.putObject("notify").put("mode", told ? "poll" : "none").put("promise", told ? POLL : NONE);
    return json;
  }

  private static void order(ObjectNode json, TaskRecord task) {
    TaskOrder order = task.order();
    json.put("task_id", task.id().value());
    json.put("session_id", task.session().value());
    text(json, "project", order.ownership().projectRoot());
    text(json, "name", order.labels().name());
    text(json, "label", task.remains().label());
    text(json, "description", order.labels().description());
    CommandSpec command = order.command();
    json.put("command", command.command());
    json.put("workdir", command.workdir());
    json.put("mode", command.terminal().isPty() ? "pty" : "pipes");
    millis(json, "timeout_ms", order.limits().timeout());
    json.put("status", task.state().word());
  }

  /** Those that depend on how far the task is. */
  private record StateFields(ObjectNode json, TaskOrder order)
      implements TaskState.Cases<ObjectNode> {

    @Override
    public ObjectNode queued(TaskState.Queued state) {
      return live(Optional.empty(), Optional.empty());
    }

    @Override
    public ObjectNode starting(TaskState.Starting state) {
      return live(Optional.of(state.startedAt()), Optional.empty());
    }

    @Override
    public ObjectNode running(TaskState.Running state) {
      return live(Optional.of(state.startedAt()), Optional.of(state.process()));
    }

    @Override
    public ObjectNode killing(TaskState.Killing state) {
      live(Optional.of(state.startedAt()), Optional.of(state.process()));
      return endedBy(state.by().who(), state.by().why().word(), state.by().detail());
    }

    private ObjectNode live(Optional<Instant> startedAt, Optional<ProcessIdentity> process) {
      json.putNull("outcome").putNull("exit_code");
      times(startedAt, Optional.empty(), Optional.empty());
      number(json, "pid", process.map(StateFields::pid).orElse(OptionalLong.empty()));
      return json.putNull("ended_by");
    }

    private static OptionalLong pid(ProcessIdentity process) {
      return process.fold(proven -> OptionalLong.of(proven.pid()), ProcessIdentity.Unproven::pid);
    }

    @Override
    public ObjectNode ended(TaskState.Ended state) {
      json.set("outcome", outcome(state.outcome()));
      if (state.outcome() instanceof Outcome.Exited exited) {
        json.put("exit_code", exited.code());
      } else {
        json.putNull("exit_code");
      }
      times(Optional.of(state.startedAt()), state.finishedAt(), state.duration());
      json.putNull("pid").putNull("ended_by");
      return state.by().map(by -> endedBy(by.who(), by.why().word(), by.detail())).orElse(json);
    }

    private void times(
        Optional<Instant> startedAt, Optional<Instant> finishedAt, Optional<Duration> duration) {
      json.put("created_at", order.createdAt().toEpochMilli());
      instant(json, "started_at", startedAt);
      instant(json, "finished_at", finishedAt);
      millis(json, "duration_ms", duration);
    }

    private ObjectNode endedBy(String who, String why, Optional<String> detail) {
      text(json.putObject("ended_by").put("who", who).put("why", why), "detail", detail);
      return json;
    }
  }

  static ObjectNode outcome(Outcome outcome) {
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

  static void leftovers(ArrayNode json, List<Leftover> leftovers) {
    leftovers.forEach(it -> json.addObject().put("pid", it.pid()).put("command", it.command()));
  }

  private static void usage(ObjectNode json, Optional<Usage> usage) {
    if (usage.isEmpty()) {
      json.putNull("usage");
      return;
    }
    ObjectNode object = json.putObject("usage");
    millis(object, "user_ms", usage.get().user());
    millis(object, "sys_ms", usage.get().system());
    number(object, "peak_memory_bytes", usage.get().peakMemoryBytes());
    number(object, "processes", usage.get().processes());
  }

  private static void text(ObjectNode json, String name, Optional<String> value) {
    json.put(name, value.orElse(null));
  }

  private static void instant(ObjectNode json, String name, Optional<Instant> value) {
    json.put(name, value.map(Instant::toEpochMilli).orElse(null));
  }

  private static void millis(ObjectNode json, String name, Optional<Duration> value) {
    json.put(name, value.map(Duration::toMillis).orElse(null));
  }

  private static void number(ObjectNode json, String name, OptionalLong value) {
    json.put(name, value.isPresent() ? (Long) value.getAsLong() : null);
  }

  private static void number(ObjectNode json, String name, OptionalInt value) {
    json.put(name, value.isPresent() ? (Integer) value.getAsInt() : null);
  }
}

package dev.hob.cli;

import dev.hob.api.Output;
import dev.hob.api.Output.Content;
import dev.hob.api.Output.Excerpt;
import dev.hob.api.Output.LeftOut;
import dev.hob.api.TaskReply;
import dev.hob.model.CaptureStream;
import dev.hob.model.CommandSpec;
import dev.hob.model.EndStatus;
import dev.hob.model.Labels;
import dev.hob.model.Limits;
import dev.hob.model.Outcome;
import dev.hob.model.OutputFacts;
import dev.hob.model.SampleTasks;
import dev.hob.model.TaskOrder;
import dev.hob.model.TaskRecord;
import dev.hob.model.TaskRemains.Leftover;
import dev.hob.model.TaskState;
import dev.hob.model.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Tasks and output of which replies are made. */
final class Told {
  static final String ID = "t1a2b3c4d5";
  static final String OTHER_ID = "t2b3c4d5e6";

  private Told() {}

  static TaskRecord running() {
    return running(ID, "make test");
  }

  static TaskRecord running(String id, String command) {
    return ordered(SampleTasks.running(id), command, Labels.NONE);
  }

  static TaskRecord ended(EndStatus status, Outcome outcome) {
    return ended(ID, status, outcome);
  }

  static TaskRecord ended(String id, EndStatus status, Outcome outcome) {
    TaskRecord task = running(id, "make test");
    return task.with(task.progress().with(SampleTasks.ended(status, outcome)));
  }

  static TaskRecord exited(int code) {
    return ended(code == 0 ? EndStatus.COMPLETED : EndStatus.FAILED, Outcome.Exited.with(code));
  }

  private static TaskRecord ordered(TaskRecord task, String command, Labels labels) {
    TaskOrder order = task.order();
    return new TaskRecord(
        new TaskOrder(
            order.id(),
            order.ownership(),
            CommandSpec.of(command, "/project"),
            labels,
            order.limits(),
            order.createdAt(),
            order.condensed()),
        task.progress(),
        task.remains(),
        task.revision());
  }

  /** Named by somebody who wants to steer the reader's screen. */
  static TaskRecord hostile() {
    Labels labels = new Labels(Optional.of("a\u001b[2Jb"), Optional.of("c\nd"), Optional.empty());
    return ordered(running(), "echo \u001b]0;title\u0007 \u202e'x'\nrm -rf ü 世界 🐙", labels);
  }

  /** With all that a task can have. */
  static TaskRecord full() {
    TaskRecord task = ended(EndStatus.FAILED, Outcome.Exited.with(3));
    TaskOrder order = task.order();
    Limits limits =
        new Limits(
            Optional.of(Duration.ofMinutes(10)),
            Optional.of(Duration.ofSeconds(90)),
            Optional.of(Duration.ofMillis(200)),
            OptionalLong.of(32L << 20));
    Usage usage =
        new Usage(
            Optional.of(Duration.ofMillis(1234)),
            Optional.of(Duration.ofMillis(56)),
            OptionalLong.of(123_456_789),
            OptionalInt.of(3));
    OutputFacts facts =
        new OutputFacts(
            Map.of(CaptureStream.STDOUT, 12L, CaptureStream.STDERR, 3_000_000L),
            List.of(),
            Set.of(),
            Optional.empty());
    Labels labels =
        new Labels(Optional.of("tests"), Optional.of("all the tests"), Optional.of("r-1"));
    return new TaskRecord(
        new TaskOrder(
            order.id(),
            order.ownership(),
            order.command(),
            labels,
            limits,
            order.createdAt(),
            true),
        task.progress().because("it said so").withUsage(usage),
        task.remains()
            .withLabel("nightly")
            .with(facts)
            .withLeftovers(List.of(new Leftover(77, Optional.empty(), "sleep 100"))),
        1);
  }

  static TaskRecord killing() {
    TaskRecord task = running();
    return task.with(
        task.progress()
            .with(
                new TaskState.Killing(
                    SampleTasks.START,
                    SampleTasks.PROVEN,
                    SampleTasks.BY_DEADLINE,
                    TaskState.KillPhase.SENT)));
  }

  static Output output(String stdout, String stderr) {
    return new Output(
        excerpt(stdout), Optional.of(excerpt(stderr)), "c-1", List.of(), Optional.empty());
  }

  static Output cutOutput(String stdout) {
    return new Output(
        excerpt(stdout),
        Optional.empty(),
        "c-2",
        List.of(new LeftOut("stdout", 0, 4096)),
        Optional.of("hob logs " + ID + " --all"));
  }

  static Output rawOutput(byte[] stdout, byte[] stderr) {
    return new Output(
        new Excerpt(0, stdout.length, stdout.length, new Content.Raw(stdout)),
        Optional.of(new Excerpt(0, stderr.length, stderr.length, new Content.Raw(stderr))),
        "c-3",
        List.of(),
        Optional.empty());
  }

  private static Excerpt excerpt(String text) {
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    return new Excerpt(0, length, length, new Content.Text(text));
  }

  static TaskReply reply(TaskRecord task) {
    return TaskReply.of(task);
  }

  static TaskReply reply(TaskRecord task, String stdout, String stderr) {
    return TaskReply.of(task).with(output(stdout, stderr));
  }
}

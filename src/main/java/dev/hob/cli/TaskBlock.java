package dev.hob.cli;

import dev.hob.cli.Look.Colour;
import dev.hob.model.CaptureStream;
import dev.hob.model.EndedBy;
import dev.hob.model.Limits;
import dev.hob.model.TaskRecord;
import dev.hob.model.TaskRemains.Leftover;
import dev.hob.model.TaskState;
import dev.hob.model.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** One task with all that is worth telling of it. What is not known has no line. */
final class TaskBlock {
  private final Look look;
  private final TaskRecord task;
  private final StringBuilder lines = new StringBuilder();

  private TaskBlock(Look look, TaskRecord task) {
    this.look = look;
    this.task = task;
  }

  static String of(TaskRecord task, Look look) {
    TaskBlock block = new TaskBlock(look, task);
    block.head();
    block.order();
    block.life();
    block.remains();
    return block.lines.toString();
  }

  private void head() {
    String status = task.state().word();
    String words = look.painted(Colour.of(status), EndWords.of(task.state()));
    lines.append(task.id().value()).append("  ").append(words).append('\n');
  }

  private void line(String what, String text) {
    lines.append(String.format("  %-13s", what)).append(Plain.line(text)).append('\n');
  }

  private void line(String what, Optional<String> text) {
    text.ifPresent(it -> line(what, it));
  }

  private void order() {
    line("command", task.order().command().command());
    line("folder", task.order().command().workdir());
    line("name", task.order().labels().name());
    line("label", task.remains().label());
    line("description", task.order().labels().description());
    line("session", task.session().value());
    line("project", task.order().ownership().projectRoot());
    line("limits", Optional.of(limits(task.order().limits())).filter(it -> !it.isEmpty()));
  }

  private static String limits(Limits limits) {
    List<String> said = new ArrayList<>();
    limits.timeout().ifPresent(it -> said.add("timeout " + Times.took(it)));
    limits.idleTimeout().ifPresent(it -> said.add("idle timeout " + Times.took(it)));
    limits.grace().ifPresent(it -> said.add("grace " + Times.took(it)));
    limits.outputCapBytes().ifPresent(it -> said.add("output cap " + Sizes.shown(it)));
    return String.join(", ", said);
  }

  private void life() {
    Life life = Life.of(task, look.now());
    line("started", life.start().map(look::time));
    line("finished", life.end().map(look::time));
    line("took", life.took().filter(it -> task.state().isEnded()).map(Times::took));
    life.pid().ifPresent(it -> line("pid", Long.toString(it)));
    line("why", task.progress().statusReason());
    line("ended by", by().map(TaskBlock::words));
  }

  private Optional<EndedBy> by() {
    return task.state() instanceof TaskState.Killing killing
        ? Optional.of(killing.by())
        : task.state().foldEnded(TaskState.Ended::by, live -> Optional.empty());
  }

  private static String words(EndedBy by) {
    return by.who() + " (" + by.why().word() + ")" + by.detail().map(it -> ": " + it).orElse("");
  }

  private void remains() {
    task.remains().leftovers().forEach(it -> line("left over", process(it)));
    line("usage", task.progress().usage().map(TaskBlock::words).filter(it -> !it.isEmpty()));
    line("output", Optional.of(bytes()).filter(it -> !it.isEmpty()));
  }

  static String process(Leftover leftover) {
    return leftover.pid() + " " + Plain.line(leftover.command());
  }

  private static String words(Usage usage) {
    List<String> said = new ArrayList<>();
    usage.user().ifPresent(it -> said.add("user " + Times.took(it)));
    usage.system().ifPresent(it -> said.add("system " + Times.took(it)));
    usage.peakMemoryBytes().ifPresent(it -> said.add("at most " + Sizes.shown(it)));
    usage.processes().ifPresent(it -> said.add(it + (it == 1 ? " process" : " processes")));
    return String.join(", ", said);
  }

  private String bytes() {
    return task.remains().output().bytes().entrySet().stream()
        .sorted(Map.Entry.<CaptureStream, Long>comparingByKey())
        .map(it -> it.getKey().word() + " " + Sizes.shown(it.getValue()))
        .collect(Collectors.joining(", "));
  }
}

package dev.hob.cli;

import dev.hob.api.Hob;
import dev.hob.api.Scope;
import dev.hob.api.TaskReply;
import dev.hob.api.WaitForTasks;
import dev.hob.api.WhichTask;
import dev.hob.model.Result;
import dev.hob.model.TaskRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** One line on a terminal's stderr that tells for what hob is waiting. */
final class Progress implements Runnable {
  private static final String ERASE = "\r\u001b[K";

  private final Call call;
  private final Hob hob;
  private final WaitForTasks request;

  Progress(Call call, Hob hob, WaitForTasks request) {
    this.call = call;
    this.hob = hob;
    this.request = request;
  }

  static boolean isShown(Call call) {
    return call.invocation().terminal().stderr()
        && !call.console().json()
        && !Look.isDumb(call.invocation());
  }

  @Override
  public void run() {
    Instant now = call.surroundings().clock().instant();
    String text =
        live().stream()
            .map(it -> it.id() + took(it, now))
            .collect(Collectors.joining(", ", "waiting for ", ""));
    // The last column stays free: some terminals begin a new line there.
    say(ERASE + Plain.cut(text, call.console().look().columns() - 1));
  }

  private static String took(TaskRecord task, Instant now) {
    return Life.of(task, now).took().map(it -> " " + Times.took(it)).orElse("");
  }

  private List<TaskRecord> live() {
    return request.ids().isEmpty() ? ofTheSession() : named();
  }

  private List<TaskRecord> ofTheSession() {
    return hob.list(Live.in(Scope.of(request.caller().session())))
        .fold(page -> page.tasks(), refusal -> List.of());
  }

  /** One that is gone is waited for no more; the reply will say so. */
  private List<TaskRecord> named() {
    return request.ids().stream()
        .map(it -> hob.show(WhichTask.of(request.caller(), it)))
        .filter(Result::isOk)
        .map(it -> it.map(TaskReply::task).orElseThrow())
        .filter(it -> !it.state().isEnded())
        .toList();
  }

  void erase() {
    say(ERASE);
  }

  private void say(String text) {
    call.console().say(text.getBytes(StandardCharsets.UTF_8));
  }
}

package dev.hob.cli;

import dev.hob.model.ProcessIdentity;
import dev.hob.model.TaskRecord;
import dev.hob.model.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of a task's times and process, whatever its state.
 *
 * @param end absent while it lives
 * @param took so far, while it lives
 */
record Life(
    Optional<Instant> start, Optional<Instant> end, Optional<Duration> took, OptionalLong pid) {

  static Life of(TaskRecord task, Instant now) {
    return task.state().fold(new Reading(now));
  }

  private record Reading(Instant now) implements TaskState.Cases<Life> {

    @Override
    public Life queued(TaskState.Queued state) {
      return new Life(Optional.empty(), Optional.empty(), Optional.empty(), OptionalLong.empty());
    }

    @Override
    public Life starting(TaskState.Starting state) {
      return live(state.startedAt(), OptionalLong.empty());
    }

    @Override
    public Life running(TaskState.Running state) {
      return live(state.startedAt(), pid(state.process()));
    }

    @Override
    public Life killing(TaskState.Killing state) {
      return live(state.startedAt(), pid(state.process()));
    }

    @Override
    public Life ended(TaskState.Ended state) {
      return new Life(
          Optional.of(state.startedAt()),
          state.finishedAt(),
          state.duration(),
          OptionalLong.empty());
    }

    private Life live(Instant start, OptionalLong pid) {
      return new Life(
          Optional.of(start), Optional.empty(), Optional.of(Times.since(start, now)), pid);
    }

    private static OptionalLong pid(ProcessIdentity process) {
      return process.fold(proven -> OptionalLong.of(proven.pid()), ProcessIdentity.Unproven::pid);
    }
  }
}

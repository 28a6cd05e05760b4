package dev.hob.engine;

import dev.hob.bundle.TaskFiles;
import dev.hob.model.Deadline;
import dev.hob.model.EndedBy;
import dev.hob.model.OutputSample;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.TaskProgress.Member;
import dev.hob.process.ProcessFacts;
import dev.hob.process.ProcessRef;
import dev.hob.process.tree.Belonging;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Looks after live tasks from time to time: deadlines, silence, output that shrank or grew too
 * large, and processes that have left their session.
 *
 * <p>While nothing lives it does nothing.
 */
final class Watchman {
  private static final String HOB = "hob";

  /** How late a silence, a truncation or too much output may be noticed. */
  private static final Duration OUTPUT_LOOKS = Duration.ofMillis(200);

  /** Many live tasks say nothing for hours; those are looked at less often. */
  private static final Duration QUIET = Duration.ofSeconds(10);

  private static final int LOOKS_AT_THE_QUIET = 10;

  private static final Duration MEMBER_LOOKS = Duration.ofSeconds(1);

  private final Surroundings all;
  private final LiveTasks live;
  private final Ledger ledger;
  private final Killing killing;
  private final Scans scans;
  private int looks;

  Watchman(Desk desk, Killing killing) {
    this.all = desk.all();
    this.live = desk.live();
    this.ledger = desk.ledger();
    this.killing = killing;
    this.scans = desk.scans();
  }

  /** From now on. */
  void begin() {
    every(OUTPUT_LOOKS, () -> all.threads().scans().execute(this::lookAtOutput));
    every(MEMBER_LOOKS, this::lookAtMembers);
  }

  private void every(Duration pause, Runnable look) {
    Future<?> ignored =
        all.threads()
            .timers()
            .scheduleWithFixedDelay(
                look, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The deadline of a task that was started or found again; one that has passed acts now. */
  void keepDeadline(LiveTask task) {
    Optional<Deadline> deadline =
        task.record()
            .progress()
            .deadline()
            .filter(it -> it.boot().equals(all.processes().machine().boot()));
    if (deadline.isPresent()) {
      Duration left = deadline.get().sinceBoot().minus(all.clocks().boot().now());
      task.remember(all.threads().later(left, () -> end(task, EndedBy.deadline())));
    }
  }

  private void end(LiveTask task, EndedBy.Why why, String detail) {
    end(task, new EndedBy(HOB, why, Optional.of(detail)));
  }

  private void end(LiveTask task, EndedBy by) {
    Future<?> ignored =
        killing
            .kill(task, by)
            .exceptionally(
                failure -> {
                  all.troubles().accept("ending task " + task.id() + " failed: " + failure);
                  task.remember(all.threads().later(MEMBER_LOOKS, () -> end(task, by)));
                  return Result.refused(
                      Refusal.of(RefusalCode.INTERNAL, failure.toString(), "it is tried again"));
                });
  }

  private void lookAtOutput() {
    for (LiveTask task : live.all()) {
      if (looks % LOOKS_AT_THE_QUIET == 0 || !isQuiet(task)) {
        lookAtOutput(task);
      }
    }
    looks++;
  }

  private boolean isQuiet(LiveTask task) {
    return all.clocks().boot().now().minus(task.growth().lastGrowth()).compareTo(QUIET) > 0;
  }

  private void lookAtOutput(LiveTask task) {
    Duration now = all.clocks().boot().now();
    if (task.growth().look(all.storage().store().bundle(task.name()), now)) {
      ledger.noteOutput(task);
    }
    task.growth()
        .sample(all.clocks().now())
        .ifPresent(it -> ledger.onLane(task, files -> sample(files, task, it)));
    if (task.isFirstSightOfLostTerminal()) {
      end(task, EndedBy.Why.TERMINAL, "the keeper of its terminal was ended");
    }
    endIfTooMuch(task);
    endIfSilent(task, now);
  }

  private void endIfTooMuch(LiveTask task) {
    OptionalLong cap = task.record().order().limits().outputCapBytes();
    if (cap.isPresent() && task.growth().isFirstExcess(cap.getAsLong())) {
      end(task, EndedBy.Why.CAP, "a stream has more than " + cap.getAsLong() + " bytes");
    }
  }

  private void endIfSilent(LiveTask task, Duration now) {
    Optional<Duration> idle = task.record().order().limits().idleTimeout();
    if (idle.filter(it -> now.minus(task.growth().lastGrowth()).compareTo(it) >= 0).isPresent()
        && task.growth().isFirstSilence()) {
      end(task, EndedBy.Why.IDLE, "no output for " + idle.orElseThrow().toMillis() + " ms");
    }
  }

  /** One that cannot be written makes the order of the output coarser there, and nothing else. */
  static void sample(TaskFiles files, LiveTask task, OutputSample sample) {
    try {
      files.sample(sample);
      task.growth().written(sample);
    } catch (IOException e) {
      // On a full disk the command's own trouble is told; this would only repeat it.
    }
  }

  private void lookAtMembers() {
    Optional<String> oldest =
        live.all().stream()
            .flatMap(it -> it.wrapper().stream())
            .map(ProcessRef::start)
            .min(Comparator.comparingInt(String::length).thenComparing(it -> it));
    if (oldest.isPresent()) {
      Future<?> ignored =
          scans
              .take(oldest.get())
              .thenAccept(processes -> live.all().forEach(it -> lookAtMembers(it, processes)));
    }
  }

  private void lookAtMembers(LiveTask task, Belonging processes) {
    List<ProcessFacts> members = processes.of(task.roots()).others();
    Set<ProcessRef> refs =
        members.stream().map(ProcessFacts::ref).collect(Collectors.toUnmodifiableSet());
    task.know(refs);
    task.uses(members.stream().mapToLong(ProcessFacts::residentBytes).sum());
    List<Member> unmarked =
        members.stream()
            .filter(it -> !processes.carriesMark(it.ref()))
            .map(it -> new Member(it.pid(), it.ref().start()))
            .sorted(Comparator.comparingLong(Member::pid))
            .toList();
    if (!unmarked.equals(task.record().progress().members())) {
      ledger.note(task, record -> record.with(record.progress().withMembers(unmarked)));
    }
  }
}

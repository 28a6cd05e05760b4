package dev.hob.engine;

import dev.hob.api.NoticeBlock;
import dev.hob.api.RunTask;
import dev.hob.api.WatchTask;
import dev.hob.api.WhichTask;
import dev.hob.model.NoticeEvent.Match;
import dev.hob.model.TaskRecord;
import dev.hob.model.WatchGoal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Short words for what benchmarks of watches ask. */
final class Telling {
  private static final AtomicInteger SESSIONS = new AtomicInteger();

  private Telling() {}

  /** Nobody is told often at once but in a session of its own. */
  static Agent newSession(TestEngine engine) {
    return Agent.of(engine.engine().hob(), "session " + SESSIONS.incrementAndGet());
  }

  static TaskRecord start(TestEngine engine, Agent agent, RunTask.Wish wish) {
    return engine.start(RunTask.of(agent.caller().own(), wish).unnotified());
  }

  static RunTask.Wish wish(String command) {
    return RunTask.Wish.of(command, "/tmp", TestEngine.environment());
  }

  /** The first time. */
  static WatchGoal text(String text) {
    return new WatchGoal.Output(text, false, false, Optional.empty(), 0, 0);
  }

  /** Each time. */
  static WatchGoal every(String pattern, boolean regex) {
    return new WatchGoal.Output(pattern, regex, true, Optional.empty(), 0, 0);
  }

  /** For what is said from now on. */
  static void watch(Agent agent, TaskRecord task, WatchGoal goal) {
    WhichTask which = WhichTask.of(agent.caller(), task.id().value());
    WatchTask.Watched what = new WatchTask.Watched(goal, new WatchTask.From.Now());
    TestEngine.await(agent.hob().watch(new WatchTask(which, what, false))).orElseThrow();
  }

  static List<Match> matches(NoticeBlock block) {
    return block.notices().stream().flatMap(it -> it.match().stream()).toList();
  }

  /** The time at the end of a line, behind which hob may say how far behind it was. */
  static long stampOf(String line) {
    String said = line.replaceFirst(" \\[.*]$", "");
    return Figures.stamp(said.substring(said.lastIndexOf(' ') + 1));
  }
}

package dev.hob.engine;

import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.Shown;
import dev.hob.model.WatchGoal;
import dev.hob.notice.Sought;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;

/** What a watch may wait for. */
enum GoalRules implements WatchGoal.Cases<Result<Boolean>> {
  RULES;

  private static final int MOST_PORT = 65_535;
  private static final int LONGEST_PATH = 4096;

  @Override
  public Result<Boolean> output(WatchGoal.Output goal) {
    return Sought.of(goal.pattern(), goal.regex()).map(it -> true);
  }

  @Override
  public Result<Boolean> port(WatchGoal.Port goal) {
    return goal.port() >= 1 && goal.port() <= MOST_PORT
        ? Result.ok(true)
        : refused("there is no port " + goal.port(), "give a number from 1 to " + MOST_PORT);
  }

  @Override
  public Result<Boolean> fileThere(WatchGoal.FileThere goal) {
    try {
      boolean good = goal.path().length() <= LONGEST_PATH && Path.of(goal.path()).isAbsolute();
      return good ? Result.ok(true) : notAPath(goal.path());
    } catch (InvalidPathException e) {
      return notAPath(goal.path());
    }
  }

  private static Result<Boolean> notAPath(String path) {
    return refused("not an absolute path: " + Shown.text(path), "give the full path of the file");
  }

  @Override
  public Result<Boolean> quiet(WatchGoal.Quiet goal) {
    return positive(goal.silence());
  }

  @Override
  public Result<Boolean> stillRunning(WatchGoal.StillRunning goal) {
    return positive(goal.after());
  }

  @Override
  public Result<Boolean> firstOutput(WatchGoal.FirstOutput goal) {
    return Result.ok(true);
  }

  private static Result<Boolean> positive(Duration time) {
    return time.isZero() || time.isNegative() || time.compareTo(EngineLimits.LONGEST) > 0
        ? refused(
            "a watch cannot wait for " + time.toMillis() + " ms",
            "give a time from 1 ms to " + EngineLimits.LONGEST.toDays() + " days")
        : Result.ok(true);
  }

  private static Result<Boolean> refused(String message, String hint) {
    return Result.refused(Refusal.of(RefusalCode.BAD_REQUEST, message, hint));
  }
}

package dev.hob.model;

/** What a watch waits for, in words. */
enum WatchGoalWords implements WatchGoal.Cases<String> {
  CASES;

  @Override
  public String output(WatchGoal.Output goal) {
    return "output " + (goal.regex() ? "matching " : "with ") + Shown.text(goal.pattern());
  }

  @Override
  public String port(WatchGoal.Port goal) {
    return "port " + goal.port() + " of " + goal.host() + " open";
  }

  @Override
  public String fileThere(WatchGoal.FileThere goal) {
    return "file " + Shown.text(goal.path());
  }

  @Override
  public String quiet(WatchGoal.Quiet goal) {
    return "no output for " + goal.silence().toMillis() + " ms";
  }

  @Override
  public String stillRunning(WatchGoal.StillRunning goal) {
    return "still running after " + goal.after().toMillis() + " ms";
  }

  @Override
  public String firstOutput(WatchGoal.FirstOutput goal) {
    return "first output";
  }
}

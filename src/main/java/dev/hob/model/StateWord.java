package dev.hob.model;

/** The stable word for each state. */
enum StateWord implements TaskState.Cases<String> {
  INSTANCE;

  @Override
  public String queued(TaskState.Queued state) {
    return "queued";
  }

  @Override
  public String starting(TaskState.Starting state) {
    return "starting";
  }

  @Override
  public String running(TaskState.Running state) {
    return "running";
  }

  @Override
  public String killing(TaskState.Killing state) {
    return "killing";
  }

  @Override
  public String ended(TaskState.Ended state) {
    return state.status().word();
  }
}

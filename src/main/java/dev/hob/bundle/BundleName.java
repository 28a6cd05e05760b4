package dev.hob.bundle;

import dev.hob.model.SessionHash;
import dev.hob.model.TaskId;

/** Which task of which session: all that is needed to find its files. */
public record BundleName(SessionHash session, TaskId task) {
  @Override
  public String toString() {
    return session + "/" + task;
  }
}

package dev.hob.api;

import java.util.List;

/** Remove ended tasks and all their files. */
public record RemoveTasks(Caller caller, List<String> ids, boolean anySession) {
  public RemoveTasks {
    ids = List.copyOf(ids);
  }
}

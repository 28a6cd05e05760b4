package dev.hob.api;

import java.util.List;

/** These came. */
public record AckNotices(Caller caller, List<String> ids) {
  public AckNotices {
    ids = List.copyOf(ids);
  }
}

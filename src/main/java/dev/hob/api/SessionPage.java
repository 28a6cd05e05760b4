package dev.hob.api;

import java.util.List;

/** The sessions that are known; those seen last come first. */
public record SessionPage(List<SessionRow> rows) {
  public SessionPage {
    rows = List.copyOf(rows);
  }
}

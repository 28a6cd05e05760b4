package dev.hob.api;

import dev.hob.model.NoticeId;
import dev.hob.model.Refusal;
import java.util.List;

/**
 * Which notices count as told now, on disk; those that did already are among them.
 *
 * @param refused why others do not
 */
public record Acknowledged(List<NoticeId> notices, List<Refusal> refused) {
  public Acknowledged {
    notices = List.copyOf(notices);
    refused = List.copyOf(refused);
  }
}

package dev.hob.api;

import java.util.List;

/**
 * What is due, together.
 *
 * @param offer the proof of receipt is about this
 * @param expired notices that nobody will be told, since the last time that this was said
 * @param more whether there is more than fitted
 * @param text all of it, ready for a model; empty when there is nothing
 */
public record NoticeBlock(
    List<TaskNotice> notices, Offer offer, long expired, boolean more, String text) {
  public NoticeBlock {
    notices = List.copyOf(notices);
  }
}

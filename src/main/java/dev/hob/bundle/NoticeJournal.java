package dev.hob.bundle;

import dev.hob.model.NoticeEvent;
import java.util.List;

/**
 * The events of a journal in their order.
 *
 * @param wholeBytes how much of the file is whole lines; an unfinished last one is cut off at the
 *     next append
 */
public record NoticeJournal(List<NoticeEvent> events, long wholeBytes) {
  public NoticeJournal {
    events = List.copyOf(events);
  }
}

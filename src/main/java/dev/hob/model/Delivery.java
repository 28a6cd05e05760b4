package dev.hob.model;

import java.util.List;

/**
 * Whether anyone wants to hear of the end, and has.
 *
 * @param notices what the journal said when the record was last written; the journal is the truth
 */
public record Delivery(boolean notifyOnCompletion, boolean delivered, List<Standing> notices) {

  public Delivery {
    notices = List.copyOf(notices);
  }

  /** Nothing is told yet; where nothing is to be told, all is told. */
  public static Delivery wanted(boolean notifyOnCompletion) {
    return new Delivery(notifyOnCompletion, !notifyOnCompletion, List.of());
  }

  Delivery atEnd() {
    return new Delivery(notifyOnCompletion, !notifyOnCompletion, notices);
  }

  public Delivery done() {
    return new Delivery(notifyOnCompletion, true, notices);
  }

  public Delivery with(List<Standing> changed) {
    return new Delivery(notifyOnCompletion, delivered, changed);
  }

  /** How far a notice has come. */
  public record Standing(NoticeId id, String state) {}
}

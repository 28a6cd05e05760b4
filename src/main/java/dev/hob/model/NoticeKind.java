package dev.hob.model;

import java.util.Arrays;
import java.util.Optional;

/** What a notice can be about. */
public enum NoticeKind {
  COMPLETION("completion"),
  MATCH("match"),
  WATCH_ENDED("watch_ended"),
  STILL_RUNNING("still_running"),
  INPUT("input");

  private final String word;

  NoticeKind(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }

  static Optional<NoticeKind> ofWord(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
  }
}

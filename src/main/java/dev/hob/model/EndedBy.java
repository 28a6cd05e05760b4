package dev.hob.model;

import java.util.Optional;

/**
 * Who ended a task, and why.
 *
 * @param who the session, harness or part of hob that asked
 * @param detail a sentence for people, where there is more to say than the reason
 */
public record EndedBy(String who, Why why, Optional<String> detail) {

  /** By a deadline that hob keeps, whichever of its processes does. */
  public static EndedBy deadline() {
    return new EndedBy("hob", Why.DEADLINE, Optional.of("its timeout has passed"));
  }

  /** Why a kill was ordered; decides what the end is called. */
  public enum Why {
    REQUEST("request", EndStatus.KILLED),
    DEADLINE("deadline", EndStatus.TIMED_OUT),
    IDLE("idle", EndStatus.TIMED_OUT),
    CAP("cap", EndStatus.KILLED),
    /** Whoever held its terminal was ended, so nobody can see or reach it any more. */
    TERMINAL("terminal", EndStatus.KILLED),
    /** The record is older than this field. */
    NOT_RECORDED("not_recorded", EndStatus.KILLED);

    private final String word;
    private final EndStatus status;

    Why(String word, EndStatus status) {
      this.word = word;
      this.status = status;
    }

    public String word() {
      return word;
    }

    EndStatus status() {
      return status;
    }
  }

  public static EndedBy of(String who, Why why) {
    return new EndedBy(who, why, Optional.empty());
  }
}

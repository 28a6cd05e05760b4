package dev.hob.notice;

import dev.hob.model.NoticeEvent;
import dev.hob.model.WatchGoal;

/** What a notice is about. */
public sealed interface Matter {

  /** The task has ended; its record says how. */
  record Ended() implements Matter {}

  /** A watch found what it waits for. */
  record Found(WatchGoal goal, NoticeEvent.Match match) implements Matter {}

  /** A watch will never find it. */
  record InVain(WatchGoal goal, String reason) implements Matter {}
}

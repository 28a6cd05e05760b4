package dev.hob.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.mcp.LaterCodec.Later;
import dev.hob.wire.JsonText;
import java.time.Instant;

/**
 * How a wait whose answer comes later is told, in the form of each era. In the older one its result
 * is asked for by itself; in the newer one it comes with the state.
 */
enum LaterWriting {
  OLDER("ttl", "pollInterval"),
  NEWER("ttlMs", "pollIntervalMs");

  private static final String RELATED = "io.modelcontextprotocol/related-task";
  private static final int POLL_MILLIS = 500;

  /** Nothing more is to be said than that. */
  static final String HEARD = "{\"resultType\":\"complete\"}";

  private final String life;
  private final String interval;

  LaterWriting(String life, String interval) {
    this.life = life;
    this.interval = interval;
  }

  static LaterWriting of(boolean isNew) {
    return isNew ? NEWER : OLDER;
  }

  /** The answer to the call itself. */
  String created(Later later) {
    ObjectNode task = task(later, "working", later.began());
    if (this == NEWER) {
      return ResultWriting.written(task.put("resultType", "task"));
    }
    ObjectNode result = JsonText.object();
    result.set("task", task);
    return ResultWriting.written(result);
  }

  String working(Later later) {
    return state(task(later, "working", later.began()));
  }

  String cancelled(Later later, Instant now) {
    return state(task(later, "cancelled", now));
  }

  /**
   * What a command did wrong is in the result; in the older form that is a failure all the same.
   */
  String done(Later later, Instant when, ResultWriting result) {
    boolean failed = this == OLDER && result.isRefusal();
    ObjectNode task = task(later, failed ? "failed" : "completed", when);
    if (this == NEWER) {
      task.set("result", result.object(true));
    }
    return state(task);
  }

  /** The result by itself. */
  static String result(Later later, ResultWriting result) {
    ObjectNode whole = result.object(false);
    whole.putObject("_meta").putObject(RELATED).put("taskId", later.id());
    return ResultWriting.written(whole);
  }

  private String state(ObjectNode task) {
    return ResultWriting.written(this == NEWER ? task.put("resultType", "complete") : task);
  }

  /** It is never forgotten, for its id is all there is to it. */
  private ObjectNode task(Later later, String status, Instant updated) {
    return JsonText.object()
        .put("taskId", later.id())
        .put("status", status)
        .put("createdAt", later.began().toString())
        .put("lastUpdatedAt", updated.toString())
        .putNull(life)
        .put(interval, POLL_MILLIS);
  }
}

package dev.hob.mcp;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hob.api.GivenUp;
import dev.hob.mcp.LaterCodec.Later;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Waits that go on when their call has been answered. They are lost with the daemon, and then begin
 * again when they are asked for: the id is enough for that.
 */
final class LaterWaits {
  /** Of more, the eldest begins again when it is asked for. */
  private static final int MOST = 200;

  private final InstantSource clock;
  private final Supplier<String> chance;

  @GuardedBy("this")
  private final Map<String, Waiting> waits =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Waiting> eldest) {
          return size() > MOST;
        }
      };

  /**
   * @param chance a text that nobody guesses, and another one each time
   */
  LaterWaits(InstantSource clock, Supplier<String> chance) {
    this.clock = clock;
    this.chance = chance;
  }

  /** What came of it, and when. */
  record Done(ToolCall.Answer answer, Instant when) {}

  /** A wait that goes on, or is over. */
  record Waiting(Later later, CompletableFuture<Done> done) {

    boolean isOver() {
      return done.isDone();
    }

    boolean isCancelled() {
      return done.isCancelled();
    }
  }

  Instant now() {
    return clock.instant();
  }

  /** One that may begin now. */
  Later of(CallReader call, Duration longest) {
    return LaterCodec.of(call.given(), now(), longest, chance.get());
  }

  /** The one that goes on, or a new one. */
  synchronized Waiting begin(Later later, Supplier<CompletableFuture<ToolCall.Answer>> asking) {
    return waits.computeIfAbsent(
        later.id(),
        id -> {
          CompletableFuture<ToolCall.Answer> work = asking.get();
          CompletableFuture<Done> done = work.thenApply(it -> new Done(it, now()));
          GivenUp.until(done, work);
          return new Waiting(later, done);
        });
  }
}

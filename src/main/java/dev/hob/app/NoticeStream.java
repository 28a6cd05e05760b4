package dev.hob.app;

import dev.hob.api.Caller;
import dev.hob.api.Hob;
import dev.hob.api.NoticeBlock;
import dev.hob.api.Offer;
import dev.hob.api.TakeNotices;
import dev.hob.http.EventSink;
import dev.hob.model.Result;
import dev.hob.wire.ReplyCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Sends a client what its session is told, for as long as it is connected, and without a thread.
 * What it has not acknowledged when its connection ends is offered to the next one.
 */
final class NoticeStream {
  /** A stream that says nothing for so long shows that it lives. */
  private static final Duration BETWEEN_BEATS = Duration.ofSeconds(10);

  private static final int MOST_REMEMBERED = 1000;

  private final Hob hob;
  private final Caller caller;
  private final EventSink sink;
  private final Queue<Offer> offered = new ConcurrentLinkedQueue<>();
  private final AtomicReference<CompletableFuture<?>> asking =
      new AtomicReference<>(CompletableFuture.completedFuture(true));

  NoticeStream(Hob hob, Caller caller, EventSink sink) {
    this.hob = hob;
    this.caller = caller;
    this.sink = sink;
  }

  /** False when the client has gone already. */
  boolean begin() {
    boolean open = sink.beat(); // so that the client knows from when on it hears
    sink.onClosed(this::end);
    if (open) {
      ask();
    }
    return open;
  }

  private void ask() {
    CompletableFuture<Result<NoticeBlock>> block =
        hob.take(TakeNotices.of(caller, "stream", BETWEEN_BEATS));
    asking.set(block);
    Future<?> ignored = block.whenComplete((it, failure) -> told(it, failure));
  }

  private void told(Result<NoticeBlock> block, Throwable failure) {
    boolean open = failure == null && block.fold(this::sent, refusal -> false);
    if (open) {
      ask();
    } else {
      sink.close();
    }
  }

  private boolean sent(NoticeBlock block) {
    if (block.notices().isEmpty()) {
      return sink.beat();
    }
    offered.add(block.offer());
    if (offered.size() > MOST_REMEMBERED) {
      offered.remove(); // its time was over long ago
    }
    String line = new String(ReplyCodec.notices(block), StandardCharsets.UTF_8).stripTrailing();
    boolean taken = sink.send(Optional.empty(), "notices", line);
    if (!taken) {
      hob.release(block.offer());
    }
    return taken;
  }

  private void end() {
    Objects.requireNonNull(asking.get()).cancel(false);
    offered.forEach(hob::release);
  }
}

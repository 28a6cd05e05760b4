package dev.hob.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** One body as it arrives. No thread waits for it: it runs on whenever more has come. */
final class Body implements Runnable {
  private final Content.Source source;
  private final int max;
  private final Bodies bodies;
  private final AtomicInteger reserved = new AtomicInteger();
  private final ByteArrayOutputStream soFar = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();

  Body(Request request, int max, Bodies bodies) {
    this.source = request;
    this.max = max;
    this.bodies = bodies;
    Future<?> ignored = whole.whenComplete((bytes, failure) -> release());
  }

  CompletableFuture<byte[]> whole() {
    return whole;
  }

  @Override
  public void run() {
    // It may have been too slow meanwhile.
    while (!whole.isDone()) {
      Content.Chunk chunk = source.read();
      if (chunk == null) {
        source.demand(this);
        return;
      }
      accept(chunk);
    }
    // It was perhaps too slow while some more was being kept.
    release();
  }

  private void release() {
    bodies.release(reserved.getAndSet(0));
  }

  private void accept(Content.Chunk chunk) {
    if (Content.Chunk.isFailure(chunk)) {
      whole.completeExceptionally(problem(chunk.getFailure()).exception());
      return;
    }
    Optional<Problem> refusal = keep(chunk.getByteBuffer());
    boolean last = chunk.isLast();
    chunk.release();
    if (refusal.isPresent()) {
      whole.completeExceptionally(refusal.get().exception());
    } else if (last) {
      whole.complete(soFar.toByteArray());
    }
  }

  private Optional<Problem> keep(ByteBuffer more) {
    if (more.remaining() > max - soFar.size()) {
      return Optional.of(Problem.TOO_LARGE);
    }
    if (!bodies.reserve(more.remaining())) {
      return Optional.of(Problem.BUSY);
    }
    reserved.addAndGet(more.remaining());
    byte[] bytes = new byte[more.remaining()];
    more.get(bytes);
    soFar.writeBytes(bytes);
    return Optional.empty();
  }

  private static Problem problem(Throwable failure) {
    return failure instanceof TimeoutException ? Problem.TOO_SLOW : Problem.MALFORMED;
  }
}

package dev.hob.http;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.EofException;
import org.jspecify.annotations.Nullable;

/**
 * A call of a verb that has no answer yet, and whose client may go before there is one. The answer
 * or the departure: whichever comes first decides.
 */
final class LongCall {
  private enum State {
    /** Nobody looks whether the client is there. */
    UNWATCHED,
    WATCHED,
    ANSWERED,
    GONE
  }

  private final String verb;
  private final Exchange exchange;
  private final CompletableFuture<Answer> answer;
  private final Departure departure;

  /** Guards the state and the reply's headers. Nothing is called or sent under it. */
  private final ReentrantLock lock = new ReentrantLock();

  private final AtomicReference<State> state = new AtomicReference<>(State.UNWATCHED);

  LongCall(String verb, Exchange exchange, CompletableFuture<Answer> answer) {
    this.verb = verb;
    this.exchange = exchange;
    this.answer = answer;
    this.departure = new Departure(exchange.request(), this::leave);
  }

  void await(ScheduledExecutorService timers) {
    if (!answer.isDone()) {
      Future<?> look =
          timers.schedule(this::watch, Departure.UNWATCHED_MILLIS, TimeUnit.MILLISECONDS);
      Future<?> ignored = answer.whenComplete((it, failure) -> look.cancel(false));
    }
    Future<?> ignored = answer.whenComplete(this::arrive);
  }

  private void watch() {
    lock.lock();
    try {
      if (!state.compareAndSet(State.UNWATCHED, State.WATCHED)) {
        return;
      }
      exchange.closeAfterwards(); // as whoever watches demands
    } finally {
      lock.unlock();
    }
    departure.watch();
  }

  private void leave() {
    if (become(State.GONE) == State.WATCHED) {
      answer.cancel(false);
      departure.cut();
      // Jetty, which would reply with an error, says nothing of this exception.
      exchange.abort(new EofException("the client is gone"));
    }
  }

  private void arrive(@Nullable Answer it, @Nullable Throwable failure) {
    State before = become(State.ANSWERED);
    if (before == State.WATCHED) {
      departure.stopWatching();
      departure.resumeTimeout();
    }
    if (before != State.GONE) {
      reply(it, failure);
    } else if (it != null) {
      exchange.tellUnsent(it);
    }
  }

  private void reply(@Nullable Answer it, @Nullable Throwable failure) {
    if (it != null) {
      exchange.reply(it);
    } else {
      exchange.fail(verb, failure == null ? new NullPointerException("no answer") : failure);
    }
  }

  /** Gives what it was before; what is decided stays. */
  private State become(State decided) {
    lock.lock();
    try {
      State before = Objects.requireNonNull(state.get());
      if (before == State.UNWATCHED || before == State.WATCHED) {
        state.set(decided);
      }
      return before;
    } finally {
      lock.unlock();
    }
  }
}

package dev.hob.model;

import dev.hob.model.SessionBook.Registering;
import dev.hob.testing.Seeded;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Books of sessions to which anything may have happened. */
public final class RandomBooks {
  private final Seeded random;
  private final int names;
  private Instant now = SampleTasks.START;

  /**
   * @param names of sessions that are used; few of them meet again and again
   */
  public RandomBooks(Seeded random, int names) {
    this.random = random;
    this.names = names;
  }

  public SessionBook after(int steps) {
    SessionBook book = SessionBook.EMPTY;
    for (int i = 0; i < steps; i++) {
      book = next(book);
    }
    return book;
  }

  /** One more thing happens; now and then the clock is set back. */
  public SessionBook next(SessionBook book) {
    now = now.plusMillis(random.below(10) == 0 ? -5000 : random.below(1000));
    return switch (random.below(12)) {
      case 0, 1 -> book.end(session(), now);
      case 2 -> book.ownerGone(session(), owner(), now);
      case 3 -> book.ownerBack(session(), owner());
      case 4 -> book.seen(session(), now);
      case 5 -> book.withoutProcesses(it -> random.below(4) == 0);
      case 6 ->
          random.below(8) == 0
              ? book.forget(now.minus(Duration.ofSeconds(random.below(60))))
              : book;
      default -> book.register(registering());
    };
  }

  private Registering registering() {
    return new Registering(
        session(),
        random.of("", "claude-code", "gemini ü"),
        random.of(SessionSource.values()),
        random.below(6) == 0 ? Optional.empty() : Optional.of(process()),
        now);
  }

  private HarnessProcess process() {
    return new HarnessProcess(1 + random.below(names), "s" + random.below(2), random.of("", "b"));
  }

  private SessionKey session() {
    return new SessionKey("session ü" + random.below(names));
  }

  private String owner() {
    return random.of("", "agent", "agent \ud83d", "a\"b\\\n");
  }
}

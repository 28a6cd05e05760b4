package dev.hob.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.testing.Seeded;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** One who acts in a session over and over until the run is over, each with chances of its own. */
abstract class Actor implements Runnable {
  private static final int AT_A_LOSS_MILLIS = 40;

  private final Stage stage;
  private final String session;
  private final Seeded random;

  /** What all of them share. */
  record Stage(Installation hob, Trail trail, AtomicBoolean isOver) {}

  Actor(Stage stage, String session, Seeded random) {
    this.stage = stage;
    this.session = session;
    this.random = random;
  }

  /** Does one thing; the other side may break off any time. */
  abstract void act() throws IOException;

  /** What it still has to do in the end. */
  void leave() {}

  @Override
  public final void run() {
    while (!stage.isOver().get()) {
      try {
        act();
      } catch (IOException e) {
        trail().count("broken connections");
        pause(AT_A_LOSS_MILLIS);
      }
    }
    leave();
  }

  final Installation hob() {
    return stage.hob();
  }

  final Trail trail() {
    return stage.trail();
  }

  final boolean isOver() {
    return stage.isOver().get();
  }

  final String session() {
    return session;
  }

  final Seeded random() {
    return random;
  }

  /** One of a hundred is one percent. */
  final boolean chance(int percent) {
    return random.below(100) < percent;
  }

  /** At most so long. */
  final void pause(int mostMillis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.below(mostMillis) + 1L));
  }

  /** Notices of a reply or a line: what that consumer now has in its hands. */
  final void told(Iterable<JsonNode> notices, String holder, boolean sound, long from) {
    for (JsonNode notice : notices) {
      trail()
          .told(
              new Trail.Told(
                  session,
                  notice.path("task_id").asText(),
                  Optional.of(notice.path("notice_id").asText()),
                  notice.path("repeat").asBoolean(),
                  holder,
                  sound,
                  from));
      trail().count(notice.path("repeat").asBoolean() ? "told again" : "told");
    }
  }

  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(it -> texts.add(it.asText()));
    return texts;
  }
}

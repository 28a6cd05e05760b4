package dev.hob.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.testing.Seeded;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks at tasks of its session, late ones mostly, and proves that it saw their end, or does not.
 */
final class Poller extends Actor {
  private static final int PAUSE_MILLIS = 60;

  private List<String> came = List.of();

  /** Whose end it has seen and will prove with the next request. */
  private Optional<Seen> seen = Optional.empty();

  private record Seen(String task, long from) {}

  Poller(Stage stage, String session, Seeded random) {
    super(stage, session, random);
  }

  @Override
  void act() throws IOException {
    pause(PAUSE_MILLIS);
    List<String> tasks = trail().latest(session());
    if (!tasks.isEmpty()) {
      poll(random().of(tasks));
    }
  }

  private void poll(String task) throws IOException {
    Map<String, Object> request = new HashMap<>();
    request.put("session", session());
    request.put("task_id", task);
    request.put("wait_ms", random().of(0, 0, 200));
    request.put("ack_of", came);
    Optional<Seen> earlier = seen;
    List<String> proving = came;
    seen = Optional.empty();
    came = List.of();
    long from = Trail.now();
    try (Wire wire = Wire.to(hob()).post("poll", request)) {
      int habit = random().below(10);
      if (habit < 3) {
        if (habit == 0) {
          pause(PAUSE_MILLIS);
        } else if (habit == 1) {
          wire.halfOfTheReply();
        }
        trail().fault(Trail.POLL, Optional.of(task), from);
        earlier.ifPresent(it -> trail().fault(Trail.POLL, Optional.of(it.task()), it.from()));
        return;
      }
      Wire.Reply reply = wire.reply();
      if (!reply.isOk()) {
        trail().count("polls refused: " + reply.json().path("error").path("code").asText());
        seen = earlier;
        came = proving;
        return;
      }
      trail().proved(proving);
      look(reply.json(), task, from, habit < 6);
    }
  }

  private void look(JsonNode reply, String task, long from, boolean withheld) {
    if (reply.path("outcome").isNull()) {
      return;
    }
    trail().told(new Trail.Told(session(), task, Optional.empty(), false, Trail.POLL, true, from));
    List<String> offer = texts(reply.path("offer"));
    if (offer.isEmpty()) {
      return;
    }
    trail().count("ends told by polls");
    if (withheld) {
      trail().fault(Trail.POLL, Optional.of(task), from);
    } else {
      came = offer;
      seen = Optional.of(new Seen(task, from));
    }
  }

  @Override
  void leave() {
    seen.ifPresent(it -> trail().fault(Trail.POLL, Optional.of(it.task()), it.from()));
  }
}

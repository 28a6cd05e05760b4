package dev.hob.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.testing.Seeded;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Starts small commands, each by as many requests as it takes, of which some are cut. Where nobody
 * answers it makes a call that starts the daemon.
 */
final class Starter extends Actor {
  private static final List<String> COMMANDS =
      List.of("true", "true", "exit 3", "echo told", "sleep 0.05", "kill -9 $$");
  private static final int PAUSE_MILLIS = 15;
  private static final int BREAKS_UNTIL_HELP = 4;

  /** A launcher gives up when nine daemons have been killed under it, each after it came up. */
  private static final long LONGEST_CALL_SECONDS = 300;

  private final AtomicInteger left;
  private int number;
  private int broken;

  /**
   * @param left how many starts all of them still have to make
   */
  Starter(Stage stage, String session, Seeded random, AtomicInteger left) {
    super(stage, session, random);
    this.left = left;
  }

  @Override
  void act() throws IOException {
    if (left.getAndDecrement() <= 0) {
      pause(PAUSE_MILLIS);
      return;
    }
    number++;
    String id = session() + "-" + random().seed() + "-" + number;
    Map<String, Object> request =
        Map.of(
            "session", session(),
            "folder", hob().work().toString(),
            "command", random().of(COMMANDS),
            "request_id", id);
    while (!isAccepted(request, id)) {
      pause(PAUSE_MILLIS);
    }
    pause(PAUSE_MILLIS);
  }

  /** One that is not by the end of the run may have been started nevertheless. */
  private boolean isAccepted(Map<String, Object> request, String id) {
    long from = Trail.now();
    try (Wire wire = Wire.to(hob()).post("run", request)) {
      broken = 0;
      if (chance(8)) {
        trail().fault(Trail.RUN, Optional.of(id), from);
        return false;
      }
      return isAccepted(wire.reply(), id, from);
    } catch (IOException e) {
      trail().count("broken starts");
      broken++;
      if (broken % BREAKS_UNTIL_HELP == 0) {
        trail().count("calls for a daemon");
        try (Launch.Running call = hob().call("list").with("HOB_SESSION", session()).start()) {
          Said ignored = call.await(LONGEST_CALL_SECONDS);
        }
      }
      return isOver();
    }
  }

  private boolean isAccepted(Wire.Reply reply, String id, long from) throws IOException {
    JsonNode task = reply.json();
    if (!reply.isOk()) {
      trail().count("starts refused: " + task.path("error").path("code").asText());
      if (reply.status() != 429 && reply.status() < 500) {
        throw new AssertionError("a start was refused: " + reply);
      }
      return isOver();
    }
    trail().accepted(session(), task.path("task_id").asText());
    List<String> offer = texts(task.path("offer"));
    if (!offer.isEmpty()) {
      tellEnd(task, offer, id, from);
    }
    return true;
  }

  /** It has ended already: the reply to its start is the first to say so. */
  private void tellEnd(JsonNode task, List<String> offer, String id, long from) throws IOException {
    trail()
        .told(
            new Trail.Told(
                session(),
                task.path("task_id").asText(),
                Optional.empty(),
                false,
                Trail.RUN,
                true,
                from));
    if (chance(30)) {
      trail().fault(Trail.RUN, Optional.of(id), from);
      return;
    }
    try (Wire wire =
        Wire.to(hob()).post("ack", Map.of("session", session(), "notice_ids", offer))) {
      trail().proved(texts(wire.reply().json().path("acknowledged")));
    }
  }
}

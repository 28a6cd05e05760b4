package dev.hob.daemon;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hob.testing.Deadline;
import dev.hob.testing.Seeded;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Has launchers print notices, one after the other, each into a file of its own, and kills some:
 * after a random while, or as soon as something is printed. What is left of one that was killed may
 * print on, so what they have printed is read at the end.
 */
final class LaunchedTaker extends Actor {
  private static final int PAUSE_MILLIS = 150;
  private static final int SHORT_LIFE_MILLIS = 60;
  private static final int LONG_LIFE_MILLIS = 2_500;
  private static final long LIMIT_SECONDS = 90;
  private static final int KILLED = 128 + 9;

  /** Slower than this is too slow: the offer may have ended. */
  private static final long TOO_SLOW_MILLIS = 25_000;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Kind kind;
  private final List<Made> made = new ArrayList<>();

  /**
   * Which launchers.
   *
   * @param killed how many of a hundred are to be killed
   */
  record Kind(boolean byScript, int killed) {}

  private record Made(Launch.Running call, boolean sound, long from) {}

  LaunchedTaker(Stage stage, String session, Seeded random, Kind kind) {
    super(stage, session, random);
    this.kind = kind;
  }

  @Override
  void act() {
    pause(PAUSE_MILLIS);
    Launch launch = hob().call("notices", "--json", "--wait", "2s").with("HOB_SESSION", session());
    long from = Trail.now();
    Launch.Running call = (kind.byScript() ? launch.byScript() : launch).start();
    boolean isVictim = chance(kind.killed());
    if (isVictim) {
      kill(call);
    }
    int status = call.await(LIMIT_SECONDS).status();
    trail().count("launchers that ended with " + status);
    boolean wasKilled = isVictim && status == KILLED;
    if (wasKilled || Trail.now() - from > TOO_SLOW_MILLIS) {
      trail().fault(Trail.LAUNCHER, Optional.of(session()), from);
    }
    made.add(new Made(call, status == 0, from));
  }

  private void kill(Launch.Running call) {
    boolean onceItPrints = random().chance();
    long life = random().below(random().of(SHORT_LIFE_MILLIS, LONG_LIFE_MILLIS));
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(life);
    Deadline deadline = Deadline.ofSeconds(LIMIT_SECONDS);
    while (call.isAlive()
        && !(onceItPrints && !call.out().isEmpty())
        && System.nanoTime() - end < 0) {
      deadline.check(() -> "the clock stands still");
    }
    call.kill();
  }

  /** Nothing is printed any more. */
  void read() {
    for (Made it : made) {
      String out = it.call().out();
      String whole = out.substring(0, out.lastIndexOf('\n') + 1); // no notice in part
      List<JsonNode> notices =
          whole.lines().map(LaunchedTaker::json).filter(line -> !line.has("error")).toList();
      told(notices, Trail.LAUNCHER, it.sound(), it.from());
    }
  }

  private static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError("this was printed: " + line, e);
    }
  }
}

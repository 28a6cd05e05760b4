package dev.hob.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hob.bundle.BundleName;
import dev.hob.model.Result;
import dev.hob.model.SessionKey;
import dev.hob.model.TaskId;
import dev.hob.testing.Seeded;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The gate beside a plain list of who is in, over many random comings and goings. */
class AdmissionTest {
  private static final EngineLimits LIMITS = new EngineLimits(3, 5, Duration.ZERO);
  private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);
  private static final int STEPS = 20_000;

  /** Session, id and name of each task that is in. */
  private final Map<BundleName, Optional<String>> in = new HashMap<>();

  @Test
  void itAgreesWithTheListAtEveryStep() {
    Seeded random = Seeded.of(7);
    Admission gate = new Admission(LIMITS);
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < STEPS; i++) {
      BundleName task = task(random.below(3), random.below(6));
      if (random.below(3) == 0) {
        gate.leave(task);
        in.remove(task);
      } else if (random.below(20) == 0) {
        gate.adopt(task, entry(Optional.empty()));
        in.put(task, Optional.empty());
      } else {
        Optional<String> name =
            random.chance() ? Optional.of("n" + random.below(3)) : Optional.empty();
        String expected = expected(task, name);
        assertEquals(expected, shown(gate.enter(task, entry(name))), "step " + i);
        if (expected.equals("taken")) {
          in.put(task, name);
        }
        seen.merge(expected.split(" ")[0], 1, Integer::sum);
      }
    }

    assertEquals(3, seen.size(), seen.toString());
  }

  private String expected(BundleName task, Optional<String> name) {
    if (in.containsKey(task)) {
      return "existing " + task.task();
    }
    List<TaskId> named = new ArrayList<>();
    in.forEach(
        (other, itsName) -> {
          if (other.session().equals(task.session()) && name.isPresent() && itsName.equals(name)) {
            named.add(other.task());
          }
        });
    if (!named.isEmpty()) {
      return "existing " + named.get(0);
    }
    long own = in.keySet().stream().filter(it -> it.session().equals(task.session())).count();
    return own >= LIMITS.sessionTasks() || in.size() >= LIMITS.storeTasks()
        ? "too_many_tasks"
        : "taken";
  }

  private static String shown(Result<Admission.Place> place) {
    return place.fold(
        it -> it.existing().map(task -> "existing " + task).orElse("taken"),
        refusal -> refusal.code().word());
  }

  private static BundleName task(int session, int id) {
    return new BundleName(new SessionKey("s" + session).hash(), new TaskId("t" + id));
  }

  private static Admission.Entry entry(Optional<String> name) {
    return new Admission.Entry(name, NOW, "true");
  }

  @Test
  void aClosedGateLetsNobodyIn() {
    Admission gate = new Admission(LIMITS);
    gate.close();

    assertEquals("daemon_unreachable", shown(gate.enter(task(1, 1), entry(Optional.empty()))));
  }
}

package dev.hob.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hob.engine.RecoveryRules.Place;
import dev.hob.model.Machine;
import dev.hob.process.ThisMachine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where a task's processes are, for every relation of the recorded machine to this one. */
class RecoveryRulesTest {
  private static final Machine HERE = new Machine("host", "boot", "ns");

  private static final String TABLE =
      """
      same host,  same boot,  same ns:  HERE            HERE            HERE
      same host,  same boot,  other ns: ELSEWHERE       ENDED_CONTAINER ELSEWHERE
      same host,  other boot, same ns:  EARLIER_BOOT    EARLIER_BOOT    EARLIER_BOOT
      same host,  other boot, other ns: EARLIER_BOOT    EARLIER_BOOT    EARLIER_BOOT
      other host, same boot,  same ns:  HERE            HERE            HERE
      other host, same boot,  other ns: ELSEWHERE       ENDED_CONTAINER ELSEWHERE
      other host, other boot, same ns:  ELSEWHERE       ELSEWHERE       ELSEWHERE
      other host, other boot, other ns: ELSEWHERE       ELSEWHERE       ELSEWHERE
      """;

  @Test
  void theProductIsAsTheTableSays() {
    List<Place> expected = new ArrayList<>();
    for (String row : TABLE.lines().toList()) {
      for (String cell : row.substring(row.indexOf(':') + 1).trim().split(" +")) {
        expected.add(Place.valueOf(cell));
      }
    }
    List<Place> found = new ArrayList<>();
    for (String host : List.of("host", "other")) {
      for (String boot : List.of("boot", "other")) {
        for (String namespace : List.of("ns", "other")) {
          for (ThisMachine.Namespace other : ThisMachine.Namespace.values()) {
            found.add(RecoveryRules.place(new Machine(host, boot, namespace), HERE, () -> other));
          }
        }
      }
    }

    assertEquals(expected, found);
  }
}

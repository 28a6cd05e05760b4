package dev.hob.engine;

import dev.hob.model.Machine;
import dev.hob.model.Outcome;
import dev.hob.process.ThisMachine;
import java.util.function.Supplier;

/** What a recovery concludes, from what was recorded and what is seen; pure. */
final class RecoveryRules {
  private RecoveryRules() {}

  /** Where a task's processes are, seen from here. */
  enum Place {
    /** Where we are: they can be looked at. */
    HERE,
    /** This machine has been started anew since: nothing of it can live. */
    EARLIER_BOOT,
    /** Its container has ended on this very boot. */
    ENDED_CONTAINER,
    /** Another machine, or a container that cannot be looked into. */
    ELSEWHERE
  }

  /** The boot id is the kernel's: containers of one machine share it, and no two machines do. */
  static Place place(Machine recorded, Machine here, Supplier<ThisMachine.Namespace> other) {
    if (recorded.boot().equals(here.boot())) {
      if (recorded.pidNamespace().equals(here.pidNamespace())) {
        return Place.HERE;
      }
      return other.get() == ThisMachine.Namespace.GONE ? Place.ENDED_CONTAINER : Place.ELSEWHERE;
    }
    return recorded.host().equals(here.host()) ? Place.EARLIER_BOOT : Place.ELSEWHERE;
  }

  /** What the end is called, when nothing else tells. */
  static Outcome.Lost lost(Place place) {
    return switch (place) {
      case EARLIER_BOOT -> new Outcome.Lost(Outcome.Lost.REBOOT);
      case ENDED_CONTAINER -> new Outcome.Lost(Outcome.Lost.CONTAINER_ENDED);
      case HERE, ELSEWHERE -> new Outcome.Lost(Outcome.Lost.NO_MARKER);
    };
  }
}

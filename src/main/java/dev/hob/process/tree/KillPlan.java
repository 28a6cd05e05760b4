package dev.hob.process.tree;

import dev.hob.process.ProcessFacts;
import dev.hob.process.ProcessRef;
import dev.hob.process.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How all of a task is ended, as a pure function of what is seen.
 *
 * <pre>
 * asking    each member gets the asking signal once; until none is left, or the grace is over
 * forcing   each member gets KILL at each look; until none is left, or nothing helps
 * parting   none is left but the wrapper, which may write how it ended, or has not begun yet
 * closing   the wrapper is killed
 * done      with what survived
 * </pre>
 *
 * <p>"None left" means: in two looks one after the other, for a process that is being made may be
 * in neither of its parent's looks.
 */
public final class KillPlan {
  /** For the wrapper to write one line. */
  static final Duration PARTING = Duration.ofMillis(200);

  /** What KILL does not end by then sits in the kernel, and may for ever. */
  static final Duration FORCING = Duration.ofSeconds(10);

  private static final int ENOUGH_EMPTY_LOOKS = 2;

  private KillPlan() {}

  /** How far a kill has come. Times are on the boot's clock. */
  public sealed interface Stage {

    /** {@code asked} have had the asking signal. */
    record Asking(Signal signal, Duration until, Set<ProcessRef> asked, int emptyLooks)
        implements Stage {
      public Asking {
        asked = Set.copyOf(asked);
      }
    }

    record Forcing(Duration until, int emptyLooks) implements Stage {}

    /** {@code before}: what goes on when the wrapper turns out to have begun only now. */
    record Parting(Stage before, Duration until) implements Stage {}

    record Closing(Duration until) implements Stage {}

    record Done(List<ProcessFacts> survivors) implements Stage {
      public Done {
        survivors = List.copyOf(survivors);
      }
    }
  }

  /** One signal to one process. */
  public record Shot(ProcessRef target, Signal signal) {}

  /** What comes next: signals now, and another look later unless it is done. */
  public record Step(Stage next, List<Shot> shots) {
    public Step {
      shots = List.copyOf(shots);
    }
  }

  public static Stage begin(Signal signal, Duration now, Duration grace) {
    return new Stage.Asking(signal, now.plus(grace), Set.of(), 0);
  }

  /**
   * What is seen of the task now.
   *
   * @param wrapper present while it lives
   */
  public record Sight(Duration now, List<ProcessFacts> members, Optional<ProcessRef> wrapper) {
    public Sight {
      members = List.copyOf(members);
    }
  }

  public static Step next(Stage stage, Sight sight) {
    if (stage instanceof Stage.Asking asking) {
      return ask(asking, sight);
    }
    if (stage instanceof Stage.Forcing forcing) {
      return force(forcing, sight);
    }
    if (stage instanceof Stage.Parting parting) {
      return part(parting, sight);
    }
    if (stage instanceof Stage.Closing closing) {
      return close(closing, sight);
    }
    return new Step(stage, List.of());
  }

  private static Step ask(Stage.Asking asking, Sight sight) {
    int empty = sight.members().isEmpty() ? asking.emptyLooks() + 1 : 0;
    if (empty >= ENOUGH_EMPTY_LOOKS) {
      return parting(asking, sight);
    }
    if (sight.now().compareTo(asking.until()) >= 0) {
      return force(new Stage.Forcing(sight.now().plus(FORCING), 0), sight);
    }
    List<Shot> shots = new ArrayList<>();
    Set<ProcessRef> asked = new HashSet<>(asking.asked());
    for (ProcessFacts member : sight.members()) {
      if (asked.add(member.ref())) {
        shots.add(new Shot(member.ref(), asking.signal()));
      }
      if (member.stopped()) {
        shots.add(new Shot(member.ref(), Signal.CONT));
      }
    }
    return new Step(new Stage.Asking(asking.signal(), asking.until(), asked, empty), shots);
  }

  private static Step force(Stage.Forcing forcing, Sight sight) {
    int empty = sight.members().isEmpty() ? forcing.emptyLooks() + 1 : 0;
    if (empty >= ENOUGH_EMPTY_LOOKS) {
      return parting(forcing, sight);
    }
    if (sight.now().compareTo(forcing.until()) >= 0) {
      return sight.wrapper().isEmpty() ? done(sight) : closing(sight);
    }
    return new Step(
        new Stage.Forcing(forcing.until(), empty),
        sight.members().stream().map(it -> new Shot(it.ref(), Signal.KILL)).toList());
  }

  private static Step parting(Stage before, Sight sight) {
    return part(new Stage.Parting(before, sight.now().plus(PARTING)), sight);
  }

  /** The wrapper may have been stopped by the command, and could not write then. */
  private static Step part(Stage.Parting parting, Sight sight) {
    if (!sight.members().isEmpty()) {
      return next(parting.before(), sight);
    }
    if (sight.wrapper().isEmpty()) {
      return done(sight);
    }
    return sight.now().compareTo(parting.until()) >= 0
        ? closing(sight)
        : new Step(parting, List.of(new Shot(sight.wrapper().get(), Signal.CONT)));
  }

  private static Step closing(Sight sight) {
    return close(new Stage.Closing(sight.now().plus(FORCING)), sight);
  }

  private static Step close(Stage.Closing closing, Sight sight) {
    boolean gone = sight.wrapper().isEmpty() && sight.members().isEmpty();
    if (gone || sight.now().compareTo(closing.until()) >= 0) {
      return done(sight);
    }
    // The wrapper may have started the command at the last moment.
    return new Step(
        closing,
        Stream.concat(sight.wrapper().stream(), sight.members().stream().map(ProcessFacts::ref))
            .map(it -> new Shot(it, Signal.KILL))
            .toList());
  }

  private static Step done(Sight sight) {
    return new Step(new Stage.Done(sight.members()), List.of());
  }
}

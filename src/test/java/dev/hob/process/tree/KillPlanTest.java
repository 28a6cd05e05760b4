package dev.hob.process.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.process.ProcessFacts;
import dev.hob.process.ProcessRef;
import dev.hob.process.Signal;
import dev.hob.process.tree.KillPlan.Shot;
import dev.hob.process.tree.KillPlan.Sight;
import dev.hob.process.tree.KillPlan.Stage;
import dev.hob.process.tree.KillPlan.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The whole product of stages and sights, and kills played to their ends. */
class KillPlanTest {
  private static final ProcessRef WRAPPER = new ProcessRef(10, "100");
  private static final ProcessFacts A = process(20, false);
  private static final ProcessFacts B = process(30, false);
  private static final ProcessFacts STOPPED = process(40, true);
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration NOW = Duration.ofSeconds(1000);

  private static ProcessFacts process(long pid, boolean stopped) {
    return new ProcessFacts(new ProcessRef(pid, "200"), 10, 20, 20, stopped, 0, "p" + pid);
  }

  private static Sight sight(Duration now, boolean wrapper, ProcessFacts... members) {
    return new Sight(now, List.of(members), wrapper ? Optional.of(WRAPPER) : Optional.empty());
  }

  private static Stage asking() {
    return KillPlan.begin(Signal.TERM, NOW, GRACE);
  }

  @Test
  void everyMemberIsAskedOnceAndNewOnesToo() {
    Step first = KillPlan.next(asking(), sight(NOW, true, A));
    Step second = KillPlan.next(first.next(), sight(NOW, true, A, B));

    assertEquals(List.of(new Shot(A.ref(), Signal.TERM)), first.shots());
    assertEquals(List.of(new Shot(B.ref(), Signal.TERM)), second.shots());
  }

  @Test
  void aStoppedMemberIsContinuedSoThatItSeesTheSignal() {
    Step step = KillPlan.next(asking(), sight(NOW, true, STOPPED));

    assertEquals(
        List.of(new Shot(STOPPED.ref(), Signal.TERM), new Shot(STOPPED.ref(), Signal.CONT)),
        step.shots());
  }

  @Test
  void afterTheGraceEveryMemberGetsKillAtEachLook() {
    Step step = KillPlan.next(asking(), sight(NOW.plus(GRACE), true, A, B));

    assertEquals(
        List.of(new Shot(A.ref(), Signal.KILL), new Shot(B.ref(), Signal.KILL)), step.shots());
    assertEquals(
        step.shots(), KillPlan.next(step.next(), sight(NOW.plus(GRACE), true, A, B)).shots());
  }

  @Test
  void noneIsLeftOnlyAfterTwoEmptyLooks() {
    Step one = KillPlan.next(asking(), sight(NOW, false));
    Step again = KillPlan.next(one.next(), sight(NOW, false, A));
    Step two =
        KillPlan.next(KillPlan.next(again.next(), sight(NOW, false)).next(), sight(NOW, false));

    assertTrue(one.next() instanceof Stage.Asking);
    assertEquals(List.of(new Shot(A.ref(), Signal.TERM)), again.shots());
    assertEquals(new Stage.Done(List.of()), two.next());
  }

  @Test
  void theWrapperHasTheTimeToWriteAndIsKilledLast() {
    Step empty = KillPlan.next(KillPlan.next(asking(), sight(NOW, true)).next(), sight(NOW, true));
    Step late = KillPlan.next(empty.next(), sight(NOW.plus(KillPlan.PARTING), true));
    Step gone = KillPlan.next(late.next(), sight(NOW.plus(KillPlan.PARTING), false));

    assertTrue(empty.next() instanceof Stage.Parting);
    assertEquals(List.of(new Shot(WRAPPER, Signal.CONT)), empty.shots());
    assertEquals(List.of(new Shot(WRAPPER, Signal.KILL)), late.shots());
    assertEquals(new Stage.Done(List.of()), gone.next());
  }

  /** A kill right after the start comes before the command: it still has its grace. */
  @Test
  void aCommandThatAppearsAfterEmptyLooksIsAskedFirst() {
    Step empty = KillPlan.next(KillPlan.next(asking(), sight(NOW, true)).next(), sight(NOW, true));

    Step appeared = KillPlan.next(empty.next(), sight(NOW, true, A));

    assertEquals(List.of(new Shot(A.ref(), Signal.TERM)), appeared.shots());
    assertTrue(appeared.next() instanceof Stage.Asking);
  }

  @Test
  void whatNothingEndsIsReported() {
    Stage forcing = new Stage.Forcing(NOW, 0);

    Stage stage = KillPlan.next(forcing, sight(NOW, false, A)).next();

    assertEquals(new Stage.Done(List.of(A)), stage);
  }

  /** From every stage, whatever is seen: the wrapper is never shot before its members are gone. */
  @Test
  void theWrapperIsNeverKilledWhileAMemberCanStillBe() {
    for (Stage stage : stages()) {
      for (Sight sight : sights()) {
        Step step = KillPlan.next(stage, sight);
        boolean killsWrapper = step.shots().contains(new Shot(WRAPPER, Signal.KILL));
        boolean givenUp =
            stage instanceof Stage.Closing
                || stage instanceof Stage.Forcing
                || (stage instanceof Stage.Parting parting
                    && parting.before() instanceof Stage.Forcing);
        assertTrue(!killsWrapper || sight.members().isEmpty() || givenUp, stage + " " + sight);
        assertTrue(
            sight.wrapper().isPresent()
                || step.shots().stream().noneMatch(it -> it.target().equals(WRAPPER)),
            "shot at what is gone: " + stage + " " + sight);
      }
    }
  }

  /** From every stage a kill comes to its end, whoever resists. */
  @Test
  void everyKillEnds() {
    for (Stage stage : stages()) {
      for (Sight sight : sights()) {
        Stage at = stage;
        Duration now = NOW;
        for (int look = 0; look < 2000 && !(at instanceof Stage.Done); look++) {
          now = now.plusMillis(50);
          at = KillPlan.next(at, new Sight(now, sight.members(), sight.wrapper())).next();
        }
        assertTrue(at instanceof Stage.Done, stage + " " + sight + " came only to " + at);
      }
    }
  }

  private static List<Stage> stages() {
    return List.of(
        asking(),
        new Stage.Asking(Signal.TERM, NOW, Set.of(A.ref()), 1),
        new Stage.Forcing(NOW, 1),
        new Stage.Forcing(NOW.plusSeconds(10), 0),
        new Stage.Parting(asking(), NOW.plusMillis(200)),
        new Stage.Parting(new Stage.Forcing(NOW, 0), NOW),
        new Stage.Closing(NOW),
        new Stage.Closing(NOW.plusSeconds(10)),
        new Stage.Done(List.of()));
  }

  private static List<Sight> sights() {
    List<Sight> sights = new ArrayList<>();
    for (Duration now : List.of(NOW, NOW.plusSeconds(60))) {
      for (boolean wrapper : new boolean[] {true, false}) {
        sights.add(sight(now, wrapper));
        sights.add(sight(now, wrapper, A));
        sights.add(sight(now, wrapper, A, STOPPED));
      }
    }
    return sights;
  }
}

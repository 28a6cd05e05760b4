package dev.hob.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hob.model.RefusalCode;
import dev.hob.notice.Standing.Delivered;
import dev.hob.notice.Standing.Expired;
import dev.hob.notice.Standing.Offered;
import dev.hob.notice.Standing.Pending;
import dev.hob.notice.Standing.Step;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The whole table of what can happen to a notice. */
class StandingTest {
  private static final List<Standing> STANDINGS =
      List.of(
          new Pending(0), new Pending(3), new Offered(2, "a"), new Delivered(), new Expired("x"));
  private static final List<Step> STEPS =
      List.of(
          new Step.Offer("b"), new Step.Lapse(), new Step.Acknowledge(), new Step.Expire("old"));

  private static final Map<Standing, List<String>> TABLE =
      Map.of(
          new Pending(0), List.of("Offered[1, b]", "Pending[0]", "Delivered", "Expired[old]"),
          new Pending(3), List.of("Offered[4, b]", "Pending[3]", "Delivered", "Expired[old]"),
          new Offered(2, "a"), List.of("no", "Pending[2]", "Delivered", "Expired[old]"),
          new Delivered(), List.of("no", "Delivered", "Delivered", "Delivered"),
          new Expired("x"), List.of("no", "Expired[x]", "Expired[x]", "Expired[x]"));

  @Test
  void everyStepFromEveryStandingIsInTheTable() {
    for (Standing standing : STANDINGS) {
      assertEquals(
          TABLE.get(standing),
          STEPS.stream().map(it -> after(standing, it)).toList(),
          standing::word);
    }
  }

  private static String after(Standing standing, Step step) {
    return standing
        .after(step)
        .fold(
            StandingTest::shown,
            refusal -> refusal.code() == RefusalCode.OUT_OF_ORDER ? "no" : refusal.toString());
  }

  private static String shown(Standing standing) {
    if (standing instanceof Pending pending) {
      return "Pending[" + pending.offers() + "]";
    }
    if (standing instanceof Offered offered) {
      return "Offered[" + offered.offers() + ", " + offered.consumer() + "]";
    }
    return standing instanceof Expired expired ? "Expired[" + expired.reason() + "]" : "Delivered";
  }

  @Test
  void onlyWhatIsDeliveredOrExpiredIsOver() {
    assertEquals(
        List.of(false, false, false, true, true),
        STANDINGS.stream().map(Standing::isOver).toList());
    assertEquals(
        List.of("pending", "pending", "offered", "delivered", "expired"),
        STANDINGS.stream().map(Standing::word).toList());
  }
}

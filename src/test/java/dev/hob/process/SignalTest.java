package dev.hob.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Signals by name and by number. */
class SignalTest {
  @Test
  void namesAndNumbersAreUnderstood() {
    for (String text : List.of("TERM", "SIGTERM", "term", "sigterm", "15")) {
      assertEquals(Signal.TERM, Signal.parse(text).orElseThrow(), text);
    }
    assertEquals(new Signal(64), Signal.parse("64").orElseThrow());
  }

  @Test
  void whatIsNoSignalIsRefusedWithThoseThatAre() {
    for (String text : List.of("", "0", "65", "-9", "NOPE", "SIG", "9.0", "015")) {
      String refusal = Signal.parse(text).fold(Object::toString, Object::toString);
      assertTrue(refusal.startsWith("bad_request") && refusal.contains("TERM"), refusal);
    }
  }
}

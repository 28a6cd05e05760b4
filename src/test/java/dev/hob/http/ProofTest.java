package dev.hob.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ProofTest {
  private final List<String> troubles = new ArrayList<>();

  private Proof of(Receipt receipt) {
    return new Proof(receipt, troubles::add);
  }

  @Test
  void whatIsShownIsNotLostAndNotShownAgain() {
    NotedReceipt receipt = NotedReceipt.slow();
    Proof proof = of(receipt);

    proof.show();
    proof.lose();
    proof.show();

    assertEquals("shown 1, lost 0", receipt.toString());
    assertFalse(proof.outcome().isDone());
    receipt.onDisk.complete(null);
    assertTrue(proof.outcome().join());
  }

  @Test
  void whatIsLostIsNotShownAndNotLostAgain() {
    NotedReceipt receipt = NotedReceipt.quick();
    Proof proof = of(receipt);

    proof.lose();
    proof.show();
    proof.lose();

    assertEquals("shown 0, lost 1", receipt.toString());
    assertFalse(proof.outcome().join());
  }

  @Test
  void aReceiptThatThrowsHasItsOutcomeAllTheSame() {
    Receipt mistaken =
        new Receipt() {
          @Override
          public CompletableFuture<?> shown() {
            throw new IllegalStateException("a mistake in shown");
          }

          @Override
          public void lost() {
            throw new IllegalStateException("a mistake in lost");
          }
        };
    Proof shown = of(mistaken);
    Proof lost = of(mistaken);

    shown.show();
    lost.lose();

    assertTrue(shown.outcome().join());
    assertFalse(lost.outcome().join());
    assertEquals(2, troubles.size(), troubles.toString());
  }
}

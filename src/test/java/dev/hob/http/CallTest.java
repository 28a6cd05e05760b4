package dev.hob.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CallTest {
  private final Call call = new Call(trouble -> {});

  @Test
  void toAskForTheEndWhileMoreIsToComeProvesNothing() {
    NotedReceipt receipt = NotedReceipt.quick();
    CompletableFuture<byte[]> end = call.end();

    call.exit(3, receipt);

    assertEquals("3\n", new String(end.join(), StandardCharsets.UTF_8));
    assertEquals("shown 0, lost 0", receipt.toString());
    call.lose();
    assertEquals("shown 0, lost 1", receipt.toString());
  }

  @Test
  void aSecondExitLosesItsOwnReceiptOnly() {
    NotedReceipt first = NotedReceipt.quick();
    NotedReceipt second = NotedReceipt.quick();

    call.exit(0, first);
    call.exit(1, second);

    assertEquals("shown 0, lost 0", first.toString());
    assertEquals("shown 0, lost 1", second.toString());
  }
}

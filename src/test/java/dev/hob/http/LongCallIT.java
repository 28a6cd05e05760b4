package dev.hob.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.testing.Deadline;
import dev.hob.testing.Seeded;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An answer that takes long, or does not arrive whole. */
@Timeout(60)
class LongCallIT {
  /** More than all buffers on the way hold. */
  private static final int MUCH = 20 << 20;

  @TempDir Path folder;

  private final Queue<String> troubles = new ConcurrentLinkedQueue<>();
  private final FakeService service = new FakeService(Map.of());
  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
  private final ScheduledExecutorService answering = Executors.newSingleThreadScheduledExecutor();
  private final AtomicInteger unsent = new AtomicInteger();
  private HttpServer server;

  @BeforeEach
  void open() throws IOException {
    server =
        HttpServer.open(
            new Settings(
                Optional.of(folder.resolve("s")),
                Optional.empty(),
                Settings.Limits.DEFAULT,
                timers,
                InstantSource.system(),
                troubles::add),
            service);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    service.close();
    timers.shutdownNow();
    answering.shutdownNow();
  }

  private RawClient asked() throws IOException {
    return RawClient.unix(folder.resolve("s")).post("/v1/wait", "{}");
  }

  private CompletableFuture<Answer> awaitCall() {
    await("the call to come", () -> !service.waiting.isEmpty());
    return service.waiting.remove();
  }

  private Answer answer(byte[] body) {
    return new Answer(200, body, unsent::incrementAndGet);
  }

  private Answer answer(String text) {
    return answer(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void await(String what, BooleanSupplier condition) {
    Deadline deadline = Deadline.ofSeconds(10);
    while (!condition.getAsBoolean()) {
      deadline.check(() -> "waited in vain: " + what);
    }
  }

  private void awaitNobody() {
    await("the request to end", () -> server.requestsInProgress() == 0);
    await("the connection to go", () -> server.connections() == 0);
  }

  private void assertNoTrouble() {
    assertEquals(List.of(), List.copyOf(troubles));
  }

  @Test
  void aClientThatGoesWhileItWaitsEndsTheWaiting() throws IOException {
    RawClient client = asked();
    CompletableFuture<Answer> answer = awaitCall();
    client.close();

    await("the waiting to end", answer::isCancelled);
    awaitNobody();
    assertNoTrouble();
  }

  @Test
  void aClientThatGoesAfterSomeTimeEndsTheWaitingAtOnce() throws Exception {
    RawClient client = asked();
    CompletableFuture<Answer> answer = awaitCall();
    // Beyond the time for which nobody looks at it.
    timers.schedule(client::isOpen, 700, TimeUnit.MILLISECONDS).get();
    assertFalse(answer.isDone());

    client.close();

    await("the waiting to end", answer::isCancelled);
    awaitNobody();
    assertNoTrouble();
  }

  @Test
  void aQuickAnswerKeepsItsConnection() throws IOException {
    try (RawClient client = asked()) {
      awaitCall().complete(answer("first"));
      RawClient.Reply first = client.reply();
      client.post("/v1/wait", "{}");
      awaitCall().complete(answer("second"));

      assertEquals("first", first.text());
      assertNull(first.headers().get("connection"));
      assertEquals("second", client.reply().text());
    }
    awaitNobody();
    assertEquals(0, unsent.get());
  }

  @Test
  void aLateAnswerArrivesAndIsTheLastOfItsConnection() throws IOException {
    try (RawClient client = asked()) {
      CompletableFuture<Answer> answer = awaitCall();
      Future<?> ignored =
          timers.schedule(() -> answer.complete(answer("late")), 700, TimeUnit.MILLISECONDS);

      RawClient.Reply reply = client.reply();

      assertEquals("late", reply.text());
      assertEquals("close", reply.headers().get("connection"));
      assertEquals("", client.rest());
    }
    awaitNobody();
    assertEquals(0, unsent.get());
    assertNoTrouble();
  }

  @Test
  void aLateFailureIsRepliedTo() throws IOException {
    try (RawClient client = asked()) {
      CompletableFuture<Answer> answer = awaitCall();
      Future<?> ignored =
          timers.schedule(
              () -> answer.completeExceptionally(new IOException("the disk is gone")),
              700,
              TimeUnit.MILLISECONDS);

      assertEquals(500, client.reply().status());
    }
    awaitNobody();
    assertTrue(troubles.toString().contains("the disk is gone"), troubles.toString());
  }

  @Test
  void anAnswerForAClientThatHasGoneIsUnsentOnce() throws IOException {
    RawClient client = asked();
    CompletableFuture<Answer> answer = awaitCall();
    client.close();

    boolean isTaken = answer.complete(answer("nobody hears it"));

    awaitNobody();
    // On a slow machine the server has noticed before.
    assertEquals(isTaken ? 1 : 0, unsent.get());
    assertEquals(!isTaken, answer.isCancelled());
    assertNoTrouble();
  }

  @Test
  void anAnswerThatIsCutIsUnsentOnce() throws IOException {
    try (RawClient client = asked()) {
      awaitCall().complete(answer(RawClient.filled(MUCH, 'x')));
      client.head();
      client.take(100_000);
    }

    awaitNobody();
    assertEquals(1, unsent.get());
    assertNoTrouble();
  }

  @Test
  void aLateAnswerThatIsCutIsUnsentOnce() throws IOException {
    try (RawClient client = asked()) {
      CompletableFuture<Answer> answer = awaitCall();
      Future<?> ignored =
          timers.schedule(
              () -> answer.complete(answer(RawClient.filled(MUCH, 'x'))),
              700,
              TimeUnit.MILLISECONDS);
      client.head();
      client.take(100_000);
    }

    awaitNobody();
    assertEquals(1, unsent.get());
    assertNoTrouble();
  }

  @Test
  void whatFailsBecauseAnAnswerWasNotSentIsToldInWords() throws IOException {
    Answer mistaken =
        new Answer(
            200,
            RawClient.filled(MUCH, 'x'),
            () -> {
              throw new IllegalStateException("a mistake");
            });
    try (RawClient client = asked()) {
      awaitCall().complete(mistaken);
      client.head();
    }

    awaitNobody();
    assertTrue(troubles.toString().contains("a mistake"), troubles.toString());
  }

  /** Some answers come at the moment at which the server notices that the client has gone. */
  @Test
  void anAnswerAndADepartureAtTheSameMomentHaveOneOutcome() throws Exception {
    Seeded random = Seeded.fresh();
    List<Future<Meeting>> meetings = new ArrayList<>();
    for (int i = 0; i < 2 * Seeded.rounds(40); i++) {
      RawClient client = asked();
      CompletableFuture<Answer> answer = awaitCall();
      AtomicInteger without = new AtomicInteger();
      // Around the moment from which on the server looks, and well behind it.
      long micros = 1_000L * (i % 2 == 0 ? Departure.UNWATCHED_MILLIS : 700) + random.below(400);
      Future<?> ignored = timers.schedule(() -> closed(client), micros, TimeUnit.MICROSECONDS);
      meetings.add(
          answering.schedule(
              () -> new Meeting(answer, answer.complete(counted(without)), without),
              micros + random.below(400),
              TimeUnit.MICROSECONDS));
    }
    for (Future<Meeting> meeting : meetings) {
      meeting.get();
    }
    awaitNobody();
    for (Future<Meeting> meeting : meetings) {
      meeting.get().check();
    }
    assertNoTrouble();
  }

  private Answer counted(AtomicInteger without) {
    return new Answer(200, RawClient.filled(MUCH / 20, 'x'), without::incrementAndGet);
  }

  private static boolean closed(RawClient client) {
    try {
      client.close();
      return true;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** None of these clients reads anything, so no answer is sent whole. */
  private record Meeting(CompletableFuture<Answer> answer, boolean isTaken, AtomicInteger without) {
    void check() {
      assertEquals(!isTaken, answer.isCancelled());
      assertEquals(isTaken ? 1 : 0, without.get());
    }
  }
}

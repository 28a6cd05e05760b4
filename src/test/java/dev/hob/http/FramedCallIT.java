package dev.hob.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.testing.Deadline;
import dev.hob.testing.Seeded;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A command line of which all comes in one reply. */
@Timeout(60)
class FramedCallIT {
  @TempDir Path folder;

  private final Map<String, FakeService.CommandLine> commands = new HashMap<>();
  private final Queue<String> troubles = new ConcurrentLinkedQueue<>();
  private final FakeService service = new FakeService(commands);
  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
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
  }

  private RawClient asked(String call, String body) throws IOException {
    return RawClient.unix(folder.resolve("s"))
        .send(
            "POST /v1/cli/"
                + call
                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept: "
                + FramedCall.TYPE
                + "\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body);
  }

  private static void await(String what, BooleanSupplier condition) {
    Deadline deadline = Deadline.ofSeconds(10);
    while (!condition.getAsBoolean()) {
      deadline.check(() -> "waited in vain: " + what);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void allComesInTheOrderInWhichItWasWritten() throws IOException {
    commands.put(
        "order",
        (body, streams) -> {
          streams.stdout().write(bytes("one"));
          streams.stderr().write(bytes("two"));
          streams.stdout().write('3');
          streams.exit(body.length);
        });
    try (RawClient client = asked("order-1", "abc")) {
      RawClient.Reply head = client.head();

      assertEquals(200, head.status());
      assertEquals(FramedCall.TYPE, head.headers().get("content-type"));
      assertNull(head.headers().get("transfer-encoding"));
      assertEquals(
          "o\0\0\0\3one" + "e\0\0\0\3two" + "o\0\0\0\0013" + "x\0\0\0\0013", client.rest());
    }
    await("the request to end", () -> server.requestsInProgress() == 0);
    await("the connection to go", () -> server.connections() == 0);
    assertTrue(troubles.isEmpty(), troubles.toString());
  }

  @Test
  void manyBytesArriveWhole() throws IOException {
    byte[] sent = new byte[10 << 20];
    Seeded random = Seeded.of(1);
    for (int i = 0; i < sent.length; i++) {
      sent[i] = (byte) random.nextLong();
    }
    commands.put(
        "binary",
        (body, streams) -> {
          streams.stdout().write(sent);
          streams.exit(0);
        });
    try (RawClient client = asked("binary-1", "")) {
      client.head();
      ByteBuffer frames = ByteBuffer.wrap(bytes(client.rest()));
      ByteArrayOutputStream received = new ByteArrayOutputStream();
      while (frames.get() == 'o') {
        byte[] piece = new byte[frames.getInt()];
        frames.get(piece);
        received.writeBytes(piece);
      }

      assertArrayEquals(sent, received.toByteArray());
      assertEquals(1, frames.getInt());
      assertEquals('0', frames.get());
      assertFalse(frames.hasRemaining());
    }
  }

  @Test
  void outputIsSentAsItIsWritten() throws IOException {
    CountDownLatch more = new CountDownLatch(1);
    commands.put(
        "live",
        (body, streams) -> {
          streams.stdout().write('a');
          more.await();
          streams.exit(0);
        });
    try (RawClient client = asked("live-1", "")) {
      assertEquals(200, client.head().status()); // comes with the first byte
      more.countDown();

      assertEquals("o\0\0\0\1a" + "x\0\0\0\0010", client.rest());
    }
  }

  @Test
  void whoDoesNotReadHoldsUpTheWriterUntilItGoes() throws Exception {
    AtomicLong written = new AtomicLong();
    AtomicBoolean gone = new AtomicBoolean();
    CompletableFuture<IOException> refused = new CompletableFuture<>();
    commands.put(
        "flood",
        (body, streams) -> {
          streams.onGone(() -> gone.set(true));
          byte[] piece = new byte[10_000];
          try {
            while (true) {
              streams.stdout().write(piece);
              streams.stderr().write(piece);
              written.addAndGet(2L * piece.length);
            }
          } catch (IOException e) {
            refused.complete(e);
          }
        });
    try (RawClient client = asked("flood-1", "")) {
      client.head();
      AtomicLong before = new AtomicLong(-1);
      await("the writer to wait", () -> before.getAndSet(written.get()) == written.get());
      assertTrue(written.get() < 4 << 20, "written: " + written);
      assertFalse(refused.isDone());
    }
    assertTrue(refused.get(10, TimeUnit.SECONDS).toString().contains("gone"));
    await("the service to be told", gone::get);
    await("the request to end", () -> server.requestsInProgress() == 0);
  }

  @Test
  void aQuietCallHearsThatItsClientIsGone() throws IOException {
    AtomicBoolean begun = new AtomicBoolean();
    AtomicBoolean gone = new AtomicBoolean();
    commands.put(
        "quiet",
        (body, streams) -> {
          streams.onGone(() -> gone.set(true));
          begun.set(true);
        });
    RawClient client = asked("quiet-1", "");
    await("it to begin", begun::get);
    assertFalse(gone.get());
    client.close();
    await("the service to be told", gone::get);
    await("the request to end", () -> server.requestsInProgress() == 0);
    await("the connection to go", () -> server.connections() == 0);
  }

  @Test
  void aCallThatLastsEndsAsAQuickOneDoes() throws Exception {
    CountDownLatch more = new CountDownLatch(1);
    commands.put(
        "slow",
        (body, streams) -> {
          more.await();
          streams.exit(7);
        });
    try (RawClient client = asked("slow-1", "")) {
      // Beyond the time for which nobody looks at the client.
      Future<?> ignored = timers.schedule(more::countDown, 700, TimeUnit.MILLISECONDS);

      assertEquals(200, client.head().status());
      assertEquals("x\0\0\0\0017", client.rest());
    }
    await("the connection to go", () -> server.connections() == 0);
    assertEquals(0, server.requestsInProgress());
  }

  @Test
  void aCloseWaitsUntilTheExitIsSent() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch more = new CountDownLatch(1);
    commands.put(
        "closing",
        (body, streams) -> {
          begun.countDown();
          more.await();
          streams.exit(0);
        });
    try (RawClient client = asked("closing-1", "")) {
      begun.await();
      CompletableFuture<Void> closing =
          CompletableFuture.runAsync(
              () -> {
                try {
                  server.close();
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      more.countDown();

      client.head();
      assertEquals("x\0\0\0\0010", client.rest());
      closing.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void whatIsRefusedIsNoFrames() throws IOException {
    try (RawClient client = asked("a_b", "")) {
      assertEquals(404, client.reply().status());
    }
    server.beginNothing();
    try (RawClient client = asked("late-1", "")) {
      assertEquals(503, client.reply().status());
    }
  }

  @Test
  void aServiceThatFailsGivesAReplyWithoutAnExit() throws IOException {
    service.close(); // its threads take nothing any more
    try (RawClient client = asked("any-1", "")) {
      client.head();
      assertEquals("", client.rest());
    }
    await("the trouble to be told", () -> !troubles.isEmpty());
  }
}

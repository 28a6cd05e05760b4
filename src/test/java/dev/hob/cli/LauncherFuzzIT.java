package dev.hob.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.process.pipe.NativeBuild;
import dev.hob.testing.NotRun;
import dev.hob.testing.Seeded;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The native launcher, compiled with checks of memory and of undefined behaviour, before a daemon
 * that answers anything.
 */
@Timeout(300)
class LauncherFuzzIT {
  private static final int PATIENCE_SECONDS = 20;

  /** What the script would do is not looked at here: it says that it was called. */
  private static final int SCRIPT = 111;

  private static final int BAD_CALL = 64;
  private static final int NO_DAEMON = 69;
  private static final int BUSY = 73;

  /** Of {@code reply()}. */
  private static final int SHOWN = 42;

  @TempDir private Path temp;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] reply() {
    return bytes(
        "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.hob.frames\r\nConnection: close\r\n\r\n"
            + "o\0\0\0\5hello"
            + "e\0\0\0\3err"
            + "o\0\0\0\1!"
            + "r\0\0\0\0"
            + "x\0\0\0\00242");
  }

  private static byte[] refusal(int status) {
    return bytes("HTTP/1.1 " + status + " No\r\nContent-Length: 2\r\n\r\n{}");
  }

  @Test
  void whateverIsAnsweredTheLauncherEndsAsItSays() throws Exception {
    Optional<Path> launcher = build();
    if (launcher.isEmpty()) {
      NotRun.because("LauncherFuzzIT", "there is no C compiler with checks of memory");
      return;
    }
    Seeded random = Seeded.fresh();
    try (Daemon daemon = new Daemon(store())) {
      assertEquals(SHOWN, daemon.answering(reply(), () -> run(launcher.get(), "poll")));
      assertEquals("hello!", Files.readString(temp.resolve("out")));
      assertEquals("err", Files.readString(temp.resolve("err")));
      assertEquals(1, daemon.proofs.get());
      assertEquals(SCRIPT, daemon.answering(refusal(503), () -> run(launcher.get(), "poll")));
      assertEquals(SCRIPT, daemon.answering(new byte[0], () -> run(launcher.get(), "poll")));
      assertEquals(SCRIPT, daemon.answering(new byte[0], () -> run(launcher.get(), "write")));
      assertEquals(SCRIPT, daemon.answering(refusal(503), () -> run(launcher.get(), "write")));
      assertEquals(BAD_CALL, daemon.answering(refusal(413), () -> run(launcher.get(), "poll")));
      assertEquals(BUSY, daemon.answering(refusal(429), () -> run(launcher.get(), "poll")));
      for (int round = 0; round < Seeded.rounds(150); round++) {
        byte[] answer = answer(random);
        String[] call = random.of(new String[] {"poll"}, new String[] {"write", "t", "--json"});

        int status = daemon.answering(answer, () -> run(launcher.get(), call));

        assertEquals(List.of(), reports(), () -> "for " + Arrays.toString(answer) + said());
        assertTrue(
            Set.of(SCRIPT, BAD_CALL, NO_DAEMON, BUSY).contains(status) || isIn(answer, status),
            () -> "status " + status + " for " + Arrays.toString(answer) + said());
      }
    }
  }

  /** What the checks have found. */
  private List<String> reports() throws IOException {
    try (Stream<Path> files = Files.list(temp)) {
      return files.map(Path::toString).filter(it -> it.contains("report")).toList();
    }
  }

  /** An exit frame may say any status, for the change may have hit its digits. */
  private static boolean isIn(byte[] answer, int status) {
    return new String(answer, StandardCharsets.ISO_8859_1).contains(String.valueOf(status));
  }

  private String said() {
    try {
      return Files.readString(temp.resolve("err"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] answer(Seeded random) {
    byte[] whole = random.below(4) == 0 ? refusal(100 + random.below(500)) : reply();
    return switch (random.below(5)) {
      case 0 -> Arrays.copyOf(whole, random.below(whole.length));
      case 1 -> garbage(random, random.below(100_000));
      case 2 -> large(random);
      default -> changed(random, whole);
    };
  }

  private static byte[] changed(Seeded random, byte[] whole) {
    for (int i = random.below(6); i >= 0; i--) {
      whole[random.below(whole.length)] = (byte) random.nextLong();
    }
    return whole;
  }

  private static byte[] garbage(Seeded random, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) random.nextLong();
    }
    return bytes;
  }

  /** A head that does not end, or frames that are longer than they say or shorter. */
  private static byte[] large(Seeded random) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    if (random.chance()) {
      all.writeBytes(bytes("HTTP/1.1 200 OK\r\nX: "));
      all.writeBytes(bytes("x".repeat(random.below(200_000))));
      return all.toByteArray();
    }
    byte[] reply = reply();
    all.write(reply, 0, reply.length - 7);
    for (int i = random.below(20); i >= 0; i--) {
      int length = random.below(80_000);
      if (random.chance()) {
        all.writeBytes(bytes("r\0\0\0" + random.of("\0", "\0", "\1")));
      }
      all.write(random.of((byte) 'o', (byte) 'e', (byte) 'x', (byte) 'q'));
      all.writeBytes(ByteBuffer.allocate(4).putInt(length + random.below(2)).array());
      all.writeBytes(garbage(random, length));
    }
    return all.toByteArray();
  }

  private Path store() throws IOException {
    return Files.createDirectories(temp.resolve("store"));
  }

  /** As a distribution has it, with a script that does nothing. */
  private Optional<Path> build() throws IOException {
    Path built = NativeBuild.SANITIZED.folder().resolve("hob");
    if (!Files.isExecutable(built)) {
      return Optional.empty();
    }
    Path home = temp.resolve("home");
    Files.createDirectories(home.resolve("lib"));
    Path script = home.resolve("lib").resolve("hob.sh");
    Files.writeString(script, "#!/bin/sh\nexit " + SCRIPT + "\n");
    assertTrue(script.toFile().setExecutable(true));
    Path launcher = Files.createDirectories(home.resolve("bin")).resolve("hob");
    return Optional.of(Files.copy(built, launcher));
  }

  private int run(Path launcher, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(temp.resolve("out").toFile())
            .redirectError(temp.resolve("err").toFile());
    builder.environment().put("HOB_HOME", store().toString());
    // What is left at the exit is no leak.
    String options = "detect_leaks=0:log_path=" + temp.resolve("report");
    builder.environment().put("ASAN_OPTIONS", options);
    builder.environment().put("UBSAN_OPTIONS", options);
    Process process = builder.start();
    try {
      assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "the launcher hangs");
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  /** Answers each connection that sends something with the bytes at hand, and closes it. */
  private static final class Daemon implements AutoCloseable {
    private final ServerSocketChannel socket;
    private final AtomicReference<byte[]> answer = new AtomicReference<>(new byte[0]);
    private final AtomicInteger proofs = new AtomicInteger();

    interface Work {
      int run() throws Exception;
    }

    Daemon(Path store) throws IOException {
      Path path = store.resolve("s");
      this.socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      socket.bind(UnixDomainSocketAddress.of(path));
      Files.writeString(
          store.resolve("hobd.json"),
          "{\n  \"version\": \""
              + NativeBuild.VERSION
              + "\",\n  \"socket\": \""
              + path
              + "\"\n}\n");
      start(this::serve);
    }

    private static void start(Runnable work) {
      Thread thread = new Thread(work, "fake daemon");
      thread.setDaemon(true);
      thread.start();
    }

    int answering(byte[] bytes, Work work) throws Exception {
      answer.set(bytes);
      return work.run();
    }

    private void serve() {
      try {
        while (true) {
          SocketChannel client = socket.accept();
          // Side by side: a proof comes while the reply that asks for it goes on.
          start(() -> serve(client));
        }
      } catch (IOException e) {
        // The test is over.
      }
    }

    private void serve(SocketChannel client) {
      try (client) {
        ByteBuffer request = ByteBuffer.allocate(1 << 20);
        client.read(request);
        if (new String(request.array(), StandardCharsets.ISO_8859_1).contains("/shown HTTP/")) {
          proofs.incrementAndGet();
        }
        ByteBuffer bytes = ByteBuffer.wrap(answer.get());
        while (bytes.hasRemaining()) {
          client.write(bytes);
        }
      } catch (IOException e) {
        // The launcher has seen enough.
      }
    }

    @Override
    public void close() throws IOException {
      socket.close(); // which ends the thread
    }
  }
}

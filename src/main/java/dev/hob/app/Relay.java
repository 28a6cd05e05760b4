package dev.hob.app;

import dev.hob.bundle.DaemonFile;
import dev.hob.bundle.RunFolder;
import dev.hob.cli.HobCommand;
import dev.hob.cli.Invocation;
import dev.hob.cli.InvocationCodec;
import dev.hob.client.DaemonSocket;
import dev.hob.model.DaemonAddress;
import dev.hob.model.Result;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** The launcher's way in Java: brings a call to the daemon, and shows what comes back. */
final class Relay {
  /** For the launcher: start a daemon, and ask again. */
  private static final int NO_DAEMON = 99;

  private static final int UNREACHABLE = 69;
  private static final int READER_GONE = 74;
  private static final int UNAVAILABLE = 503;

  private Relay() {}

  /** The caller's stdout, which may end before what is shown does. */
  private static final class Shown extends FilterOutputStream {
    private final PrintStream stream;
    private final AtomicBoolean begun = new AtomicBoolean();

    Shown(PrintStream stream) {
      super(stream);
      this.stream = stream;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      if (length > 0) {
        begun.set(true);
      }
      stream.write(bytes, from, length);
      // A print stream keeps its troubles to itself.
      if (stream.checkError()) {
        throw new IOException("the reader is gone");
      }
    }

    boolean isBegun() {
      return begun.get();
    }

    boolean isBroken() {
      return stream.checkError();
    }
  }

  static int toDaemon(Invocation call, PrintStream out, PrintStream err) throws IOException {
    Result<Path> store = Home.store();
    if (store instanceof Result.Refused<Path> refused) {
      err.println("hob: " + refused.refusal());
      return refused.refusal().code().exitStatus();
    }
    Optional<DaemonAddress> address = DaemonFile.read(store.orElseThrow()).filter(RunFolder::isOwn);
    if (address.isEmpty()) {
      return NO_DAEMON;
    }
    DaemonSocket daemon = new DaemonSocket(Path.of(address.get().socket()));
    if (!daemon.answers() || hasYielded(daemon, address.get())) {
      return NO_DAEMON;
    }
    return relay(daemon, call, out, err);
  }

  /** An older daemon makes room for us; a newer one serves us as well. */
  private static boolean hasYielded(DaemonSocket daemon, DaemonAddress address) throws IOException {
    Version own = Version.ofThis();
    if (own.compareTo(new Version(address.version())) <= 0) {
      return false;
    }
    DaemonSocket.Reply reply =
        daemon.post("/v1/yield", own.text().getBytes(StandardCharsets.UTF_8));
    return reply.text().contains("\"yielding\":true");
  }

  private static int relay(DaemonSocket daemon, Invocation call, PrintStream out, PrintStream err)
      throws IOException {
    boolean reads = HobCommand.needsInput(call.arguments());
    byte[] body = InvocationCodec.encode(call, reads ? input(call) : Optional.empty());
    String path = "/v1/cli/" + call.callId();
    Thread stderr = new Thread(() -> daemon.copy(path + "/stderr", err), "hob-stderr");
    stderr.setDaemon(true);
    stderr.start();
    Shown shown = new Shown(out);
    DaemonSocket.Reply reply;
    try {
      reply = daemon.post(path + "?stderr=read", body, shown);
    } catch (IOException e) {
      boolean again = !shown.isBegun() && !reads; // what is not done twice is known by its id
      return shown.isBroken() ? READER_GONE : again ? NO_DAEMON : gone(err);
    }
    if (reply.status() == UNAVAILABLE) {
      return reads ? gone(err) : NO_DAEMON; // what was read cannot be read once more
    }
    if (!reply.isOk()) {
      err.print(reply.text());
      return UNREACHABLE;
    }
    try {
      // Says to the daemon that all of stdout was written out: had that failed, we were not here.
      return end(daemon.get(path + "/end"), stderr, err);
    } catch (IOException e) {
      return gone(err);
    }
  }

  private static int gone(PrintStream err) {
    err.println(
        "hob: the daemon has gone in the middle of the call;"
            + " tasks are not touched by that: see hob list");
    return UNREACHABLE;
  }

  private static int end(DaemonSocket.Reply end, Thread stderr, PrintStream err) {
    try {
      stderr.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    String text = end.text();
    int line = text.indexOf('\n');
    if (!end.isOk() || line < 0) {
      return gone(err);
    }
    err.print(text.substring(line + 1));
    err.flush();
    return Integer.parseInt(text.substring(0, line));
  }

  private static Optional<byte[]> input(Invocation call) throws IOException {
    Optional<InputStream> input = call.stdin().open();
    return input.isPresent() ? Optional.of(input.get().readAllBytes()) : Optional.empty();
  }
}

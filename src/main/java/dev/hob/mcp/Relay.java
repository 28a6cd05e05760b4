package dev.hob.mcp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Speaks with one client over its pipes. Answers at once what needs no daemon, for clients wait for
 * their tools no longer than a moment; brings the rest to the daemon, each call on a thread of its
 * own.
 *
 * <p>That the client has had an answer is proven by its next request: until then, whatever the
 * answer told is not told.
 */
public final class Relay {
  /** What would be done twice if it were asked once more. */
  private static final Set<String> ONCE = Set.of("watch");

  /** Clients give up on a silent call after a minute, and one of them sooner. */
  private static final long NEWS_SECONDS = 10;

  private static final int MOST_ATTEMPTS = 5;

  private final Ends ends;
  private final Threads threads;
  private final Handshake handshake;
  private final Supplier<Who> who;
  private final RelayDaemon daemon;
  private final Map<String, FutureTask<Boolean>> calls = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();

  /** Told in answers that were written; the client's next request proves that it has them. */
  private final List<String> shown = new ArrayList<>();

  private final AtomicReference<String> client = new AtomicReference<>("");
  private final AtomicBoolean begun = new AtomicBoolean();

  /** The client's ends of the pipes. */
  public record Ends(InputStream in, OutputStream out) {}

  /**
   * Who does the work.
   *
   * @param calls as many threads as there are calls
   */
  public record Threads(ExecutorService calls, ScheduledExecutorService timers) {}

  /**
   * Whose relay this is. A class, for bytes are not compared.
   *
   * @see Envelope.Client
   */
  public static final class Who {
    private final Envelope.Client client;
    private final byte[] environment;

    /**
     * @param run the same for all of this relay, and for no other
     * @param environment of the client, entries ended by NUL
     */
    public Who(
        String folder,
        long pid,
        Optional<String> session,
        Optional<String> umask,
        String run,
        byte[] environment) {
      client = new Envelope.Client("", folder, pid, session, umask, run);
      this.environment = environment.clone();
    }

    private Envelope envelope(String name, long number, List<String> came, byte[] message) {
      return new Envelope(
          new Envelope.Client(
              name,
              client.folder(),
              client.pid(),
              client.session(),
              client.umask(),
              client.call() + "-" + number),
          environment,
          came,
          message);
    }
  }

  /**
   * Over these pipes.
   *
   * @param who asked when the first call comes
   */
  public Relay(Ends ends, Threads threads, String version, Supplier<Who> who, RelayDaemon daemon) {
    this.ends = ends;
    this.threads = threads;
    this.handshake = new Handshake(version);
    this.who = who;
    this.daemon = daemon;
  }

  /** Until the client has no more to say. What is being waited for then is given up. */
  public void run() throws IOException {
    RelayLines lines = new RelayLines(ends.in());
    for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
      if (!isBlank(line.get())) {
        hear(line.get());
      }
    }
    calls.values().forEach(it -> it.cancel(true));
  }

  private static boolean isBlank(byte[] line) {
    for (byte each : line) {
      if (each > ' ' || each < 0) {
        return false;
      }
    }
    return true;
  }

  private void hear(byte[] line) {
    try {
      hear(MessageReader.read(line), line);
    } catch (Message.MalformedException e) {
      write(
          Handshake.error(
              "null", Handshake.PARSE_ERROR, String.valueOf(e.getMessage()), Optional.empty()));
    }
  }

  private void hear(Message message, byte[] line) {
    message.client().ifPresent(client::set);
    if (message.is("notifications/cancelled")) {
      message.about().map(calls::get).ifPresent(it -> it.cancel(true));
      return;
    }
    Optional<String> known = handshake.answer(message);
    if (known.isPresent()) {
      write(known.get());
      begin();
    } else if (message.isRequest() && message.is("subscriptions/listen")) {
      write(Handshake.listening(message.id().orElseThrow()));
    } else if (message.isRequest()) {
      call(message, line);
    }
  }

  /** The daemon is there by the time that it is wanted, and was not in the way of the answer. */
  private void begin() {
    if (begun.compareAndSet(false, true)) {
      threads.calls().execute(daemon::start);
    }
  }

  private void call(Message message, byte[] line) {
    begun.set(true);
    List<String> came = shownByNow();
    String id = message.id().orElseThrow();
    long number = numbers.incrementAndGet();
    FutureTask<Boolean> call =
        new FutureTask<>(() -> answer(message, number, came, line), true) {
          @Override
          protected void done() {
            calls.remove(id, this);
          }
        };
    calls.put(id, call);
    Optional<ScheduledFuture<?>> news = message.progress().map(it -> news(it, call));
    threads
        .calls()
        .execute(
            () -> {
              call.run();
              news.ifPresent(it -> it.cancel(false));
            });
  }

  /** Says that the call goes on, as long as it does. */
  private ScheduledFuture<?> news(String token, FutureTask<?> call) {
    long[] seconds = {0};
    return threads
        .timers()
        .scheduleAtFixedRate(
            () -> {
              seconds[0] += NEWS_SECONDS;
              if (!call.isDone()) {
                write(
                    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{"
                        + "\"progressToken\":"
                        + token
                        + ",\"progress\":"
                        + seconds[0]
                        + ",\"message\":\"waiting for "
                        + seconds[0]
                        + " s\"}}");
              }
            },
            NEWS_SECONDS,
            NEWS_SECONDS,
            TimeUnit.SECONDS);
  }

  private List<String> shownByNow() {
    synchronized (shown) {
      List<String> came = List.copyOf(shown);
      shown.clear();
      return came;
    }
  }

  private void answer(Message message, long number, List<String> came, byte[] line) {
    String id = message.id().orElseThrow();
    byte[] envelope =
        EnvelopeCodec.encode(
            who.get().envelope(Objects.requireNonNull(client.get()), number, came, line));
    try {
      byte[] answer = ask(envelope, message.tool().filter(ONCE::contains).isEmpty());
      byte[] reply = EnvelopeCodec.message(answer);
      if (reply.length > 0 && writeUnlessGivenUp(id, reply)) {
        synchronized (shown) {
          shown.addAll(EnvelopeCodec.told(answer));
        }
      }
    } catch (IOException | RelayDaemon.NotReachedException | Message.MalformedException e) {
      // What came is not proven yet; the next request does that.
      synchronized (shown) {
        shown.addAll(came);
      }
      writeUnlessGivenUp(id, unreachable(id, e).getBytes(StandardCharsets.UTF_8));
    }
  }

  private byte[] ask(byte[] envelope, boolean mayBeRepeated)
      throws IOException, RelayDaemon.NotReachedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return daemon.ask(envelope);
      } catch (RelayDaemon.NotReachedException e) {
        if (attempt == MOST_ATTEMPTS || Thread.currentThread().isInterrupted()) {
          throw e;
        }
      } catch (IOException e) {
        if (attempt == MOST_ATTEMPTS || !mayBeRepeated || Thread.currentThread().isInterrupted()) {
          throw e;
        }
      }
    }
  }

  private static String unreachable(String id, Exception why) {
    String text =
        "Error daemon_unreachable: "
            + why.getMessage()
            + ". Commands are not touched by that and go on; try again, or see hob doctor";
    return Handshake.reply(
        id,
        "{\"content\":[{\"type\":\"text\",\"text\":"
            + JsonQuoting.quoted(text)
            + "}],\"structuredContent\":{\"error\":{\"code\":\"daemon_unreachable\",\"message\":"
            + JsonQuoting.quoted(String.valueOf(why.getMessage()))
            + ",\"hint\":\"try again, or see hob doctor\"}},\"isError\":true}");
  }

  /** Of a call that was given up nothing is told. */
  private boolean writeUnlessGivenUp(String id, byte[] reply) {
    FutureTask<Boolean> call = calls.get(id);
    if (call == null || call.isCancelled()) {
      return false;
    }
    return write(reply);
  }

  private void write(String line) {
    boolean ignored = write(line.getBytes(StandardCharsets.UTF_8));
  }

  /** False when the client reads no more. */
  private boolean write(byte[] line) {
    synchronized (ends) {
      try {
        ends.out().write(line);
        ends.out().write('\n');
        ends.out().flush();
        return true;
      } catch (IOException e) {
        return false; // its end is found by who reads
      }
    }
  }
}

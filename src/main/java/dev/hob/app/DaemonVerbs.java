package dev.hob.app;

import dev.hob.api.Caller;
import dev.hob.bundle.DaemonFile;
import dev.hob.bundle.SessionBookStore;
import dev.hob.cli.LocalVerbs;
import dev.hob.client.DaemonSocket;
import dev.hob.model.DaemonAddress;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.SessionBook;
import dev.hob.model.SessionKey;
import dev.hob.process.Ancestors;
import dev.hob.process.HeldProcess;
import dev.hob.process.ProcessFacts;
import dev.hob.process.ProcessRef;
import dev.hob.process.ProcessTable;
import dev.hob.process.Signal;
import dev.hob.process.ThisMachine;
import dev.hob.process.pipe.Warden;
import dev.hob.wire.ReplyCodec;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/** Starts, ends and examines the daemon, from outside of it. */
final class DaemonVerbs implements LocalVerbs {
  static final Serve USUAL = new Serve(Optional.empty(), OptionalInt.empty());

  private static final Duration USUAL_IDLE = Duration.ofMinutes(15);

  /** A daemon that was just started by somebody else needs that long to answer. */
  private static final Duration UNTIL_IT_ANSWERS = Duration.ofSeconds(20);

  private static final Duration UNTIL_IT_IS_GONE = Duration.ofSeconds(10);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  @Override
  public int serve(Serve wish, Streams streams) throws IOException, InterruptedException {
    WarmUp.begin();
    Result<Path> home = Home.store();
    Result<Daemon> daemon =
        home instanceof Result.Ok<Path> found
            ? started(wish(wish, found.value()))
            : Result.refused(((Result.Refused<Path>) home).refusal());
    if (daemon instanceof Result.Refused<Daemon> refused) {
      return notServing(refused.refusal(), home, streams);
    }
    Daemon serving = daemon.orElseThrow();
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> serving.leave("it was told to"), "hob-shutdown"));
    announce(serving.address(), home.orElseThrow(), streams);
    serving.awaitEnd();
    return 0;
  }

  /** One that is leaving holds the store to the end; who was sent for waits for that. */
  private static Result<Daemon> started(Daemon.Wish wish) throws IOException, InterruptedException {
    long until = System.nanoTime() + UNTIL_IT_ANSWERS.toNanos();
    while (true) {
      Result<Daemon> daemon = Daemon.start(wish);
      boolean waits = isLocked(daemon) && isDetached() && !answers(wish.home());
      if (!waits || System.nanoTime() - until >= 0) {
        return daemon;
      }
      Thread.sleep(BETWEEN_LOOKS.toMillis());
    }
  }

  private static boolean isLocked(Result<Daemon> daemon) {
    return daemon instanceof Result.Refused<Daemon> refused
        && refused.refusal().code() == RefusalCode.STORE_LOCKED;
  }

  private static Daemon.Wish wish(Serve wish, Path home) {
    List<Long> restarts =
        Home.said("restarts").stream()
            .flatMap(it -> Arrays.stream(it.split(",", -1)))
            .filter(it -> it.matches("[0-9]{1,18}"))
            .map(Long::parseLong)
            .toList();
    return new Daemon.Wish(
        home, wish.idleTimeout().orElse(USUAL_IDLE), wish.tcpPort(), restarts, Home.launcher());
  }

  /** Whether a launcher waits for the word that it serves, and for nothing more. */
  static boolean isDetached() {
    return Home.said("detached").isPresent();
  }

  /** Whoever wanted a daemon, and not to be one, is content with another's. */
  private static int notServing(Refusal refusal, Result<Path> home, Streams streams)
      throws IOException, InterruptedException {
    boolean otherServes =
        refusal.code() == RefusalCode.STORE_LOCKED && isDetached() && answers(home.orElseThrow());
    if (otherServes) {
      write(streams.out(), "ready\n");
      return 0;
    }
    if (streams.json()) {
      streams.out().write(ReplyCodec.refusal(refusal));
    } else {
      write(streams.err(), "hob: " + refusal + "\n");
    }
    return refusal.code().exitStatus();
  }

  private static boolean answers(Path home) {
    return DaemonFile.read(home)
        .map(it -> new DaemonSocket(Path.of(it.socket())).answers())
        .orElse(false);
  }

  /** A detached one lets go of its starter's streams: who reads them waits for their end. */
  private static void announce(DaemonAddress address, Path home, Streams streams)
      throws IOException {
    if (isDetached()) {
      write(streams.out(), "ready\n");
      System.out.close();
      System.err.close();
      return;
    }
    String port =
        address.tcpPort().isPresent()
            ? " and 127.0.0.1:" + address.tcpPort().getAsInt() + ", token in run/token"
            : "";
    write(
        streams.out(),
        "hob %s serves %s at %s%s, pid %d\n"
            .formatted(address.version(), home, address.socket(), port, address.pid()));
  }

  private static void write(OutputStream stream, String text) throws IOException {
    stream.write(text.getBytes(StandardCharsets.UTF_8));
    stream.flush();
  }

  private static boolean await(BooleanSupplier condition, Duration longest)
      throws InterruptedException {
    long until = System.nanoTime() + longest.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - until >= 0) {
        return false;
      }
      Thread.sleep(BETWEEN_LOOKS.toMillis());
    }
    return true;
  }

  @Override
  public int stop(Streams streams) throws IOException, InterruptedException {
    Result<Path> home = Home.store();
    if (home instanceof Result.Refused<Path> refused) {
      return notServing(refused.refusal(), home, streams);
    }
    ProcessTable table = ProcessTable.ofPlatform();
    Optional<ProcessRef> daemon =
        DaemonFile.read(home.orElseThrow())
            .map(it -> new ProcessRef(it.pid(), it.start()))
            .filter(table::lives);
    if (daemon.isEmpty()) {
      return stopped(streams, "no daemon runs", Optional.empty());
    }
    HeldProcess.send(Signal.TERM, daemon.get(), table);
    if (await(() -> !table.lives(daemon.get()), UNTIL_IT_IS_GONE)) {
      return stopped(streams, "the daemon has stopped; tasks go on", daemon);
    }
    // It hangs. Its death harms nothing: that is what the files are for. But it is not to be
    // followed by another one, so its warden goes first.
    wardensOf(daemon.get(), table).forEach(it -> HeldProcess.send(Signal.KILL, it, table));
    HeldProcess.send(Signal.KILL, daemon.get(), table);
    // What is killed takes a moment to go; one that the system does not let go is told as it is.
    if (!await(() -> !table.lives(daemon.get()), UNTIL_IT_IS_GONE)) {
      throw new IOException("the daemon, pid " + daemon.get().pid() + ", was killed and stays");
    }
    return stopped(streams, "the daemon hung and was killed; tasks go on", daemon);
  }

  private static List<ProcessRef> wardensOf(ProcessRef daemon, ProcessTable table) {
    return table.all().stream()
        .filter(it -> it.parent() == daemon.pid())
        .filter(it -> table.arguments(it.pid()).contains(Warden.NAME))
        .map(ProcessFacts::ref)
        .toList();
  }

  private static int stopped(Streams streams, String text, Optional<ProcessRef> daemon)
      throws IOException {
    if (streams.json()) {
      streams.out().write(ReplyCodec.stopped(daemon.map(ProcessRef::pid)));
      streams.out().flush();
    } else {
      write(streams.out(), text + "\n");
    }
    return 0;
  }

  @Override
  public int doctor(Caller caller, Streams streams) throws IOException {
    return new Doctor(caller).examine(streams);
  }

  @Override
  public Optional<SessionKey> sessionOf(long pid) {
    return Home.store().fold(it -> sessionOf(pid, it), refusal -> Optional.empty());
  }

  private static Optional<SessionKey> sessionOf(long pid, Path store) {
    SessionBook book = SessionBookStore.read(store).bookOrEmpty();
    String boot = ThisMachine.look().boot();
    return new Ancestors(ProcessTable.ofPlatform()).sessionOf(pid, book, boot);
  }
}

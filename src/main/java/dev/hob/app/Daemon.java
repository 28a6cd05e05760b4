package dev.hob.app;

import dev.hob.bundle.RunFolder;
import dev.hob.bundle.UnsafeFolderException;
import dev.hob.cli.HobCommand;
import dev.hob.cli.LocalVerbs;
import dev.hob.cli.Surroundings;
import dev.hob.http.HttpServer;
import dev.hob.http.Settings;
import dev.hob.mcp.ToolDesk;
import dev.hob.model.DaemonAddress;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.process.ThisMachine;
import dev.hob.process.ThisProcess;
import dev.hob.process.pipe.Warden;
import dev.hob.wire.Verbs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The daemon of a store: an engine, a server that lets clients ask it, and a warden.
 *
 * <p>It serves until it leaves: because nothing is to be done, because it was told to, or because a
 * newer one wants its place. Then nothing new is begun, no client finds it any more, what is in
 * progress is answered, and at last the store is let go. Commands go on in any case.
 */
final class Daemon {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  /** Command lines and streams that may be in progress; each has a thread while it is. */
  private static final int MOST_CALLS = 256;

  /** So that it is in nobody's way. */
  private static final Duration UNTIL_ARCHIVING = Duration.ofSeconds(5);

  private static final int IDLE_THREAD_SECONDS = 10;
  private static final int TOKEN_BYTES = 32;

  /**
   * A request holds at most a command of 8 MiB, and what an encoding and an environment add. What
   * is read of a request takes some times its size of the heap.
   */
  private static final int MOST_BODY = 16 << 20;

  private final RunningEngine running;
  private final HttpServer server;
  private final ExecutorService calls;
  private final WardenPost wardens;
  private final DaemonLog log;
  private final DaemonAddress address;
  private final Wish wish;
  private final AtomicBoolean leaving = new AtomicBoolean();
  private final CountDownLatch gone = new CountDownLatch(1);

  /**
   * How it is to run.
   *
   * @param idle how long it stays with nothing to do
   * @param restarts when wardens started it lately, in seconds of the wall clock
   * @param launcher with which a warden starts it again
   */
  record Wish(
      Path home,
      Duration idle,
      OptionalInt tcpPort,
      List<Long> restarts,
      Optional<String> launcher) {}

  /** What is made one after the other, and let go when the next thing fails. */
  private record Made(RunningEngine running, DaemonLog log, ExecutorService calls) {}

  /** Serves when this returns. */
  static Result<Daemon> start(Wish wish) throws IOException {
    LateTroubles troubles = new LateTroubles();
    Result<RunningEngine> engine =
        RunningEngine.open(wish.home(), RunningEngine.Options.DEFAULT.telling(troubles));
    if (engine instanceof Result.Refused<RunningEngine> refused) {
      return Result.refused(refused.refusal());
    }
    RunningEngine running = engine.orElseThrow();
    try {
      DaemonLog log = DaemonLog.open(running.store().run().logFolder());
      troubles.to(log::trouble);
      return Result.ok(new Daemon(new Made(running, log, threads()), wish).begin());
    } catch (UnsafeFolderException e) {
      running.close();
      return Result.refused(
          Refusal.of(
              RefusalCode.UNSAFE_STORE,
              String.valueOf(e.getMessage()),
              "see to that folder, or set HOB_HOME to another one with a shorter path"));
    } catch (IOException | RuntimeException e) {
      running.close();
      throw e;
    }
  }

  private static ExecutorService threads() {
    return new ThreadPoolExecutor(
        0,
        MOST_CALLS,
        IDLE_THREAD_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        RunningEngine.named("hob-call"));
  }

  private Daemon(Made made, Wish wish) throws IOException {
    running = made.running();
    log = made.log();
    calls = made.calls();
    this.wish = wish;
    RunFolder run = running.store().run();
    Path socket = run.makeRoomForSocket();
    server = HttpServer.open(settings(socket), service());
    address =
        new DaemonAddress(
            ThisProcess.pid(),
            running.table().identify(ThisProcess.pid()).map(it -> it.start()).orElse(""),
            ThisMachine.look(),
            Version.ofThis().text(),
            socket.toString(),
            server.boundPort());
    wardens =
        new WardenPost(
            new Warden.Duty(
                running.store().live().folder(),
                wish.launcher().map(it -> List.of(it, "serve")).orElse(List.of()),
                wish.restarts(),
                Home.environment(wish.home())),
            new WardenPost.Watching(
                running.table(), running.exits(), running.timers(), log::trouble));
  }

  private Settings settings(Path socket) throws IOException {
    Optional<Settings.Loopback> loopback =
        wish.tcpPort().isPresent()
            ? Optional.of(new Settings.Loopback(wish.tcpPort().getAsInt(), token()))
            : Optional.empty();
    Settings.Limits usual = Settings.Limits.DEFAULT;
    return new Settings(
        Optional.of(socket),
        loopback,
        new Settings.Limits(
            MOST_BODY,
            MOST_BODY,
            usual.headers(),
            usual.idle(),
            usual.bodyTime(),
            usual.connections(),
            usual.requests()),
        running.timers(),
        InstantSource.system(),
        log::trouble);
  }

  private String token() throws IOException {
    byte[] bytes = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bytes);
    String token = HexFormat.of().formatHex(bytes);
    running.store().run().writeToken(token);
    return token;
  }

  private DaemonService service() {
    LocalVerbs local = new ElsewhereVerbs();
    HobCommand command =
        new HobCommand(
            new Surroundings(
                () -> Result.ok(running.hob()),
                InstantSource.system(),
                Version.ofThis().text(),
                local));
    return new DaemonService(
        running.hob(),
        new Verbs(running.hob(), Home.environment()),
        command,
        new DaemonService.Own(
            new ToolDesk(
                running.hob(),
                Version.ofThis().text(),
                Home.environment(),
                InstantSource.system(),
                () -> UUID.randomUUID().toString()),
            calls,
            this::yieldTo));
  }

  private Daemon begin() throws IOException {
    running.store().daemon().write(address); // commit: from here clients find it
    log.note("hob " + address.version() + " serves " + wish.home() + ", pid " + address.pid());
    Future<?> ignored =
        running
            .timers()
            .scheduleWithFixedDelay(
                this::look,
                BETWEEN_LOOKS.toMillis(),
                BETWEEN_LOOKS.toMillis(),
                TimeUnit.MILLISECONDS);
    if (wish.launcher().isPresent()) {
      calls.execute(wardens::man);
    }
    Home.said("jar").map(Path::of).ifPresent(this::archiveLater);
    return this;
  }

  private void archiveLater(Path jar) {
    Future<?> ignored =
        running
            .timers()
            .schedule(
                () -> calls.execute(() -> archive().makeIfMissing(jar)),
                UNTIL_ARCHIVING.toSeconds(),
                TimeUnit.SECONDS);
  }

  private ClassArchive archive() {
    return new ClassArchive(
        running.store().cache(), running.table(), running.exits(), log::trouble);
  }

  DaemonAddress address() {
    return address;
  }

  /** True, and it goes, when the other one is newer. */
  private boolean yieldTo(String version) {
    boolean newer = new Version(version).compareTo(Version.ofThis()) > 0;
    if (newer) {
      leaveAside("version " + version + " takes over");
    }
    return newer;
  }

  private void look() {
    try {
      lookForIdleness();
      lookForClients();
    } catch (IOException | RuntimeException e) {
      log.trouble("looking around: " + e);
    }
  }

  private void lookForIdleness() {
    boolean idle =
        server.connections() == 0
            && server.requestsInProgress() == 0
            && !server.lastRequest().plus(wish.idle()).isAfter(InstantSource.system().instant())
            && running.engine().live().isEmpty();
    if (!idle || !server.beginNothingIfIdle()) {
      return;
    }
    if (running.engine().closeIfIdle()) {
      leaveAside("there is nothing to do");
    } else {
      server.beginAgain();
    }
  }

  /** Whether it can still be found: somebody may have removed what says where it is. */
  private void lookForClients() throws IOException {
    if (leaving.get() || running.store().daemon().says(address)) {
      return;
    }
    if (Files.exists(Path.of(address.socket()))) {
      log.trouble("hobd.json was gone, and is written again");
      running.store().daemon().write(address);
    } else {
      leaveAside("its socket was removed");
    }
  }

  private void leaveAside(String why) {
    RunningEngine.named("hob-leave").newThread(() -> leave(why)).start();
  }

  /** Returns when it has gone. */
  void leave(String why) {
    if (leaving.compareAndSet(false, true)) {
      go(why);
    }
    awaitEnd();
  }

  private void go(String why) {
    log.note("leaving: " + why);
    server.beginNothing();
    step(() -> running.store().daemon().remove(address)); // commit: from here no client finds it
    step(wardens::close);
    step(server::close); // so that who waits is answered, or cut off and asks the next daemon
    step(() -> running.store().run().removeToken());
    step(calls::shutdownNow);
    step(running::close);
    log.note("gone");
    log.close();
    gone.countDown();
  }

  /** One of those that are taken whatever becomes of the others. */
  private interface Step {
    void take() throws IOException;
  }

  private void step(Step step) {
    try {
      step.take();
    } catch (IOException | RuntimeException e) {
      log.trouble("leaving: " + e);
    }
  }

  /** However long it serves. */
  void awaitEnd() {
    try {
      gone.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

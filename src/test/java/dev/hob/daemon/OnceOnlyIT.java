package dev.hob.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.testing.Deadline;
import dev.hob.testing.Seeded;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Each completion reaches its session once; a repeat carries the same notice id and says that it is
 * one. Shown with the distribution itself, its warden and its launchers, while everything that may
 * die dies.
 *
 * <h2>Fault model</h2>
 *
 * <table>
 * <caption>What may happen, where, and what is to come of it</caption>
 * <tr><th>who</th><th>what, at random</th><th>then</th></tr>
 * <tr><td>daemon</td><td>SIGKILL at any instant, while it starts or recovers too; the warden starts
 * it again three times, then the next client does</td><td>what was offered and not proven is a
 * repeat; what was proven on disk is told no more</td></tr>
 * <tr><td>launcher, native and script</td><td>SIGKILL before it takes, between take and print,
 * between print and proof, between proof and its end; a child of the script lives on</td><td>a
 * repeat, unless the proof had come</td></tr>
 * <tr><td>connection of a take, a poll, a start</td><td>cut before the reply is read, in the middle
 * of it, after it</td><td>a repeat, unless the proof had come</td></tr>
 * <tr><td>proof</td><td>withheld; lost with its reply; late; twice; on another connection; along
 * with the next call, which may be cut</td><td>the first that comes counts, whoever is told
 * meanwhile</td></tr>
 * <tr><td>consumer</td><td>slow; two and more at once; the same one twice; one that starts anew and
 * knows of nothing</td><td>nobody is offered what another one holds</td></tr>
 * <tr><td>poll that tells the end</td><td>its proof given or withheld, its reply cut</td><td>no
 * notice after the proof; else the notice is a repeat</td></tr>
 * <tr><td>start</td><td>its connection cut, by the daemon's death too; sent again</td><td>one task,
 * told once</td></tr>
 * <tr><td>another session</td><td>runs beside, all of its consumers well-behaved</td><td>is told of
 * its own tasks only; only the daemon's death makes a repeat there</td></tr>
 * </table>
 *
 * <p>Not in it: power cuts, disks that are full or lie, clocks that jump, consumers that prove what
 * they have not had, and an offer that ends by its 30 s alone: those have tests with a clock of
 * their own. In the end the faults stop with one more death of the daemon, so that nobody waits out
 * offers that were left; what is still untold then goes to one healthy consumer.
 *
 * <p>{@link ToldOnce} judges the run by the files and by what consumers had in their hands.
 */
final class OnceOnlyIT {
  private static final String WILD = "wild";
  private static final String TAME = "tame";
  private static final int MANY = 10_000;
  private static final int NO_BOUND = Integer.MAX_VALUE;
  private static final long LIMIT_SECONDS = 60;

  private final Trail trail = new Trail();
  private final Actor.Stage stage =
      new Actor.Stage(Installation.open(), trail, new AtomicBoolean());
  private final List<LaunchedTaker> launched = new ArrayList<>();

  @Test
  @Timeout(240)
  void eachCompletionReachesItsSessionOnce() throws Exception {
    play(NO_BOUND, 20);
  }

  /** Ten thousand, or as many as come to be in {@code -Donce.minutes}. */
  @Test
  @Tag("slow")
  void eachOfVeryManyCompletionsReachesItsSessionOnce() throws Exception {
    String minutes = System.getProperty("once.minutes", "");
    if (minutes.isBlank()) {
      play(MANY, TimeUnit.HOURS.toSeconds(1));
    } else {
      play(NO_BOUND, TimeUnit.MINUTES.toSeconds(Long.parseLong(minutes)));
    }
  }

  private void play(int mostTasks, long seconds) throws Exception {
    Seeded random = Seeded.fresh();
    try (Installation hob = stage.hob()) {
      AtomicInteger left = new AtomicInteger(mostTasks);
      act(actors(random, left), left, seconds);
      DaemonKiller.kill(hob, trail);
      drain();
      launched.forEach(LaunchedTaker::read);

      ToldOnce.Verdict verdict = ToldOnce.of(hob.store(), trail);
      System.out.printf(
          "once only, seed %d: %d tasks, %d daemons killed, %d offers, %d tasks offered again; %s%n",
          random.seed(),
          verdict.tasks(),
          trail.daemonKills(),
          verdict.offers(),
          verdict.repeated(),
          trail);
      assertEquals(
          List.of(),
          verdict.findings(),
          () -> "seed " + random.seed() + "\n" + String.join("\n", verdict.findings()));
      assertTrue(verdict.tasks() > 0 && trail.daemonKills() > 1, "nothing was shown");
    }
  }

  private List<Actor> actors(Seeded random, AtomicInteger left) {
    launched.add(launched(WILD, random, new LaunchedTaker.Kind(false, 40)));
    launched.add(launched(WILD, random, new LaunchedTaker.Kind(true, 40)));
    launched.add(launched(TAME, random, new LaunchedTaker.Kind(false, 0)));
    List<Actor> actors = new ArrayList<>(launched);
    actors.add(new DaemonKiller(stage, own(random)));
    actors.add(new Starter(stage, WILD, own(random), left));
    actors.add(new Starter(stage, WILD, own(random), left));
    actors.add(new Starter(stage, TAME, own(random), left));
    actors.add(new Taker(stage, WILD, own(random), "wild1", Taker.ANY));
    actors.add(new Taker(stage, WILD, own(random), "wild2", Taker.ANY));
    actors.add(new Taker(stage, TAME, own(random), "tame1", Taker.WELL_BEHAVED));
    actors.add(new Poller(stage, WILD, own(random)));
    return actors;
  }

  private LaunchedTaker launched(String session, Seeded random, LaunchedTaker.Kind kind) {
    return new LaunchedTaker(stage, session, own(random), kind);
  }

  private static Seeded own(Seeded random) {
    return Seeded.of(random.nextLong() >>> 1);
  }

  /** All of them at once, until the time is up or enough was started; then they leave. */
  private void act(List<Actor> actors, AtomicInteger left, long seconds)
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<?>> acting = new ArrayList<>();
      actors.forEach(it -> acting.add(threads.submit(it)));
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
      Deadline deadline = Deadline.ofSeconds(seconds + LIMIT_SECONDS);
      while (System.nanoTime() - end < 0
          && left.get() > 0
          && acting.stream().noneMatch(Future::isDone)) {
        deadline.check(() -> "the clock stands still");
      }
      stage.isOver().set(true);
      for (Future<?> one : acting) {
        Object ignored = one.get();
      }
    } finally {
      stage.isOver().set(true);
      threads.shutdownNow();
    }
  }

  /** One healthy consumer for each session, until nothing is untold. */
  private void drain() throws Exception {
    Installation hob = stage.hob();
    Installation.awaitThat(
        () -> hob.ours(" notices").isEmpty(), () -> "launchers are left: " + hob.ours());
    List<Path> untold = ToldOnce.records(hob.store());
    Deadline deadline = Deadline.ofSeconds(LIMIT_SECONDS);
    for (int round = 0; !untold.isEmpty(); round++) {
      List<Actor> last = new ArrayList<>();
      for (String session : List.of(WILD, TAME)) {
        assertEquals(0, hob.call("list").with("HOB_SESSION", session).run().status());
        last.add(
            new Taker(
                stage,
                session,
                Seeded.of(round),
                "last-" + session + "-" + round,
                List.of(Taker.Habit.ACK_ON_ANOTHER)));
      }
      for (Actor one : last) {
        one.act();
      }
      untold = untold.stream().filter(it -> !ToldOnce.isDelivered(it)).toList();
      List<Path> missing = untold;
      if (!missing.isEmpty()) {
        deadline.check(() -> missing.size() + " are untold, such as " + missing.get(0) + log());
      }
    }
  }

  private String log() {
    return "\n" + stage.hob().log() + Map.copyOf(stage.hob().ours());
  }
}

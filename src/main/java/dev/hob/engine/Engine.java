package dev.hob.engine;

import dev.hob.api.Hob;
import dev.hob.api.RunTask;
import dev.hob.bundle.BundleName;
import dev.hob.bundle.StoreSweep;
import dev.hob.model.Result;
import dev.hob.model.TaskRecord;
import dev.hob.process.tree.ProcessScan;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The door to the engine: one method for each thing that can be asked of it. Replies come when they
 * are true on disk; nothing here waits for a command.
 */
public final class Engine implements AutoCloseable {
  private final Surroundings all;
  private final Admission gate;
  private final LiveTasks live = new LiveTasks();
  private final Catalogue catalogue;
  private final Starting starting;
  private final Killing killing;
  private final Typing typing;
  private final Terminals terminals;
  private final Watchman watchman;
  private final Recovery recovery;
  private final Survey survey;
  private final Finding finding;
  private final PostOffice post;
  private final Sessions sessions;
  private final Hob hob;

  public Engine(Surroundings all) {
    this.all = all;
    gate = new Admission(all.limits());
    catalogue = new Catalogue(all.troubles());
    ProcessScan scan = new ProcessScan(all.processes().table(), all.processes().self());
    Scans scans = new Scans(scan, all.threads().scans());
    Ledger ledger = new Ledger(all, live, catalogue);
    Outputs outputs = new Outputs(all, live, ledger);
    sessions = new Sessions(all);
    post = new PostOffice(all, live, catalogue, sessions, new NoticeWords(outputs));
    Watches watches = new Watches(all, live, outputs, post);
    Desk.Telling telling = new Desk.Telling(outputs, post, watches, sessions);
    Desk desk = new Desk(all, gate, live, catalogue, ledger, scans, telling);

    Ending ending = new Ending(desk);
    killing = new Killing(desk, ending);
    watchman = new Watchman(desk, killing);
    starting = new Starting(desk, ending, watchman);
    terminals = new Terminals(all, live);
    typing = new Typing(all, live, terminals);
    recovery = new Recovery(desk, ending, killing, watchman);
    survey = new Survey(all, recovery);
    finding = new Finding(desk, survey);
    hob = new Answers(this, desk, finding, survey);
  }

  /**
   * Finds again what an earlier engine left. To be called once, by the holder of the store's lock.
   * Done when all that was known to live is found; the rest of the store is looked at meanwhile and
   * after ({@link #caughtUp}).
   *
   * @param since when this process started
   */
  public CompletableFuture<Void> recover(Instant since) throws IOException {
    all.storage()
        .store()
        .sweep()
        .sweep(new StoreSweep.Self(all.processes().self(), since), recovery::lives);
    sessions.load();
    CompletableFuture<Void> done = recovery.run();
    watchman.begin();
    post.begin();
    survey.begin(all.threads().survey());
    return done;
  }

  /** Done when every task of the store has been looked at. */
  public CompletableFuture<Void> caughtUp() {
    return survey.complete();
  }

  /** All that front ends ask for. */
  public Hob hob() {
    return hob;
  }

  public CompletableFuture<Result<Started>> run(RunTask request) {
    return starting.start(request);
  }

  public CompletableFuture<Result<Killed>> kill(KillOrder request) {
    return killing.kill(request);
  }

  /** How many of the bytes were taken; fewer than all only after a long wait. */
  public CompletableFuture<Result<Integer>> write(BundleName task, byte[] bytes) {
    return typing.write(task, bytes, Optional.empty()).thenApply(it -> it.map(Typing.Typed::bytes));
  }

  Typing typing() {
    return typing;
  }

  Terminals terminals() {
    return terminals;
  }

  /** The command sees the end of its input when it has read what is there. */
  public CompletableFuture<Result<TaskRecord>> closeInput(BundleName task) {
    return typing.close(task);
  }

  /** As it is now: a snapshot that waits for nothing. */
  public Result<TaskRecord> show(BundleName task) {
    return finding.record(task);
  }

  /** The task when it has ended, however long that takes. */
  public CompletableFuture<Result<TaskRecord>> end(BundleName task) {
    Optional<LiveTask> running = live.find(task);
    return running.isPresent()
        ? running.get().end().thenApply(Result::ok)
        : CompletableFuture.completedFuture(show(task));
  }

  public List<BundleName> live() {
    return live.all().stream().map(LiveTask::name).toList();
  }

  /** The same, unless something lives; false then. */
  public boolean closeIfIdle() {
    return gate.closeIfEmpty();
  }

  /** When nothing is done on any lane any more: the terminals are their keepers' alone. */
  public void letGo() {
    live.all().forEach(LiveTask::letGoOfTerminal);
  }

  /** Takes no more starts. What runs goes on without hob, and is found again. */
  @Override
  public void close() {
    gate.close();
  }
}

package dev.hob.engine;

import dev.hob.api.AgentGone;
import dev.hob.api.EndSession;
import dev.hob.api.ProcessClue;
import dev.hob.api.RegisterSession;
import dev.hob.model.HarnessProcess;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.SessionBook;
import dev.hob.model.SessionHash;
import dev.hob.model.SessionKey;
import dev.hob.process.Ancestors;
import dev.hob.process.ProcessFacts;
import dev.hob.process.ProcessRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * Which harness process speaks for which session, which sessions have ended, and who took over from
 * whom. The book on disk is the truth; changes to it are made one after the other.
 */
final class Sessions {
  private final Surroundings all;
  private final Ancestors ancestors;
  private volatile SessionBook book = SessionBook.EMPTY;

  /** Who is told instead of whom: a session that was handed over, and who has it now. */
  private volatile Map<SessionHash, SessionHash> holders = Map.of();

  private CompletableFuture<?> lastChange = CompletableFuture.completedFuture(true);

  Sessions(Surroundings all) {
    this.all = all;
    ancestors = new Ancestors(all.processes().table());
  }

  /** What an earlier hob knew, without the processes that are no more. To be called once. */
  void load() {
    know(all.storage().store().sessionBook().read().bookOrEmpty().withoutProcesses(this::isGone));
  }

  private boolean isGone(SessionBook.Registered registered) {
    HarnessProcess process = registered.process();
    return !process.boot().equals(all.processes().machine().boot())
        || !all.processes().table().lives(new ProcessRef(process.pid(), process.start()));
  }

  private void know(SessionBook now) {
    Map<SessionHash, SessionHash> changed = new HashMap<>();
    for (SessionKey session : now.sessions()) {
      now.successorOf(session).ifPresent(it -> changed.put(session.hash(), it.hash()));
    }
    book = now;
    holders = Map.copyOf(changed);
  }

  SessionBook book() {
    return book;
  }

  /** Who is told what that session is to be told: mostly itself. */
  SessionHash holderOf(SessionHash session) {
    return holders.getOrDefault(session, session);
  }

  /** That session, and those that were handed over to it. */
  List<SessionHash> family(SessionHash session) {
    List<SessionHash> family = new ArrayList<>(List.of(session));
    holders.forEach(
        (from, to) -> {
          if (to.equals(session)) {
            family.add(from);
          }
        });
    return family;
  }

  /** Of all sessions that this one is told for. */
  Set<String> goneAgents(SessionHash session) {
    Set<String> gone = new HashSet<>();
    for (SessionKey each : book.sessions()) {
      if (holderOf(each.hash()).equals(session)) {
        book.standingOf(each).ifPresent(it -> gone.addAll(it.goneOwners()));
      }
    }
    return gone;
  }

  /** Whether the one may act for the other. */
  boolean areOne(SessionHash one, SessionHash other) {
    return holderOf(one).equals(holderOf(other));
  }

  /** What the nearest ancestor of a process that was registered speaks for. */
  Optional<SessionKey> sessionOf(long pid) {
    SessionBook now = book;
    if (now.processes().isEmpty()) {
      return Optional.empty();
    }
    String boot = all.processes().machine().boot();
    return ancestors.of(pid).stream()
        .flatMap(it -> HarnessProcess.of(it.pid(), it.start(), boot).stream())
        .flatMap(it -> now.sessionOf(it).stream())
        .findFirst();
  }

  CompletableFuture<Result<SessionBook>> register(RegisterSession request) {
    Optional<HarnessProcess> process = request.process().flatMap(this::look);
    if (request.process().isPresent() && process.isEmpty()) {
      return CompletableFuture.completedFuture(
          Result.refused(
              Refusal.of(
                  RefusalCode.BAD_REQUEST,
                  "there is no process " + request.process().get().pid(),
                  "give the pid of the harness that speaks for the session")));
    }
    return change(
        it ->
            it.withoutProcesses(this::isGone)
                .register(
                    new SessionBook.Registering(
                        request.session(),
                        request.harness(),
                        request.source(),
                        process,
                        all.clocks().now())));
  }

  private Optional<HarnessProcess> look(ProcessClue clue) {
    return all.processes()
        .table()
        .look(clue.pid())
        .map(ProcessFacts::ref)
        .filter(it -> clue.start().isEmpty() || clue.start().get().equals(it.start()))
        .flatMap(it -> HarnessProcess.of(it.pid(), it.start(), all.processes().machine().boot()));
  }

  CompletableFuture<Result<SessionBook>> end(EndSession request) {
    return change(it -> it.end(request.session(), all.clocks().now()));
  }

  CompletableFuture<Result<SessionBook>> agentGone(AgentGone request) {
    return change(it -> it.ownerGone(request.session(), request.owner(), all.clocks().now()));
  }

  /** One after the other, and known only when it is on disk. */
  private synchronized CompletableFuture<Result<SessionBook>> change(
      UnaryOperator<SessionBook> changing) {
    CompletableFuture<Result<SessionBook>> next =
        lastChange
            .handle((done, failure) -> true)
            .thenApplyAsync(done -> write(changing.apply(book)), all.threads().syncs());
    lastChange = next;
    return next;
  }

  private Result<SessionBook> write(SessionBook changed) {
    try {
      Optional<Refusal> problem =
          all.storage().store().sessionBook().write(changed); // commit: from here it is so
      if (problem.isPresent()) {
        return Result.refused(problem.get());
      }
      know(changed);
      return Result.ok(changed);
    } catch (IOException e) {
      return Result.refused(
          Refusal.of(
              RefusalCode.INTERNAL,
              "the sessions cannot be written down: " + e.getMessage(),
              "see to the disk of the store"));
    }
  }
}

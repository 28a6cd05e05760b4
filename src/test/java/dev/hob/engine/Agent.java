package dev.hob.engine;

import dev.hob.api.AckNotices;
import dev.hob.api.Caller;
import dev.hob.api.Hob;
import dev.hob.api.NoticeBlock;
import dev.hob.api.Offer;
import dev.hob.api.TakeNotices;
import dev.hob.api.TaskNotice;
import dev.hob.model.NoticeId;
import dev.hob.model.Ownership;
import dev.hob.model.ProjectKey;
import dev.hob.model.SessionKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An agent of a session, and how it is told things. */
record Agent(Hob hob, Caller caller) {
  private static final Duration LONG = Duration.ofSeconds(50);

  static Agent of(Hob hob, String session) {
    return of(hob, session, Optional.empty());
  }

  static Agent of(Hob hob, String session, Optional<String> owner) {
    return new Agent(
        hob,
        new Caller(
            new Ownership(
                new SessionKey(session), "", Optional.empty(), ProjectKey.of("/tmp"), owner),
            Caller.Rule.SAID));
  }

  Agent in(Hob other) {
    return new Agent(other, caller);
  }

  CompletableFuture<NoticeBlock> asks(Duration longest) {
    return hob.take(TakeNotices.of(caller, "test", longest)).thenApply(it -> it.orElseThrow());
  }

  /** What is due now; offered, and not acknowledged. */
  NoticeBlock looks() {
    return TestEngine.await(asks(Duration.ZERO));
  }

  NoticeBlock waits() {
    return TestEngine.await(asks(LONG));
  }

  List<String> peeks() {
    return shown(
        TestEngine.await(hob.take(TakeNotices.of(caller, "test", Duration.ZERO).peeking()))
            .orElseThrow());
  }

  void hadAll(NoticeBlock block) {
    had(block.offer());
  }

  void had(Offer offer) {
    List<String> ids = offer.notices().stream().map(NoticeId::toString).toList();
    TestEngine.await(hob.acknowledge(new AckNotices(caller, ids))).orElseThrow();
  }

  /** Everything that is due, as an agent that is well takes it. */
  List<String> isTold() {
    NoticeBlock block = looks();
    hadAll(block);
    return shown(block);
  }

  static List<String> shown(NoticeBlock block) {
    return block.notices().stream().map(Agent::shown).toList();
  }

  /** Kind, command and status; whether it is a repeat. */
  private static String shown(TaskNotice notice) {
    return notice.id().kind().word()
        + " of "
        + notice.task().order().command().command()
        + ": "
        + notice.task().state().word()
        + (notice.repeat() ? ", again" : "");
  }
}

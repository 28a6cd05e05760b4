package dev.hob.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.api.NoticeBlock;
import dev.hob.api.Offer;
import dev.hob.api.PollTask;
import dev.hob.api.TaskReply;
import dev.hob.api.WhichTask;
import dev.hob.app.RunningEngine;
import dev.hob.model.NoticeId;
import dev.hob.model.NoticeKind;
import dev.hob.model.Result;
import dev.hob.model.TaskRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A proof that is being written down while the next consumer is on its way to the same notice. */
class LateProofIT {
  private static final long LIMIT_SECONDS = 60;

  @TempDir private Path temp;
  private final StoppedClock clock = new StoppedClock();
  private TestEngine engine;
  private Agent agent;
  private TaskRecord task;

  /** Whoever asks it while it stands gets the time when it goes again: a writer of the journal. */
  private static final class StoppedClock implements InstantSource {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final AtomicReference<CountDownLatch> going =
        new AtomicReference<>(new CountDownLatch(0));

    @Override
    public Instant instant() {
      CountDownLatch goes = Objects.requireNonNull(going.get());
      if (goes.getCount() > 0) {
        asked.countDown();
        await(goes);
      }
      return Instant.now();
    }

    void stop() {
      going.set(new CountDownLatch(1));
    }

    void awaitAsked() {
      await(asked);
    }

    void go() {
      Objects.requireNonNull(going.get()).countDown();
    }

    private static void await(CountDownLatch latch) {
      try {
        assertTrue(latch.await(LIMIT_SECONDS, TimeUnit.SECONDS), "the clock was not used");
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @BeforeEach
  void aNoticeWasOfferedAndItsDaemonDied() {
    engine = TestEngine.in(temp);
    agent = Agent.of(engine.engine().hob(), TestEngine.SESSION.value());
    task = engine.run("true");
    assertEquals(1, agent.waits().notices().size());
    engine.abandon();
    engine = TestEngine.in(temp, RunningEngine.Options.DEFAULT.by(clock));
    agent = agent.in(engine.engine().hob());
  }

  @AfterEach
  void close() {
    clock.go();
    engine.close();
  }

  /** The proof has begun to be written, and stands still there. */
  private CompletableFuture<Void> proof() {
    NoticeId notice = new NoticeId(task.id(), NoticeKind.COMPLETION, 1);
    Offer offer = Offer.of(task.session().hash(), "the one before", List.of(notice));
    clock.stop();
    CompletableFuture<Void> proof =
        CompletableFuture.runAsync(() -> agent.had(offer), ForkJoinPool.commonPool());
    clock.awaitAsked();
    return proof;
  }

  private String journal() {
    return TestEngine.read(engine.store().bundle(TestEngine.name(task)).notices());
  }

  private void assertNothingFollowsTheProof() {
    String journal = journal();
    assertTrue(journal.contains("acknowledged"), journal);
    assertFalse(journal.substring(journal.indexOf("acknowledged")).contains("offered"), journal);
  }

  @Test
  void aTakeThatCameDuringALateProofWasToldTheSameAgain() {
    CompletableFuture<Void> proof = proof();
    CompletableFuture<NoticeBlock> take = agent.asks(Duration.ZERO);
    clock.go();

    assertEquals(List.of(), Agent.shown(TestEngine.await(take)));
    TestEngine.await(proof);
    assertNothingFollowsTheProof();
  }

  @Test
  void aPollThatCameDuringALateProofHadSomethingToProve() {
    CompletableFuture<Void> proof = proof();
    PollTask request =
        new PollTask(
            WhichTask.of(agent.caller(), task.id().value()), Optional.empty(), Duration.ZERO, 0);
    CompletableFuture<Result<TaskReply>> poll = agent.hob().poll(request);
    clock.go();

    assertTrue(TestEngine.await(poll).orElseThrow().offer().isNone());
    TestEngine.await(proof);
    assertNothingFollowsTheProof();
  }
}

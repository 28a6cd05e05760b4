package dev.hob.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hob.api.RunTask;
import dev.hob.model.Labels;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that is sent again while the first one is still on its way. */
class RepeatedStartIT {
  private static final int ROUNDS = 150;
  private static final int AT_ONCE = 4;

  @TempDir private Path temp;

  @Test
  void aStartThatWasSentAgainAtOnceWasToldThatThereIsNoSuchTask() {
    ExecutorService callers = Executors.newFixedThreadPool(AT_ONCE);
    try (TestEngine engine = TestEngine.in(temp)) {
      for (int round = 0; round < ROUNDS; round++) {
        RunTask request = TestEngine.request("true").labelled(Labels.ofRequest("r" + round));
        CyclicBarrier together = new CyclicBarrier(AT_ONCE);
        List<CompletableFuture<Started>> starts =
            IntStream.range(0, AT_ONCE)
                .mapToObj(
                    it ->
                        CompletableFuture.supplyAsync(
                            () -> started(engine, request, together), callers))
                .toList();

        assertEquals(
            1, starts.stream().map(it -> TestEngine.await(it).task().id()).distinct().count());
        assertEquals(1, starts.stream().filter(it -> !TestEngine.await(it).existing()).count());
        engine.end(TestEngine.await(starts.get(0)).task());
      }
    } finally {
      callers.shutdownNow();
    }
  }

  private static Started started(TestEngine engine, RunTask request, CyclicBarrier together) {
    try {
      together.await(60, TimeUnit.SECONDS);
    } catch (BrokenBarrierException | InterruptedException | TimeoutException e) {
      throw new IllegalStateException("not all came", e);
    }
    return TestEngine.await(engine.engine().run(request)).orElseThrow();
  }
}

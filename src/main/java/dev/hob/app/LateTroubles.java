package dev.hob.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Troubles of the time before there is a log are told when there is one. */
final class LateTroubles implements Consumer<String> {
  private static final int MOST = 1000;

  private final Queue<String> early = new ArrayBlockingQueue<>(MOST);
  private final CompletableFuture<Consumer<String>> log = new CompletableFuture<>();

  void to(Consumer<String> later) {
    log.complete(later);
    List<String> waiting = new ArrayList<>(early);
    waiting.forEach(later);
  }

  @Override
  public void accept(String trouble) {
    Optional<Consumer<String>> there = Optional.ofNullable(log.getNow(null));
    there.ifPresentOrElse(it -> it.accept(trouble), () -> early.offer(trouble));
  }
}

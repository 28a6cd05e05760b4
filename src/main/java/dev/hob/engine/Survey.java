package dev.hob.engine;

import dev.hob.api.Scope;
import dev.hob.bundle.Bundle;
import dev.hob.bundle.BundleName;
import dev.hob.bundle.SessionFolders;
import dev.hob.model.SessionHash;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Looks at every bundle of the store once, beside all other work: so the catalogue comes to know
 * them, and recovery those that have not ended though nothing in {@code live/} says so.
 *
 * <p>Who asks for a session or a task before its turn has it looked at first.
 */
final class Survey {
  /** Looks that are under way at once. More would keep others waiting for the lanes. */
  private static final int BATCH = 64;

  private final Surroundings all;
  private final Recovery recovery;
  private final Map<SessionHash, CompletableFuture<Boolean>> looks = new ConcurrentHashMap<>();
  private final CompletableFuture<Void> complete = new CompletableFuture<>();

  Survey(Surroundings all, Recovery recovery) {
    this.all = all;
    this.recovery = recovery;
  }

  /** Done when all has been looked at. */
  CompletableFuture<Void> complete() {
    return complete;
  }

  void begin(Executor aside) {
    aside.execute(this::lookAtAll);
  }

  private void lookAtAll() {
    try {
      for (SessionHash session : folders().sessions()) {
        lookAt(session);
      }
      complete.complete(null);
    } catch (IOException | RuntimeException e) {
      all.troubles().accept("not all tasks could be looked at: " + e);
      complete.completeExceptionally(e);
    }
  }

  /**
   * Returns when the catalogue knows all tasks of the session. Of those who ask at the same time
   * one looks, and the others wait for it: after a restart many ask at once.
   */
  void lookAt(SessionHash session) {
    if (isComplete()) {
      return;
    }
    CompletableFuture<Boolean> own = new CompletableFuture<>();
    CompletableFuture<Boolean> before = looks.putIfAbsent(session, own);
    if (before != null) {
      before.join();
      return;
    }
    try {
      SessionFolders.Listing listing = folders().bundles(session);
      listing.leftOut().forEach(it -> all.troubles().accept("cannot look into " + it));
      lookAt(listing.bundles().stream().map(Bundle::name).toList());
      own.complete(true);
    } finally {
      if (!own.isDone()) {
        looks.remove(session, own); // the next one tries again
        own.complete(false);
      }
    }
  }

  /** Returns when the catalogue knows all tasks whose id begins so. */
  void lookFor(String beginning) {
    if (isComplete()) {
      return;
    }
    List<BundleName> fitting = new ArrayList<>();
    try {
      for (SessionHash session : folders().sessions()) {
        folders().bundles(session).bundles().stream()
            .map(Bundle::name)
            .filter(it -> it.task().value().startsWith(beginning))
            .forEach(fitting::add);
      }
    } catch (IOException e) {
      all.troubles().accept("not all tasks could be looked for: " + e);
    }
    lookAt(fitting);
  }

  /** Returns when the catalogue knows these. */
  void lookAt(List<BundleName> names) {
    if (isComplete()) {
      return;
    }
    for (int from = 0; from < names.size(); from += BATCH) {
      List<BundleName> batch = names.subList(from, Math.min(from + BATCH, names.size()));
      CompletableFuture.allOf(
              batch.stream().map(recovery::look).toArray(CompletableFuture<?>[]::new))
          .join();
    }
  }

  /** Done when the catalogue knows all tasks of the scope, or will not come to know more. */
  CompletableFuture<?> whenKnown(Scope scope) {
    if (scope.session().isPresent()) {
      lookAt(scope.session().get().hash());
      return CompletableFuture.completedFuture(true);
    }
    return complete.handle((done, failure) -> true);
  }

  boolean isComplete() {
    return complete.isDone() && !complete.isCompletedExceptionally();
  }

  private SessionFolders folders() {
    return all.storage().store().folders();
  }
}

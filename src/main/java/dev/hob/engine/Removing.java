package dev.hob.engine;

import dev.hob.api.RemoveTasks;
import dev.hob.api.Removed;
import dev.hob.api.Scope;
import dev.hob.api.WhichTask;
import dev.hob.bundle.BundleName;
import dev.hob.bundle.BundleSize;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.TaskId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Removes ended tasks with all their files. */
final class Removing {
  /** Removals that are under way at once; each waits for the disk. */
  private static final int BATCH = 32;

  private final Surroundings all;
  private final Catalogue catalogue;
  private final Finding finding;
  private final Survey survey;
  private final PostOffice post;

  Removing(Desk desk, Finding finding, Survey survey) {
    all = desk.all();
    catalogue = desk.catalogue();
    post = desk.telling().post();
    this.finding = finding;
    this.survey = survey;
  }

  /** What came of one. */
  private record One(Optional<TaskId> removed, long bytes, Optional<Refusal> refused) {
    static One refused(Refusal refusal) {
      return new One(Optional.empty(), 0, Optional.of(refusal));
    }
  }

  CompletableFuture<Removed> remove(RemoveTasks request) {
    List<One> refused = new ArrayList<>();
    List<BundleName> names = new ArrayList<>();
    for (String id : request.ids()) {
      finding
          .findOwn(WhichTask.of(request.caller(), id), request.anySession())
          .fold(names::add, refusal -> refused.add(One.refused(refusal)));
    }
    return remove(names.stream().distinct().toList(), refused);
  }

  /** Those that were to be kept are kept. */
  CompletableFuture<Removed> clear(Scope scope) {
    return survey.whenKnown(scope).thenCompose(known -> clearKnown(scope));
  }

  private CompletableFuture<Removed> clearKnown(Scope scope) {
    List<BundleName> ended =
        catalogue.all(scope, Catalogue.Entry::ended).stream()
            .map(Catalogue.Entry::name)
            .filter(this::mayGo)
            .toList();
    return remove(ended, List.of());
  }

  /** What somebody removed by hand is gone already; what cannot be read is said to be so. */
  private boolean mayGo(BundleName name) {
    return finding
        .record(name)
        .fold(
            it -> !it.remains().pinned(), refusal -> refusal.code() != RefusalCode.TASK_NOT_FOUND);
  }

  private CompletableFuture<Removed> remove(List<BundleName> names, List<One> done) {
    if (names.isEmpty()) {
      return CompletableFuture.completedFuture(together(done));
    }
    List<BundleName> now = names.subList(0, Math.min(BATCH, names.size()));
    List<CompletableFuture<One>> removals = now.stream().map(this::remove).toList();
    return CompletableFuture.allOf(removals.toArray(CompletableFuture<?>[]::new))
        .thenCompose(
            ended -> {
              List<One> all = new ArrayList<>(done);
              removals.forEach(it -> all.add(it.join()));
              return remove(names.subList(now.size(), names.size()), all);
            });
  }

  private static Removed together(List<One> all) {
    return new Removed(
        all.stream().flatMap(it -> it.removed().stream()).toList(),
        all.stream().mapToLong(One::bytes).sum(),
        all.stream().flatMap(it -> it.refused().stream()).toList());
  }

  private CompletableFuture<One> remove(BundleName name) {
    long bytes = BundleSize.bytes(finding.bundle(name));
    return all.storage()
        .writer()
        .delete(name)
        .handle(
            (refusal, failure) -> {
              if (failure != null) {
                return One.refused(failed(name, failure));
              }
              if (refusal.isEmpty() || refusal.get().code() == RefusalCode.TASK_NOT_FOUND) {
                catalogue.drop(name);
                post.removed(name);
              }
              return refusal
                  .map(One::refused)
                  .orElseGet(() -> new One(Optional.of(name.task()), bytes, Optional.empty()));
            });
  }

  private Refusal failed(BundleName name, Throwable failure) {
    all.troubles().accept("removing " + name.task() + ": " + failure);
    return Refusal.of(
            RefusalCode.INTERNAL,
            "not all files of task " + name.task() + " could be removed: " + failure.getMessage(),
            "see to the disk of the store, and try again")
        .about(name.task());
  }
}

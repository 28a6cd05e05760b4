package dev.hob.engine;

import dev.hob.api.Caller;
import dev.hob.api.WhichTask;
import dev.hob.bundle.Bundle;
import dev.hob.bundle.BundleName;
import dev.hob.bundle.RecordReading;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.SessionHash;
import dev.hob.model.Shown;
import dev.hob.model.TaskId;
import dev.hob.model.TaskRecord;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Finds the task that a caller means: among its own first, then among all. A whole id of the
 * caller's own session costs one look at the disk, however many tasks there are.
 */
final class Finding {
  /** Ids that a refusal names; more would not help to choose. */
  private static final int MOST_NAMED = 8;

  private final Surroundings all;
  private final LiveTasks live;
  private final Catalogue catalogue;
  private final Survey survey;
  private final Sessions sessions;

  Finding(Desk desk, Survey survey) {
    all = desk.all();
    live = desk.live();
    catalogue = desk.catalogue();
    sessions = desk.telling().sessions();
    this.survey = survey;
  }

  Result<BundleName> find(WhichTask which) {
    SessionHash own = which.caller().session().hash();
    return which.id().isPresent() ? find(own, which.id().get()) : latest(own);
  }

  /** The same, refused when the task is another session's. */
  Result<BundleName> findOwn(WhichTask which, boolean anySession) {
    return find(which).flatMap(name -> own(name, which.caller(), anySession));
  }

  private Result<BundleName> own(BundleName name, Caller caller, boolean anySession) {
    return anySession || sessions.areOne(name.session(), caller.session().hash())
        ? Result.ok(name)
        : Result.refused(
            Refusal.of(
                    RefusalCode.FOREIGN_SESSION,
                    "task " + name.task() + " belongs to another session",
                    "--any-session reaches it all the same")
                .about(name.task()));
  }

  private Result<BundleName> latest(SessionHash own) {
    survey.lookAt(own);
    return there(() -> catalogue.latest(own).stream().toList()).stream()
        .findFirst()
        .map(Result::ok)
        .orElseGet(
            () ->
                Result.refused(
                    Refusal.of(
                        RefusalCode.TASK_NOT_FOUND,
                        "this session has no task",
                        "hob run starts one; hob list --everywhere shows those of others")));
  }

  private Result<BundleName> find(SessionHash own, String text) {
    Result<TaskId> id = TaskId.parse(text);
    if (id instanceof Result.Refused<TaskId> refused) {
      return Result.refused(refused.refusal());
    }
    BundleName whole = new BundleName(own, id.orElseThrow());
    if (live.find(whole).isPresent()) {
      return Result.ok(whole);
    }
    if (isRecorded(whole)) {
      survey.lookAt(List.of(whole));
      return Result.ok(whole);
    }
    survey.lookAt(own);
    Optional<Result<BundleName>> among = among(text, own::equals);
    if (among.isEmpty()) {
      survey.lookFor(text);
      among = among(text, session -> true);
    }
    return among.orElseGet(() -> Result.refused(missing(text)));
  }

  private boolean isRecorded(BundleName name) {
    return all.storage().store().records().mayBeThere(name);
  }

  private Optional<Result<BundleName>> among(String text, Predicate<SessionHash> sessions) {
    List<BundleName> found = there(() -> catalogue.beginningWith(text, sessions, MOST_NAMED + 1));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        found.size() == 1 ? Result.ok(found.get(0)) : Result.refused(ambiguous(text, found)));
  }

  /** Files are the truth: what somebody removed by hand is forgotten. */
  private List<BundleName> there(Supplier<List<BundleName>> search) {
    while (true) {
      List<BundleName> found = search.get();
      List<BundleName> gone =
          found.stream().filter(it -> live.find(it).isEmpty() && !isRecorded(it)).toList();
      if (gone.isEmpty()) {
        return found;
      }
      gone.forEach(catalogue::drop);
    }
  }

  private static Refusal missing(String text) {
    return Refusal.of(
        RefusalCode.TASK_NOT_FOUND,
        "no task has an id that begins with " + Shown.text(text),
        "hob list shows those of this session, hob list --everywhere all");
  }

  private static Refusal ambiguous(String text, List<BundleName> found) {
    boolean more = found.size() > MOST_NAMED;
    List<String> ids = found.stream().limit(MOST_NAMED).map(it -> it.task().value()).toList();
    return Refusal.of(
        RefusalCode.AMBIGUOUS_ID,
        "more than one task has an id that begins with " + Shown.text(text),
        "give more of the id: " + String.join(", ", ids) + (more ? ", …" : ""));
  }

  /** As it is now: a snapshot that waits for nothing. */
  Result<TaskRecord> record(BundleName name) {
    return live.find(name).map(it -> Result.ok(it.shown())).orElseGet(() -> stored(name));
  }

  private Result<TaskRecord> stored(BundleName name) {
    RecordReading reading = all.storage().store().records().read(name);
    if (reading instanceof RecordReading.Absent) {
      catalogue.drop(name);
    }
    return reading.orRefusal(name.task()).map(it -> it.record());
  }

  Bundle bundle(BundleName name) {
    return all.storage().store().bundle(name);
  }
}

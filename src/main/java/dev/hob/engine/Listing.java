package dev.hob.engine;

import dev.hob.api.Counts;
import dev.hob.api.ListTasks;
import dev.hob.api.Scope;
import dev.hob.api.TaskPage;
import dev.hob.bundle.BundleName;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.SessionKey;
import dev.hob.model.Shown;
import dev.hob.model.TaskRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lists tasks, newest first, page by page. */
final class Listing {
  /** When the last task of a page was made, and its id. */
  private static final Pattern PLACE = Pattern.compile("(-?[0-9]{1,18})-([A-Za-z0-9_-]{1,64})");

  private final Catalogue catalogue;
  private final Finding finding;
  private final Survey survey;
  private final Sessions sessions;

  Listing(Desk desk, Finding finding, Survey survey) {
    catalogue = desk.catalogue();
    sessions = desk.telling().sessions();
    this.finding = finding;
    this.survey = survey;
  }

  /** Where a page begins: behind this task. */
  private record Place(long createdAt, String id) {

    static Result<Optional<Place>> of(Optional<String> next) {
      return next.map(Place::parse).orElse(Result.ok(Optional.empty()));
    }

    private static Result<Optional<Place>> parse(String text) {
      Matcher parts = PLACE.matcher(text);
      return parts.matches()
          ? Result.ok(Optional.of(new Place(Long.parseLong(parts.group(1)), parts.group(2))))
          : Result.refused(
              Refusal.of(
                  RefusalCode.BAD_REQUEST,
                  "not the next page of a list: " + Shown.text(text),
                  "give back \"next\" of the page before as it was"));
    }

    boolean isBefore(Catalogue.Entry entry) {
      int order = Long.compare(createdAt, entry.createdAt());
      return order > 0 || (order == 0 && id.compareTo(entry.name().task().value()) > 0);
    }
  }

  Result<TaskPage> page(ListTasks request) {
    lookAt(request.scope());
    return Place.of(request.next()).map(place -> page(request, place));
  }

  private TaskPage page(ListTasks request, Optional<Place> place) {
    Predicate<Catalogue.Entry> fits = fitting(request);
    List<Catalogue.Entry> all = all(request.scope(), fits);
    List<Catalogue.Entry> rest =
        place.map(it -> all.stream().filter(it::isBefore).toList()).orElse(all);
    int limit = Math.min(Math.max(request.limit(), 1), ListTasks.MOST);
    List<TaskRecord> tasks = new ArrayList<>();
    Set<Catalogue.Entry> gone = new HashSet<>();
    int looked = 0;
    for (Catalogue.Entry entry : rest) {
      if (tasks.size() == limit) {
        break;
      }
      looked++;
      Optional<TaskRecord> task =
          finding.record(entry.name()).fold(Optional::of, no -> Optional.empty());
      task.filter(it -> fits.test(Catalogue.Entry.of(it)))
          .ifPresentOrElse(tasks::add, () -> gone.add(entry));
    }
    Optional<String> next =
        looked < rest.size() ? Optional.of(place(rest.get(looked - 1))) : Optional.empty();
    List<Catalogue.Entry> counted = all.stream().filter(it -> !gone.contains(it)).toList();
    return new TaskPage(tasks, next, Catalogue.counts(counted), !survey.isComplete());
  }

  private static String place(Catalogue.Entry entry) {
    return entry.createdAt() + "-" + entry.name().task();
  }

  private static Predicate<Catalogue.Entry> fitting(ListTasks request) {
    return entry ->
        (request.statuses().isEmpty() || request.statuses().contains(entry.status()))
            && request.label().map(entry.label()::equals).orElse(true)
            && request.since().map(it -> entry.createdAt() >= it.toEpochMilli()).orElse(true);
  }

  /** A session's tasks are also those of the sessions that were handed over to it. */
  private List<Catalogue.Entry> all(Scope scope, Predicate<Catalogue.Entry> fits) {
    return scope.session().isPresent()
        ? catalogue.all(sessions.family(scope.session().get().hash()), scope.project(), fits)
        : catalogue.all(scope, fits);
  }

  private void lookAt(Scope scope) {
    scope.session().ifPresent(it -> sessions.family(it.hash()).forEach(survey::lookAt));
  }

  Counts counts(Scope scope) {
    lookAt(scope);
    return Catalogue.counts(all(scope, entry -> true));
  }

  List<BundleName> unfinished(SessionKey session) {
    lookAt(Scope.of(session));
    return all(Scope.of(session), entry -> !entry.ended()).stream()
        .map(Catalogue.Entry::name)
        .toList();
  }
}

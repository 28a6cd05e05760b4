package dev.hob.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Judges a run that is over. It shares no code with hob: it knows the names of the files of a store
 * and reads the JSON in them, and believes otherwise only what consumers had in their hands.
 *
 * <p>Of every task it wants: somebody of its session was told; nobody of another one; as new at
 * most once, and then by its first offer; nothing was told after its proof or without an offer; a
 * further offer only after something had happened to the one before; one proof in the journal, and
 * the record says so.
 */
final class ToldOnce {
  /** An offer may still be written for a request whose client has died. */
  private static final long AFTER_DEATH_MILLIS = 10_000;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Trail trail;
  private final Map<String, List<Trail.Told>> told;
  private final Map<String, List<Trail.Proved>> proved;
  private final Map<String, List<Trail.Fault>> faults;
  private final List<String> findings = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private int offers;
  private int repeated;

  private ToldOnce(Trail trail) {
    this.trail = trail;
    this.told = trail.told().stream().collect(Collectors.groupingBy(Trail.Told::task));
    this.proved = trail.proved().stream().collect(Collectors.groupingBy(Trail.Proved::notice));
    this.faults = trail.faults().stream().collect(Collectors.groupingBy(Trail.Fault::holder));
  }

  /** What was wrong, in words; and how much was looked at. */
  record Verdict(List<String> findings, int tasks, int offers, int repeated) {}

  static Verdict of(Path store, Trail trail) {
    ToldOnce check = new ToldOnce(trail);
    records(store).forEach(check::task);
    check.unknown();
    return new Verdict(
        List.copyOf(check.findings), check.seen.size(), check.offers, check.repeated);
  }

  /** The files of all records. */
  static List<Path> records(Path store) {
    List<Path> records = new ArrayList<>();
    try (Stream<Path> folders = Files.list(store.resolve("bash-tasks"))) {
      for (Path folder : folders.filter(Files::isDirectory).toList()) {
        try (Stream<Path> files = Files.list(folder)) {
          files.filter(ToldOnce::isRecord).forEach(records::add);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return records;
  }

  private static boolean isRecord(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".json") && !name.equals("session.json") && !name.startsWith(".");
  }

  /** Whether that record says that the end was told. */
  static boolean isDelivered(Path record) {
    return read(record).path("completion_delivered").asBoolean(false);
  }

  private static JsonNode read(Path file) {
    try {
      return JSON.readTree(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One of the journal's events of a notice. */
  private record Event(String kind, long at, String notice, String consumer) {
    static Event of(JsonNode json) {
      String consumer = json.path("consumer").asText();
      return new Event(
          json.path("event").asText(),
          json.path("at").asLong(),
          json.path("notice_id").asText(),
          consumer.replaceAll(" [0-9]+$", "")); // each offer has a number behind the name
    }

    boolean is(String wanted) {
      return kind.equals(wanted);
    }
  }

  private static List<Event> journal(Path file) {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      String all = Files.readString(file);
      String whole = all.substring(0, all.lastIndexOf('\n') + 1);
      List<Event> events = new ArrayList<>();
      for (String line : whole.lines().skip(1).toList()) {
        events.add(Event.of(JSON.readTree(line)));
      }
      return events;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A task, with all that is known of it. */
  private record Case(
      String task, String session, String request, List<Event> journal, List<Trail.Told> told) {

    List<Event> offers() {
      return journal.stream().filter(it -> it.is("offered")).toList();
    }

    long offersTo(String holder) {
      return offers().stream().filter(it -> it.consumer().equals(holder)).count();
    }

    List<Trail.Told> notices() {
      return told.stream().filter(it -> it.notice().isPresent()).toList();
    }

    long count(Predicate<Trail.Told> wanted) {
      return notices().stream().filter(wanted).count();
    }
  }

  private void task(Path file) {
    JsonNode record = read(file);
    String id = record.path("task_id").asText();
    seen.add(id);
    Case it =
        new Case(
            id,
            record.path("session_id").asText(),
            record.path("request_id").asText(),
            journal(file.resolveSibling(id + ".notices")),
            told.getOrDefault(id, List.of()));
    offers += it.offers().size();
    repeated += it.offers().size() > 1 ? 1 : 0;
    int before = findings.size();
    delivered(it, record);
    audience(it);
    asNew(it);
    proof(it);
    explained(it);
    if (findings.size() > before) {
      findings.add("  so it was with " + it);
    }
  }

  private void find(Case of, String what) {
    findings.add(of.task() + " " + what);
  }

  private void delivered(Case it, JsonNode record) {
    if (!record.path("completion_delivered").asBoolean(false)) {
      find(it, "is not delivered, says its record");
    }
    long proofs = it.journal().stream().filter(event -> event.is("acknowledged")).count();
    if (proofs != 1) {
      find(it, "has " + proofs + " proofs in its journal");
    }
    if (it.journal().stream().anyMatch(event -> event.is("expired"))) {
      find(it, "expired, though somebody asked for it all the time");
    }
  }

  private void audience(Case it) {
    if (it.told().isEmpty()) {
      find(it, "was told to nobody");
    }
    it.told().stream()
        .filter(told -> !told.session().equals(it.session()))
        .forEach(told -> find(it, "was told to the session " + told.session()));
    Set<String> ids = new TreeSet<>();
    it.notices().forEach(told -> ids.add(told.notice().orElseThrow()));
    it.journal().forEach(event -> ids.add(event.notice()));
    if (ids.size() > 1) {
      find(it, "was told under several ids: " + ids);
    }
  }

  private void asNew(Case it) {
    if (it.count(told -> !told.repeat()) > 1) {
      find(it, "was told as new more than once");
    }
    for (Trail.Told told : it.notices()) {
      boolean first = !it.offers().isEmpty() && it.offers().get(0).consumer().equals(told.holder());
      if (!told.repeat() && !first) {
        find(it, "was told as new to " + told.holder() + ", to whom it was not offered first");
      }
      if (told.repeat() && it.offers().size() < 2) {
        find(it, "was told as a repeat of nothing");
      }
    }
    it.notices().stream()
        .map(Trail.Told::holder)
        .distinct()
        .filter(holder -> it.count(t -> t.holder().equals(holder)) > it.offersTo(holder))
        .forEach(holder -> find(it, "was told to " + holder + " without an offer in the journal"));
  }

  private void proof(Case it) {
    boolean proven = false;
    for (Event event : it.journal()) {
      if (proven && event.is("offered")) {
        find(it, "was offered to " + event.consumer() + " after its proof");
      }
      proven |= event.is("acknowledged");
    }
    for (Trail.Told told : it.notices()) {
      boolean late =
          proved.getOrDefault(told.notice().orElseThrow(), List.of()).stream()
              .anyMatch(proof -> proof.at() < told.from());
      if (late) {
        find(it, "was told to " + told.holder() + ", who asked after it had been proven");
      }
    }
  }

  private void explained(Case it) {
    List<Event> offers = it.offers();
    for (int i = 1; i < offers.size(); i++) {
      if (!isExplained(it, offers.get(i - 1), offers.get(i))) {
        find(
            it,
            "was offered to "
                + offers.get(i).consumer()
                + " although nothing had happened to "
                + offers.get(i - 1).consumer());
      }
    }
  }

  private boolean isExplained(Case it, Event before, Event next) {
    boolean daemonDied =
        faults.getOrDefault(Trail.DAEMON, List.of()).stream()
            .anyMatch(fault -> fault.from() <= next.at() && fault.until() >= before.at());
    return daemonDied || holderFailed(it, before, next);
  }

  private boolean holderFailed(Case it, Event before, Event next) {
    String holder = before.consumer();
    return !wereAllSound(it, holder)
        && faults.getOrDefault(holder, List.of()).stream()
            .filter(fault -> fault.about().isEmpty() || concerns(it, fault.about()))
            .anyMatch(
                fault ->
                    fault.from() <= before.at()
                        && before.at() <= fault.until() + AFTER_DEATH_MILLIS
                        && fault.from() <= next.at());
  }

  /** Launchers have one name in journals: if those that ended well had each offer, no other did. */
  private static boolean wereAllSound(Case it, String holder) {
    long sound = it.count(told -> told.holder().equals(holder) && told.sound());
    return holder.equals(Trail.LAUNCHER) && sound == it.offersTo(holder);
  }

  private static boolean concerns(Case it, Optional<String> about) {
    return List.of(it.task(), it.session(), it.request()).contains(about.orElseThrow());
  }

  /** What was told of tasks that are not there, and tasks that were promised. */
  private void unknown() {
    Set<String> missing = new TreeSet<>(told.keySet());
    trail.accepted().forEach(it -> missing.add(it.task()));
    missing.removeAll(seen);
    missing.forEach(it -> findings.add(it + " was told of or accepted, and has no record"));
  }
}

package dev.hob.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.testing.Seeded;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes notices over HTTP and proves that they came, in every way there is; or does not, in every
 * way there is, when it is of the kind that misbehaves. Each take is another consumer by name, so
 * that the journal says which take an offer was made to.
 */
final class Taker extends Actor {
  private static final int WAIT_MILLIS = 300;
  private static final int PAUSE_MILLIS = 80;
  private static final int SLOW_MILLIS = 800;
  private static final int LATE_MILLIS = 3_000;

  /** Slower than this is too slow: the offer may have ended. */
  private static final long TOO_SLOW_MILLIS = 25_000;

  private final String name;
  private final List<Habit> habits;
  private final List<Take> late = new ArrayList<>();
  private Optional<Take> unproven = Optional.empty();
  private int number;

  /** What it does with a take. */
  enum Habit {
    ACK_ON_THE_SAME_CONNECTION(false),
    ACK_ON_ANOTHER(false),
    ACK_TWICE(false),
    ACK_LATE(false),
    ACK_WITH_THE_NEXT(false),
    TAKE_TWICE(false),
    SLOW(false),
    CUT_UNREAD(true),
    CUT_HALF(true),
    NO_ACK(true),
    ACK_LOST(true);

    private final boolean fault;

    Habit(boolean fault) {
      this.fault = fault;
    }
  }

  static final List<Habit> WELL_BEHAVED =
      List.of(Habit.values()).stream().filter(it -> !it.fault).toList();

  static final List<Habit> ANY = List.of(Habit.values());

  /**
   * Notices in its hands.
   *
   * @param due when it says so, at the earliest
   */
  private record Take(String holder, List<String> notices, long from, long due) {}

  Taker(Stage stage, String session, Seeded random, String name, List<Habit> habits) {
    super(stage, session, random);
    this.name = name;
    this.habits = List.copyOf(habits);
  }

  @Override
  void act() throws IOException {
    ackLate(false);
    pause(PAUSE_MILLIS);
    Habit habit = random().of(habits);
    String holder = name + "-" + number++;
    long from = Trail.now();
    try (Wire wire = take(holder)) {
      switch (habit) {
        case CUT_UNREAD -> {
          pause(random().of(1, WAIT_MILLIS));
          spoil(holder, from);
        }
        case CUT_HALF -> {
          spoil(holder, from);
          wire.halfOfTheReply();
        }
        case TAKE_TWICE -> takeTwice(wire, holder, from);
        default -> handle(habit, wire, read(wire, holder, from, !habit.fault));
      }
    }
  }

  /** Also what came with the take before counts as not proven if this one is spoilt. */
  private void spoil(String holder, long from) {
    trail().fault(holder, Optional.empty(), from);
    unproven.ifPresent(it -> trail().fault(it.holder(), Optional.empty(), it.from()));
    unproven = Optional.empty();
  }

  private Wire take(String holder) throws IOException {
    Map<String, Object> request = new HashMap<>();
    request.put("session", session());
    request.put("consumer", holder);
    request.put("wait_ms", random().of(0, 0, WAIT_MILLIS));
    if (random().chance()) {
      request.put("limit", 1 + random().below(5));
    }
    unproven.ifPresent(it -> request.put("ack_of", it.notices()));
    return Wire.to(hob()).post("notices", request);
  }

  private void takeTwice(Wire wire, String holder, long from) throws IOException {
    try (Wire other =
        Wire.to(hob()).post("notices", Map.of("session", session(), "consumer", holder))) {
      Take first = read(wire, holder, from, true);
      Take second = read(other, holder, from, true);
      ack(first);
      ack(second);
    }
  }

  private Take read(Wire wire, String holder, long from, boolean sound) throws IOException {
    Wire.Reply reply = wire.reply();
    if (!reply.isOk()) {
      trail().count("takes refused: " + reply.json().path("error").path("code").asText());
      return new Take(holder, List.of(), from, from);
    }
    unproven.ifPresent(it -> trail().proved(it.notices()));
    unproven = Optional.empty();
    JsonNode notices = reply.json().path("notices");
    told(notices, holder, sound, from);
    List<String> ids = new ArrayList<>();
    notices.forEach(it -> ids.add(it.path("notice_id").asText()));
    return new Take(holder, ids, from, Trail.now() + random().below(LATE_MILLIS));
  }

  private void handle(Habit habit, Wire wire, Take take) throws IOException {
    if (take.notices().isEmpty()) {
      return;
    }
    switch (habit) {
      case ACK_ON_ANOTHER -> ack(take);
      case ACK_TWICE -> {
        ack(take);
        ack(take);
      }
      case ACK_LATE -> late.add(take);
      case ACK_WITH_THE_NEXT -> unproven = Optional.of(take);
      case SLOW -> {
        pause(SLOW_MILLIS);
        ack(take);
      }
      case NO_ACK -> trail().fault(take.holder(), Optional.empty(), take.from());
      case ACK_LOST -> {
        trail().fault(take.holder(), Optional.empty(), take.from());
        Wire.to(hob()).post("ack", proof(take)).close();
      }
      default -> ack(onTheSame(wire, take), take);
    }
  }

  /** The daemon closes the connection of a take that waited. */
  private Wire.Reply onTheSame(Wire wire, Take take) throws IOException {
    try {
      return wire.post("ack", proof(take)).reply();
    } catch (IOException e) {
      return acked(take);
    }
  }

  private Map<String, Object> proof(Take take) {
    return Map.of("session", session(), "notice_ids", take.notices());
  }

  private void ack(Take take) throws IOException {
    if (!take.notices().isEmpty()) {
      ack(acked(take), take);
    }
  }

  private Wire.Reply acked(Take take) throws IOException {
    try (Wire wire = Wire.to(hob()).post("ack", proof(take))) {
      return wire.reply();
    }
  }

  private void ack(Wire.Reply reply, Take take) {
    if (!reply.isOk()) {
      trail().count("proofs refused: " + reply.json().path("error").path("code").asText());
      return;
    }
    Set<String> refused = new HashSet<>(take.notices());
    List<String> acknowledged = texts(reply.json().path("acknowledged"));
    acknowledged.forEach(refused::remove);
    if (!refused.isEmpty()) {
      throw new AssertionError("these were told and cannot be proven: " + reply);
    }
    trail().proved(acknowledged);
    if (Trail.now() - take.from() > TOO_SLOW_MILLIS) {
      trail().fault(take.holder(), Optional.empty(), take.from());
    }
  }

  private void ackLate(boolean all) throws IOException {
    for (Iterator<Take> takes = late.iterator(); takes.hasNext(); ) {
      Take take = takes.next();
      if (all || take.due() <= Trail.now()) {
        takes.remove();
        ack(take);
      }
    }
  }

  @Override
  void leave() {
    try {
      ackLate(true);
    } catch (IOException e) {
      trail().count("broken connections");
    }
    late.forEach(it -> trail().fault(it.holder(), Optional.empty(), it.from()));
    unproven.ifPresent(it -> trail().fault(it.holder(), Optional.empty(), it.from()));
  }
}

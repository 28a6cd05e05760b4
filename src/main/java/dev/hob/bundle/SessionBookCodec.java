package dev.hob.bundle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.model.HarnessProcess;
import dev.hob.model.SessionBook;
import dev.hob.model.SessionBook.Registered;
import dev.hob.model.SessionBook.Standing;
import dev.hob.model.SessionKey;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code sessions.json} as bytes.
 *
 * <pre>
 * format               hob.sessions
 * version              1
 * processes[]          those registered last come last
 *   pid, start         the process; start in the platform's exact units
 *   boot_id            empty where unknown
 *   session_id         for which it speaks
 *   harness            empty where unknown
 *   registered_at
 *   ended              absent unless true: the session ended there, the process speaks for nobody
 * sessions[]
 *   session_id
 *   harness            empty where unknown
 *   registered_at      last; absent where it never was
 *   ended_at           absent while it is active
 *   successor          to whom it was handed over; absent where to nobody
 *   gone_owners[]      its agents that will never ask again
 *   last_seen
 * </pre>
 *
 * <p>Times are milliseconds since 1970. Unknown fields are passed over, and gone after the next
 * write: what must not get lost gets a new version.
 */
final class SessionBookCodec {
  private static final String FORMAT = "hob.sessions";
  private static final int VERSION = 1;

  private SessionBookCodec() {}

  static byte[] encode(SessionBook book) {
    ObjectNode json = JsonText.object();
    json.put("format", FORMAT);
    json.put("version", VERSION);
    ArrayNode processes = json.putArray("processes");
    book.processes().forEach(it -> write(processes.addObject(), it));
    ArrayNode sessions = json.putArray("sessions");
    book.standings().forEach((session, standing) -> write(sessions.addObject(), session, standing));
    return JsonText.pretty(json);
  }

  private static void write(ObjectNode json, Registered registered) {
    json.put("pid", registered.process().pid());
    json.put("start", registered.process().start());
    json.put("boot_id", registered.process().boot());
    json.put("session_id", registered.session().value());
    json.put("harness", registered.harness());
    json.put("registered_at", registered.at().toEpochMilli());
    if (registered.ended()) {
      json.put("ended", true);
    }
  }

  private static void write(ObjectNode json, SessionKey session, Standing standing) {
    json.put("session_id", session.value());
    json.put("harness", standing.harness());
    standing.registeredAt().ifPresent(at -> json.put("registered_at", at.toEpochMilli()));
    standing.endedAt().ifPresent(at -> json.put("ended_at", at.toEpochMilli()));
    standing.successor().ifPresent(successor -> json.put("successor", successor.value()));
    ArrayNode owners = json.putArray("gone_owners");
    standing.goneOwners().forEach(owners::add);
    json.put("last_seen", standing.lastSeen().toEpochMilli());
  }

  static SessionBookReading decode(byte[] bytes) {
    try {
      return decode(new JsonFields(JsonText.parse(bytes)));
    } catch (DamageException e) {
      return new SessionBookReading.Damaged(e.kind(), e.detail());
    }
  }

  private static SessionBookReading decode(JsonFields fields) throws DamageException {
    if (!fields.text("format").equals(FORMAT)) {
      throw fields.wrongValue("format", FORMAT);
    }
    long version = fields.number("version");
    if (version > VERSION) {
      return new SessionBookReading.Newer(version);
    }
    if (version < VERSION) {
      throw fields.wrongValue("version", "a version that ever was");
    }
    List<Registered> processes = fields.list("processes", "pid", SessionBookCodec::registered);
    Map<SessionKey, Standing> standings = new LinkedHashMap<>();
    for (Entry entry : fields.list("sessions", "session_id", SessionBookCodec::entry)) {
      standings.put(entry.session(), entry.standing());
    }
    return new SessionBookReading.Found(SessionBook.of(processes, standings));
  }

  private static Registered registered(JsonFields fields) throws DamageException {
    return new Registered(
        process(fields),
        session(fields, "session_id", fields.text("session_id")),
        fields.textIfAny("harness").orElse(""),
        fields.time("registered_at"),
        fields.flag("ended", false));
  }

  private static HarnessProcess process(JsonFields fields) throws DamageException {
    Optional<HarnessProcess> process =
        HarnessProcess.of(
            fields.number("pid"), fields.text("start"), fields.textIfAny("boot_id").orElse(""));
    if (process.isEmpty()) {
      throw fields.wrongValue("pid", "that of one process, with its start");
    }
    return process.get();
  }

  private static SessionKey session(JsonFields fields, String name, String text)
      throws DamageException {
    return fields.parsed(text, name, SessionKey::parse, "a session id");
  }

  /** A session and what is known of it. */
  private record Entry(SessionKey session, Standing standing) {}

  private static Entry entry(JsonFields fields) throws DamageException {
    SessionKey session = session(fields, "session_id", fields.text("session_id"));
    Optional<String> successor = fields.textIfAny("successor");
    return new Entry(
        session,
        new Standing(
            fields.textIfAny("harness").orElse(""),
            fields.timeIfAny("registered_at"),
            fields.timeIfAny("ended_at"),
            successor.isPresent()
                ? Optional.of(session(fields, "successor", successor.get()))
                : Optional.empty(),
            new LinkedHashSet<>(fields.texts("gone_owners")),
            fields.time("last_seen")));
  }
}

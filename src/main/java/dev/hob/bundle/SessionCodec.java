package dev.hob.bundle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.model.SessionHash;
import dev.hob.model.SessionKey;

/**
 * {@code session.json} as bytes.
 *
 * <pre>
 * schema_version  1
 * session_id      the harness's own id; its hash is the folder's name
 * harness         empty where unknown
 * project_root    absent where unknown
 * created_at      when the folder was made
 * </pre>
 */
final class SessionCodec {
  private static final int VERSION = 1;

  private SessionCodec() {}

  static byte[] encode(SessionFile file) {
    ObjectNode json = JsonText.object();
    json.put("schema_version", VERSION);
    json.put("session_id", file.session().value());
    json.put("harness", file.harness());
    file.projectRoot().ifPresent(root -> json.put("project_root", root));
    json.put("created_at", file.createdAt().toEpochMilli());
    return JsonText.pretty(json);
  }

  static SessionReading decode(SessionHash folder, byte[] bytes) {
    try {
      return decode(folder, new JsonFields(JsonText.parse(bytes)));
    } catch (DamageException e) {
      return new SessionReading.Damaged(e.kind(), e.detail());
    }
  }

  private static SessionReading decode(SessionHash folder, JsonFields fields)
      throws DamageException {
    long version = fields.number("schema_version");
    if (version > VERSION) {
      return new SessionReading.Newer(version);
    }
    if (version < VERSION) {
      throw fields.wrongValue("schema_version", "a version that ever was");
    }
    SessionKey session = RecordReader.session(fields);
    if (!session.hash().equals(folder)) {
      throw new DamageException(
          DamageKind.WRONG_SESSION, "its session belongs in the folder " + session.hash());
    }
    return new SessionReading.Found(
        new SessionFile(
            session,
            fields.textIfAny("harness").orElse(""),
            fields.textIfAny("project_root"),
            fields.time("created_at")));
  }
}

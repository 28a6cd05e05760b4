package dev.hob.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.model.TaskRecord;
import java.util.Map;
import java.util.Set;

/**
 * A record as the bytes of {@code <task-id>.json}.
 *
 * <pre>
 * version 1        never read: set aside by recovery
 * versions 2 to 4  read, and written as 5 at the next write that changes something
 * version 5        hob's own
 * newer            refused, untouched
 * </pre>
 *
 * <p>Required in every version: schema_version, task_id, session_id, command, workdir, status,
 * started_at, completion_delivered. A field that is not known here is kept when the record is
 * rewritten, at every depth of objects. The machine form is schema/record.schema.json.
 */
final class RecordCodec {
  static final int VERSION = 5;
  static final int OLDEST = 2;

  /** By which field an element of a list is known again. */
  static final Map<String, String> LIST_KEYS =
      Map.of("members", "pid", "leftovers", "pid", "notices", "notice_id", "gaps", "from");

  /**
   * Objects and lists that say something by being there: what was unknown in them goes with them.
   */
  private static final Set<String> GONE_WHEN_ABSENT =
      Set.of(
          "deadline",
          "ended_by",
          "gaps",
          "keeper",
          "leftovers",
          "members",
          "notices",
          "outcome",
          "usage");

  private RecordCodec() {}

  /** Where a record was found: what it must be the record of, and the harness of older trees. */
  record Place(BundleName name, String harness) {}

  /** Never throws for what the bytes may be: the reading says it. */
  static RecordReading decode(Place place, byte[] bytes) {
    try {
      return decodeObject(place, JsonText.parse(bytes));
    } catch (UnknownWordException e) {
      return new RecordReading.Unreadable("a newer hob seems to have written it: " + e.detail());
    } catch (DamageException e) {
      return new RecordReading.Damaged(e.kind(), e.detail(), ProcessClues.in(bytes));
    }
  }

  private static RecordReading decodeObject(Place place, ObjectNode object) throws DamageException {
    JsonFields head = new JsonFields(object);
    long version = head.number("schema_version");
    if (version > VERSION) {
      return new RecordReading.Newer(version);
    }
    if (version < 1) {
      throw head.wrongValue("schema_version", "a version that ever was");
    }
    if (version < OLDEST) {
      throw new DamageException(DamageKind.VERSION_1, "it is of version 1, which is not read");
    }
    JsonFields fields = version < VERSION ? head : head.withOpenWords();
    TaskRecord record = new RecordReader(fields, (int) version, place.harness()).record();
    checkIdentity(place.name(), record);
    return new RecordReading.Found(
        new StoredRecord(record, (int) version, fields.unknown().toString()));
  }

  /** A record that was copied to another name must not act under it. */
  private static void checkIdentity(BundleName name, TaskRecord record) throws DamageException {
    if (!record.id().equals(name.task())) {
      throw new DamageException(DamageKind.WRONG_TASK, "it is the record of task " + record.id());
    }
    if (!record.session().hash().equals(name.session())) {
      throw new DamageException(
          DamageKind.WRONG_SESSION, "its session belongs in the folder " + record.session().hash());
    }
  }

  static byte[] encode(StoredRecord stored) {
    ObjectNode object = RecordWriting.object(stored.record());
    if (!stored.unknownFields().equals(StoredRecord.NONE_UNKNOWN)) {
      keep(object, reparsed(stored.unknownFields()));
    }
    return JsonText.pretty(object);
  }

  private static ObjectNode reparsed(String unknownFields) {
    try {
      return JsonText.parse(unknownFields);
    } catch (DamageException e) {
      throw new IllegalStateException("unknown fields came from JSON", e);
    }
  }

  /** What is known wins; what is unknown is added beside it. */
  private static void keep(ObjectNode object, ObjectNode unknown) {
    for (Map.Entry<String, JsonNode> field : unknown.properties()) {
      String name = field.getKey();
      JsonNode known = object.get(name);
      if (known instanceof ObjectNode knownObject
          && field.getValue() instanceof ObjectNode unknownObject) {
        keep(knownObject, unknownObject);
      } else if (known instanceof ArrayNode list && field.getValue() instanceof ArrayNode others) {
        keepInElements(list, others, LIST_KEYS.getOrDefault(name, ""));
      } else if (known == null && !GONE_WHEN_ABSENT.contains(name)) {
        object.set(name, field.getValue());
      }
    }
  }

  /** An element is the same as before when its key is, as an int or as a long. */
  private static void keepInElements(ArrayNode list, ArrayNode unknown, String key) {
    for (JsonNode other : unknown) {
      for (JsonNode known : list) {
        if (known instanceof ObjectNode element
            && other instanceof ObjectNode fields
            && element.path(key).asText().equals(fields.path(key).asText())) {
          keep(element, fields);
        }
      }
    }
  }
}

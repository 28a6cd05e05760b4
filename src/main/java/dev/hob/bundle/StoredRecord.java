package dev.hob.bundle;

import dev.hob.model.TaskRecord;

/**
 * A record and what came with it from its file.
 *
 * @param schemaVersion the version that the file is written in
 * @param unknownFields JSON of the fields that this hob does not know, to be kept when it is
 *     rewritten
 */
public record StoredRecord(TaskRecord record, int schemaVersion, String unknownFields) {
  static final String NONE_UNKNOWN = "{}";

  static StoredRecord of(TaskRecord record) {
    return new StoredRecord(record, RecordCodec.VERSION, NONE_UNKNOWN);
  }
}

package dev.hob.api;

import dev.hob.model.NoticeEvent;
import dev.hob.model.NoticeId;
import dev.hob.model.TaskRecord;
import java.time.Instant;
import java.util.Optional;

/**
 * One thing that a session is told of one of its tasks.
 *
 * @param repeat it was offered before, and may have come already
 * @param task as it is now
 * @param match what a watch found
 * @param text ready for a model
 */
public record TaskNotice(
    NoticeId id,
    boolean repeat,
    Instant at,
    TaskRecord task,
    Optional<NoticeEvent.Match> match,
    String text) {}

package dev.hob.engine;

import dev.hob.model.TaskRecord;

/**
 * A start was accepted.
 *
 * @param existing the task was there already: a repeated request, or a live one of that name
 */
public record Started(TaskRecord task, boolean existing) {}

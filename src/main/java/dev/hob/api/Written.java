package dev.hob.api;

import dev.hob.model.TaskRecord;

/**
 * What a command was given to read.
 *
 * @param bytes how many were taken; fewer than given where the command does not read
 * @param closed nothing more can be given
 */
public record Written(TaskRecord task, int bytes, boolean closed) {}

package dev.hob.api;

import dev.hob.model.TaskRecord;

/**
 * What a command was given to read.
 *
 * @param bytes how many were taken; fewer than given where the command does not read
 * @param given how many were to be taken, keys counted
 * @param delivered nothing of it waits to be read any more, as far as hob can see
 * @param closed nothing more can be given
 */
public record Written(TaskRecord task, int bytes, int given, boolean delivered, boolean closed) {}

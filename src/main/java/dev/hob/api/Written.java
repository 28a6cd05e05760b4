package dev.hob.api;

import dev.hob.model.TaskRecord;
import dev.hob.model.WriteOutcome;

/**
 * What a command was given to read.
 *
 * @param bytes how many were taken; fewer than given where the command does not read
 * @param given how many were to be taken, keys counted
 * @param closed nothing more can be given
 */
public record Written(
    TaskRecord task, int bytes, int given, WriteOutcome outcome, boolean closed) {}

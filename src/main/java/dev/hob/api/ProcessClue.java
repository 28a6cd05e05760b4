package dev.hob.api;

import java.util.Optional;

/**
 * Which process is meant.
 *
 * @param start its start time in the platform's exact units; absent where the caller knows only the
 *     pid: then it is the process that has it now
 */
public record ProcessClue(long pid, Optional<String> start) {}

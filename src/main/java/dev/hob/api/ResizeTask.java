package dev.hob.api;

import java.util.OptionalInt;

/**
 * Change the size of a task's terminal.
 *
 * @param rows absent: as they are
 * @param cols the same
 */
public record ResizeTask(WhichTask which, OptionalInt rows, OptionalInt cols, boolean anySession) {}

package dev.hob.api;

import dev.hob.model.TaskId;

/** The size that a terminal has now. */
public record Resized(TaskId task, int rows, int cols) {}

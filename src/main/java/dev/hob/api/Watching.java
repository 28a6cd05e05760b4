package dev.hob.api;

import dev.hob.model.TaskRecord;
import dev.hob.model.WatchGoal;
import dev.hob.model.WatchId;

/** A watch that was set up, as it is on disk. */
public record Watching(TaskRecord task, WatchId watch, WatchGoal goal) {}

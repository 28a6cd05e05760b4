package dev.hob.process.pipe;

import dev.hob.model.TaskId;
import java.nio.file.Path;

/**
 * What the keeper of a terminal works with.
 *
 * @param marker stands when the command has ended
 * @param output of the terminal
 * @param keys fifo of what is typed
 */
public record TerminalFiles(TaskId task, Path claim, Path marker, Path output, Path keys) {}

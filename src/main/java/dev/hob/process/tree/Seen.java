package dev.hob.process.tree;

import dev.hob.process.ProcessFacts;
import java.util.Optional;

/**
 * A process and the mark that it carries.
 *
 * @param task the task in whose environment it was started
 */
public record Seen(ProcessFacts facts, Optional<String> task) {}

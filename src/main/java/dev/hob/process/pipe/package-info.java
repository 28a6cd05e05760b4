/**
 * Starts what a task without a terminal consists of: the wrapper, and the keepers of its streams.
 */
@NullMarked
package dev.hob.process.pipe;

import org.jspecify.annotations.NullMarked;

/**
 * The command line: one class for each verb, which turns arguments into a request of {@link
 * dev.hob.api.Hob} and the reply into text, JSON and an exit status.
 *
 * <p>{@link dev.hob.cli.HobCommand} runs an {@link dev.hob.cli.Invocation} in the daemon, or in a
 * JVM of its own where no daemon is needed; what it needs from outside are {@link
 * dev.hob.cli.Surroundings} and {@link dev.hob.cli.LocalVerbs}. These are all the public types.
 * Holds no state: each run parses, asks, prints and is forgotten. May depend on the api, its wire
 * format and the model.
 *
 * <p>Within the package a refusal travels as a {@link dev.hob.cli.RefusedException}, for with it
 * the reading of twenty flags stays twenty lines; it never leaves the package.
 */
@NullMarked
package dev.hob.cli;

import org.jspecify.annotations.NullMarked;

/**
 * Puts the parts together: the daemon, the engine embedded in another program, configuration,
 * clocks, threads. Nothing but this package asks for time, chance, threads or surroundings.
 */
@NullMarked
package dev.hob.app;

import org.jspecify.annotations.NullMarked;

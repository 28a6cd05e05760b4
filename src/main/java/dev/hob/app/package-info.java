/**
 * Puts the program together: the only place that asks for time, chance, threads and surroundings.
 */
@NullMarked
package dev.hob.app;

import org.jspecify.annotations.NullMarked;

/** Tests of the engine: real stores, real processes, real kills. */
@NullMarked
package dev.hob.engine;

import org.jspecify.annotations.NullMarked;

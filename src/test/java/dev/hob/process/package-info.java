/** Tests of the process table, signals and the watch. */
@NullMarked
package dev.hob.process;

import org.jspecify.annotations.NullMarked;

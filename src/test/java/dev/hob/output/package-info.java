/** Tests of what a reader gets. */
@NullMarked
package dev.hob.output;

import org.jspecify.annotations.NullMarked;

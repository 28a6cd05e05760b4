/** Runs the tests tagged {@code smoke} on newer Javas than the one that built them. */
@NullMarked
package dev.hob.smoke;

import org.jspecify.annotations.NullMarked;

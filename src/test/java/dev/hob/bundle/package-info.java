/** Tests of the bundle store. */
@NullMarked
package dev.hob.bundle;

import org.jspecify.annotations.NullMarked;

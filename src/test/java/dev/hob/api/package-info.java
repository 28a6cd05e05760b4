/** What a call says of its caller. */
@NullMarked
package dev.hob.api;

import org.jspecify.annotations.NullMarked;

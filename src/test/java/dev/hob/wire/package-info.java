/** Tests of the JSON of requests and replies. */
@NullMarked
package dev.hob.wire;

import org.jspecify.annotations.NullMarked;

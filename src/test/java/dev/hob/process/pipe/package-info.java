/** Tests of how processes are started. */
@NullMarked
package dev.hob.process.pipe;

import org.jspecify.annotations.NullMarked;

/** The distribution end to end: the launcher as people run it, and the daemon that it starts. */
@NullMarked
package dev.hob.daemon;

import org.jspecify.annotations.NullMarked;

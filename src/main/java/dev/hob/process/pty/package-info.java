/** Terminals: opened, measured, held, and what is typed into them. */
@NullMarked
package dev.hob.process.pty;

import org.jspecify.annotations.NullMarked;

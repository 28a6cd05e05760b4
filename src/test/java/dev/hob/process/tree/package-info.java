/** Tests of who belongs to a task and how it is ended. */
@NullMarked
package dev.hob.process.tree;

import org.jspecify.annotations.NullMarked;

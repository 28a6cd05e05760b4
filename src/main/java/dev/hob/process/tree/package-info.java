/** Which processes are a task's, and how all of them are ended. */
@NullMarked
package dev.hob.process.tree;

import org.jspecify.annotations.NullMarked;

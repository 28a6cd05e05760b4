/** The tools as they are described, and what models send. */
@NullMarked
package dev.hob.mcp;

import org.jspecify.annotations.NullMarked;

/**
 * The JSON of what can be asked of hob and what it replies: the same for HTTP, MCP and {@code
 * --json}. May depend on the api and the model; holds no state.
 *
 * <p>{@link dev.hob.wire.ReplyCodec} writes.
 */
@NullMarked
package dev.hob.wire;

import org.jspecify.annotations.NullMarked;

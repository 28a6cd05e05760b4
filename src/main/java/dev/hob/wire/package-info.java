/**
 * The JSON of what can be asked of hob and what it replies: the same for HTTP, MCP and {@code
 * --json}. May depend on the api and the model; holds no state.
 *
 * <p>{@link dev.hob.wire.ReplyCodec} writes, {@link dev.hob.wire.RequestCodec} reads; {@link
 * dev.hob.wire.Verbs} joins each verb to who answers it; {@link dev.hob.wire.StatusWords} are those
 * of all front ends.
 */
@NullMarked
package dev.hob.wire;

import org.jspecify.annotations.NullMarked;

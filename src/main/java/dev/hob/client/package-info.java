/**
 * Reaches the daemon over its socket, with as little as that needs: what starts with every call
 * must start fast. May depend on the api and the model; holds no state.
 */
@NullMarked
package dev.hob.client;

import org.jspecify.annotations.NullMarked;

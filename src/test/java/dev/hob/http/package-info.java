/** Tests of the HTTP server, over real sockets, with a client that can also misbehave. */
@NullMarked
package dev.hob.http;

import org.jspecify.annotations.NullMarked;

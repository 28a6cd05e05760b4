/**
 * An HTTP server on a unix socket, and on a loopback port if wanted. It knows the ways in which hob
 * is asked, but not what any request means: that is the {@link dev.hob.http.Service}'s.
 *
 * <p>Public: {@code HttpServer}, {@code Settings}, and what a service sees: {@code Service}, {@code
 * Answer}, {@code EventSink}, {@code CallStreams}, {@code Receipt}. Owns connections, replies on
 * their way, the calls of the launcher that are not forgotten yet, and the proofs that launchers
 * owe; all of it is bounded. Jetty's types are seen nowhere else.
 *
 * <p>No client can hold a thread: bodies are received and replies are sent as the sockets allow,
 * and only a service's own threads ever wait, for room in {@link dev.hob.http.CallStreams}.
 */
@NullMarked
package dev.hob.http;

import org.jspecify.annotations.NullMarked;

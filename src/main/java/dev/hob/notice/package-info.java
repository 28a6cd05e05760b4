/**
 * Notices: who is to be told what, and what watches look for.
 *
 * <p>A {@code Mailbox} holds what is to be told to one session and how far each notice has come
 * ({@code Standing}); {@code Retold} reads the same out of a task's journal, which is the truth of
 * delivery; {@code Flow} and {@code Gathering} bound how often anybody is told.
 *
 * <p>A {@code Scan} looks through one stream for what is {@code Sought}, and tells each {@code
 * Hit}. It reads nothing itself: whoever has the bytes feeds them, and whoever keeps {@code
 * Scan.position()} can go on from there after a crash. May depend on the model, on the bundle and
 * on RE2/J.
 *
 * <p>Invariants: what others wrote, patterns as well as output, costs time in proportion to its
 * length, and a bounded amount of memory. No I/O, no threads and no clock in here but what is
 * passed in.
 */
@NullMarked
package dev.hob.notice;

import org.jspecify.annotations.NullMarked;

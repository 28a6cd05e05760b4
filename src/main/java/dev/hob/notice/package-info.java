/**
 * Who is to be told what, and what watches look for.
 *
 * <p>Pure: no disk, no threads, no clock. A {@code Mailbox} holds what is to be told to one session
 * and how far each notice has come ({@code Standing}); {@code Retold} reads the same out of a
 * task's journal, which is the truth of delivery; {@code Flow} bounds how often anybody is told. A
 * {@code Scan} looks through a stream of bytes for what a watch wants.
 *
 * <p>Owner of state: nothing here lives longer than its user, the engine. May depend on: model,
 * bundle.
 */
@NullMarked
package dev.hob.notice;

import org.jspecify.annotations.NullMarked;

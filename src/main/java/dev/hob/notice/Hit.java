package dev.hob.notice;

/**
 * What was sought, where it was found.
 *
 * @param from position in the stream of the first byte of the match
 * @param to position behind its last byte
 * @param text its line without escapes and control characters, at most 500 characters around the
 *     match
 */
public record Hit(long from, long to, String text) {}

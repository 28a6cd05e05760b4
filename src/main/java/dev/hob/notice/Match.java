package dev.hob.notice;

/** A match among bytes that are held, from the first one to behind the last one. */
record Match(int from, int to) {}

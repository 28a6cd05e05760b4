package dev.hob.notice;

/** Stub. */
public record Hit(long from, long to, String text) {}

package dev.hob.api;

/** A watch is not to look any further. */
public record Unwatch(WhichTask which, String watch) {}

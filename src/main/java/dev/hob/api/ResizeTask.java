package dev.hob.api;

/** Change the size of a task's terminal. */
public record ResizeTask(WhichTask which, int rows, int cols, boolean anySession) {}

package dev.hob.output;

/** Which part of a stream a reader wants; how much of it, the bounds say. */
public sealed interface Wanted {

  /** From that position on. */
  record From(long position) implements Wanted {}

  /** The end. */
  record Last() implements Wanted {}

  /** The beginning and the end. */
  record Ends() implements Wanted {}

  /** The line that holds that position, and the lines before and after it. */
  record Around(long position) implements Wanted {}
}

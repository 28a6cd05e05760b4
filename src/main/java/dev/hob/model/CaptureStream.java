package dev.hob.model;

/** One captured stream of a task, and the ending of its file's name. */
public enum CaptureStream {
  STDOUT("stdout"),
  STDERR("stderr"),
  PTY("pty");

  private final String word;

  CaptureStream(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }
}

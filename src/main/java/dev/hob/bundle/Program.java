package dev.hob.bundle;

/** Whose wrapper writes a task's marker: they do not write alike. */
public enum Program {
  OURS(RecordCodec.VERSION),
  OLDER(4);

  private final int version;

  Program(int version) {
    this.version = version;
  }

  /** Of the records that go with it. */
  int version() {
    return version;
  }
}

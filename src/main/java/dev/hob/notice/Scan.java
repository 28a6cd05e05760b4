package dev.hob.notice;

import java.util.function.Consumer;

/** Stub. */
public final class Scan {
  public Scan(Sought s, long from) {}

  public void feed(byte[] b, int o, int l, Consumer<Hit> h) {}

  public long position() {
    return 0;
  }

  public void skipTo(long p) {}

  public void settle(Consumer<Hit> h) {}
}

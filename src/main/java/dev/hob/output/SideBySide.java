package dev.hob.output;

import java.io.IOException;

/**
 * Windows on two streams within one bound: half of it for each, and what one does not need, the
 * other may have.
 */
public record SideBySide(Window stdout, Window stderr) {
  private static final int HALF = 50;

  /** Which part of each is wanted. */
  public record Parts(Wanted stdout, Wanted stderr) {

    /** The same of both. */
    public static Parts both(Wanted wanted) {
      return new Parts(wanted, wanted);
    }
  }

  public static SideBySide read(
      StoredStream stdout, StoredStream stderr, Parts wanted, Bounds bounds) throws IOException {
    Window error = Windows.clean(stderr, bounds.share(HALF)).read(wanted.stderr());
    Window out = Windows.clean(stdout, bounds.without(error.text())).read(wanted.stdout());
    boolean mayHaveMore = !error.leftOut().isEmpty();
    return new SideBySide(
        out,
        mayHaveMore
            ? Windows.clean(stderr, bounds.without(out.text())).read(wanted.stderr())
            : error);
  }
}

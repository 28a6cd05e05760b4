package dev.hob.notice;

import java.util.Arrays;
import java.util.List;

/**
 * The places of one piece of a stream where it is worthwhile to look closely: what must be in a
 * match is there, or an escape sequence that may hide it.
 */
final class Candidates {
  private final List<Needle> needles;
  private final byte[] bytes;
  private final int to;

  /** Where each needle is found next, and last the next escape; too small when not yet known. */
  private final int[] next;

  /**
   * @param needles one of them is in each match; empty when nothing is known of matches
   */
  Candidates(List<Needle> needles, byte[] bytes, int to) {
    this.needles = needles;
    this.bytes = bytes;
    this.to = to;
    next = new int[needles.size() + 1];
    Arrays.fill(next, -1);
  }

  /** The first one from a place on, or the end. */
  int after(int at) {
    if (needles.isEmpty()) {
      return at;
    }
    int nearest = escapeAfter(at);
    for (int i = 0; i < needles.size(); i++) {
      if (next[i] < at) {
        next[i] = needles.get(i).in(bytes, at, to);
      }
      nearest = Math.min(nearest, next[i]);
    }
    return nearest;
  }

  int escapeAfter(int at) {
    int last = needles.size();
    if (next[last] < at) {
      next[last] = Bytes.indexOfEscape(bytes, at, to);
    }
    return next[last];
  }
}

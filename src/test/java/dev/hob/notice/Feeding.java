package dev.hob.notice;

import dev.hob.testing.Seeded;
import java.util.ArrayList;
import java.util.List;

/** Ways in which a stream comes to a scan. */
final class Feeding {
  private Feeding() {}

  static List<Hit> whole(Sought sought, byte[] stream) {
    List<Hit> hits = new ArrayList<>();
    Scan scan = new Scan(sought, 0);
    scan.feed(stream, 0, stream.length, hits::add);
    scan.settle(hits::add);
    return hits;
  }

  /** In pieces of any length up to one. */
  static List<Hit> pieces(Sought sought, byte[] stream, Seeded random, int longest) {
    return pieces(sought, stream, random, longest, false);
  }

  /** As in pieces, with some crashes, after which a new scan goes on. */
  static List<Hit> piecesAndCrashes(Sought sought, byte[] stream, Seeded random, int longest) {
    return pieces(sought, stream, random, longest, true);
  }

  private static List<Hit> pieces(
      Sought sought, byte[] stream, Seeded random, int longest, boolean crashes) {
    final int seldom = 4;
    final int most = 5;
    int left = crashes ? most : 0;
    List<Hit> hits = new ArrayList<>();
    Scan scan = new Scan(sought, 0);
    int at = 0;
    while (at < stream.length) {
      int length = Math.min(stream.length - at, random.below(longest + 1));
      scan.feed(stream, at, length, hits::add);
      at += length;
      if (left > 0 && random.below(seldom) == 0) {
        left--;
        at = (int) scan.position();
        scan = new Scan(sought, at);
      }
    }
    scan.settle(hits::add);
    return hits;
  }
}

package dev.hob.notice;

import java.util.List;
import java.util.Optional;

/**
 * What the source of a regular expression tells before it is compiled.
 *
 * @param needles texts of which one is in each match; empty when there is none to tell
 * @param waitsForEnd whether a match depends on what follows it
 * @param canBeEmpty whether nothing at all can be a match
 * @param size how many steps its program has, about; what is nested too deeply is too large as well
 * @param repeatsNothing whether something is repeated that is not in front of the repetition; RE2/J
 *     then takes what is before it
 * @param unsupported what it uses that needs more than linear time
 */
record RegexShape(
    List<Needle> needles,
    boolean waitsForEnd,
    boolean canBeEmpty,
    long size,
    boolean repeatsNothing,
    Optional<String> unsupported) {

  static final long TOO_LARGE = 1L << 40;

  static RegexShape of(String regex) {
    return new ShapeParser(regex).shape();
  }
}

package dev.hob.cli;

import java.time.Instant;

/**
 * How text is to look where it goes.
 *
 * @param people a person reads it at a terminal; else a program, for which it stays the same
 * @param columns how wide it may be; what programs read is never cut
 */
record Look(boolean people, boolean colours, int columns, Instant now) {
  /** Where a terminal does not say. */
  private static final int USUAL_COLUMNS = 80;

  static Look of(Invocation call, Instant now) {
    boolean people = call.terminal().stdout();
    int columns = call.terminal().columns() > 0 ? call.terminal().columns() : USUAL_COLUMNS;
    return new Look(people, people && wantsColours(call), columns, now);
  }

  private static boolean wantsColours(Invocation call) {
    return call.environment().value("NO_COLOR").filter(it -> !it.isEmpty()).isEmpty()
        && !isDumb(call);
  }

  static boolean isDumb(Invocation call) {
    return call.environment().value("TERM").filter("dumb"::equals).isPresent();
  }

  String painted(Colour colour, String text) {
    return colours && colour != Colour.NONE ? colour.begin + text + Colour.END : text;
  }

  /** A moment: how long ago it was for people, else exactly. */
  String time(Instant then) {
    return people ? Times.ago(then, now) : then.toString();
  }

  /** Of the sixteen that every terminal has. */
  enum Colour {
    NONE(""),
    GREEN("\u001b[32m"),
    RED("\u001b[31m"),
    YELLOW("\u001b[33m"),
    MAGENTA("\u001b[35m"),
    CYAN("\u001b[36m"),
    FAINT("\u001b[2m");

    private static final String END = "\u001b[0m";

    private final String begin;

    Colour(String begin) {
      this.begin = begin;
    }

    static Colour of(String status) {
      return switch (status) {
        case "completed" -> GREEN;
        case "failed" -> RED;
        case "killed", "timed_out", "killing" -> YELLOW;
        case "lost" -> MAGENTA;
        default -> CYAN;
      };
    }
  }
}

package dev.hob.model;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The name of a watch within its task: {@code w} and a number that is never used again. */
public record WatchId(int number) {
  private static final Pattern FORM = Pattern.compile("w([1-9][0-9]{0,8})");

  /** Empty for a name that this hob gave to nothing. */
  public static OptionalInt numberOf(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches() ? OptionalInt.of(Integer.parseInt(form.group(1))) : OptionalInt.empty();
  }

  @Override
  public String toString() {
    return "w" + number;
  }
}

package dev.hob.output;

import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.Shown;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How far a reader has read. The reader keeps it; as a text it is {@code stdout-stderr}. */
public record Cursor(long stdout, long stderr) {
  public static final Cursor BEGIN = new Cursor(0, 0);
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,18})-([0-9]{1,18})");

  public static Result<Cursor> parse(String text) {
    Matcher numbers = TEXT.matcher(text);
    return numbers.matches()
        ? Result.ok(new Cursor(Long.parseLong(numbers.group(1)), Long.parseLong(numbers.group(2))))
        : Result.refused(
            Refusal.of(
                RefusalCode.BAD_REQUEST,
                "no cursor: " + Shown.text(text),
                "give back the cursor of an earlier reply as it was"));
  }

  @Override
  public String toString() {
    return stdout + "-" + stderr;
  }
}

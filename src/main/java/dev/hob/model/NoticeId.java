package dev.hob.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The name of a notice, {@code <task>.<kind>.<n>}: the same for ever, also when it is repeated. */
public record NoticeId(TaskId task, NoticeKind kind, int number) {
  private static final Pattern FORM = Pattern.compile("([^.]+)\\.([a-z_]+)\\.([1-9][0-9]{0,8})");

  public static Result<NoticeId> parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches() || !TaskId.isValid(parts.group(1))) {
      return refused(text);
    }
    TaskId task = new TaskId(parts.group(1));
    int number = Integer.parseInt(parts.group(3));
    return NoticeKind.ofWord(parts.group(2))
        .map(kind -> Result.ok(new NoticeId(task, kind, number)))
        .orElseGet(() -> refused(text));
  }

  /** The form is right, but a newer hob gave it a kind that is not known here. */
  public static boolean isOfUnknownKind(String text) {
    Matcher parts = FORM.matcher(text);
    return parts.matches()
        && TaskId.isValid(parts.group(1))
        && NoticeKind.ofWord(parts.group(2)).isEmpty();
  }

  private static Result<NoticeId> refused(String text) {
    return Result.refused(
        Refusal.of(
            RefusalCode.BAD_REQUEST,
            "not a notice id: " + Shown.text(text),
            "a notice id looks like t1a2b3c4d5.completion.1"));
  }

  @Override
  public String toString() {
    return task + "." + kind.word() + "." + number;
  }
}

package dev.hob.engine;

import dev.hob.api.Caller;
import dev.hob.api.ReadLog;
import dev.hob.api.TaskNotice;
import dev.hob.api.WhichTask;
import dev.hob.bundle.BundleName;
import dev.hob.model.EndWords;
import dev.hob.model.NoticeEvent;
import dev.hob.model.TaskRecord;
import dev.hob.model.TaskState;
import dev.hob.notice.Mailbox.Given;
import dev.hob.notice.Matter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Puts notices into words for a model: facts, on few lines, with the way to more. Up to ten of them
 * have less than a thousand characters together.
 */
final class NoticeWords {
  /** Of a block of up to ten notices. */
  private static final int BLOCK_ROOM = 1000;

  /** What stands around the notices of a block. */
  private static final int FRAME_ROOM = 200;

  private static final int MOST_IN_FULL = 10;

  /** More notices than that have one short line each, and more than this only their ids. */
  private static final int MOST_LINES = 40;

  /** A harness takes ten thousand characters from a hook. */
  private static final int MOST_IDS = 450;

  private static final int SHORTEST = 60;
  private static final int TAIL_LINES = 8;
  private static final int SHORT_COMMAND = 24;
  private static final int COMMAND = 80;

  private final Outputs outputs;

  NoticeWords(Outputs outputs) {
    this.outputs = outputs;
  }

  /** How much may be said of each. */
  record Room(int characters, boolean output) {
    static Room of(int notices) {
      boolean full = notices <= MOST_IN_FULL;
      int each = (BLOCK_ROOM - FRAME_ROOM) / Math.max(1, Math.min(notices, MOST_IN_FULL));
      return new Room(Math.max(SHORTEST, each), full && each > 2 * SHORTEST);
    }
  }

  TaskNotice of(TaskRecord task, Given given, Room room) {
    Optional<NoticeEvent.Match> match =
        given.notice().matter() instanceof Matter.Found found
            ? Optional.of(found.match())
            : Optional.empty();
    return new TaskNotice(
        given.notice().id(),
        given.repeat(),
        given.notice().since(),
        task,
        match,
        text(task, given, room));
  }

  private String text(TaskRecord task, Given given, Room room) {
    String repeat = given.repeat() ? " (told before, perhaps in vain)" : "";
    String head = task.id() + " (" + command(task, room) + ") ";
    Matter matter = given.notice().matter();
    if (matter instanceof Matter.Found found) {
      return cut(head + words(found) + repeat, room.characters());
    }
    if (matter instanceof Matter.InVain vain) {
      return cut(
          head + "never came to: " + vain.goal().words() + "; " + vain.reason() + repeat,
          room.characters());
    }
    String told = cut(head + ended(task) + repeat, room.characters());
    return room.output() ? told + tail(task, room.characters() - told.length()) : told;
  }

  private static String command(TaskRecord task, Room room) {
    int most = room.output() ? COMMAND : SHORT_COMMAND;
    String shown = task.order().labels().name().orElse(task.order().command().command());
    return cut(line(shown), most);
  }

  private static String words(Matter.Found found) {
    NoticeEvent.Match match = found.match();
    String more = match.more() > 0 ? " (and " + match.more() + " more before it)" : "";
    return match.stream().isPresent()
        ? "said at "
            + match.stream().get().word()
            + " "
            + match.offset()
            + more
            + ": "
            + line(match.text())
        : line(match.text()) + more;
  }

  private static String ended(TaskRecord task) {
    String words = line(EndWords.of(task.state()));
    Optional<Duration> took =
        task.state().foldEnded(TaskState.Ended::duration, live -> Optional.empty());
    int left = task.remains().leftovers().size();
    return words
        + took.map(it -> " after " + seconds(it)).orElse("")
        + (left > 0 ? ", with " + left + (left == 1 ? " process" : " processes") + " left" : "");
  }

  static String seconds(Duration duration) {
    return duration.toSeconds() + "." + duration.toMillisPart() / 100 + " s";
  }

  /** The last lines that say something, as many as there is room for. */
  private String tail(TaskRecord task, int room) {
    List<String> kept = new ArrayList<>();
    int left = room;
    for (String line : lastLines(task)) {
      String shown = "\n    " + cut(line, Math.max(SHORTEST, room / 2));
      if (shown.length() > left) {
        break;
      }
      left -= shown.length();
      kept.add(shown);
    }
    Collections.reverse(kept);
    return String.join("", kept);
  }

  /** The last one first. What cannot be read is left out: the end is the news. */
  private List<String> lastLines(TaskRecord task) {
    Outputs.Source source =
        new Outputs.Source(new BundleName(task.session().hash(), task.id()), task);
    ReadLog request =
        new ReadLog(
            new WhichTask(
                new Caller(task.order().ownership(), Caller.Rule.SAID),
                Optional.of(task.id().value())),
            ReadLog.Streams.BOTH,
            new ReadLog.Wanted.Tail(TAIL_LINES),
            false);
    try {
      List<String> lines = new ArrayList<>();
      outputs
          .log(source, request)
          .map(log -> new String(log.shown(), StandardCharsets.UTF_8))
          .fold(text -> text, refusal -> "")
          .lines()
          .map(NoticeWords::line)
          .filter(it -> !it.isBlank())
          .forEach(lines::add);
      Collections.reverse(lines);
      return lines;
    } catch (IOException e) {
      return List.of();
    }
  }

  /** On one line, with nothing that steers a screen. */
  private static String line(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              boolean steers =
                  Character.isISOControl(point) || Character.getType(point) == Character.FORMAT;
              shown.appendCodePoint(steers ? ' ' : point);
            });
    return shown.toString().strip();
  }

  private static String cut(String text, int most) {
    if (text.codePointCount(0, text.length()) <= most) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, Math.max(1, most) - 1)) + "…";
  }

  /** All of it; empty when there is nothing to say. */
  String block(List<TaskNotice> notices, long expired, boolean more) {
    if (notices.isEmpty() && expired == 0) {
      return "";
    }
    StringBuilder text = new StringBuilder("hob: ");
    text.append(notices.size() == 1 ? "1 notice" : notices.size() + " notices");
    text.append(" of background commands. Automatic; no person wrote this.");
    notices.stream()
        .limit(notices.size() <= MOST_IN_FULL ? MOST_IN_FULL : MOST_LINES)
        .forEach(it -> text.append("\n- ").append(it.text()));
    if (notices.size() > MOST_LINES) {
      text.append("\n- and ").append(ids(notices.subList(MOST_LINES, notices.size())));
    }
    if (expired > 0) {
      text.append("\n- ").append(expired).append(" more will not be told: removed, or too old");
    }
    if (more) {
      text.append("\n- there are more: hob notices");
    }
    return notices.isEmpty() ? text.toString() : text.append("\nMore: hob poll ID").toString();
  }

  /** By status, for then each costs no more than its id. */
  private static String ids(List<TaskNotice> notices) {
    Map<String, List<String>> byStatus = new TreeMap<>();
    notices.stream()
        .limit(MOST_IDS)
        .forEach(
            it ->
                byStatus
                    .computeIfAbsent(it.task().state().word(), status -> new ArrayList<>())
                    .add(it.task().id().value()));
    StringBuilder text = new StringBuilder(notices.size() + " more:");
    byStatus.forEach(
        (status, ids) ->
            text.append(' ').append(status).append(": ").append(String.join(" ", ids)).append(';'));
    return notices.size() > MOST_IDS ? text.append(" …").toString() : text.toString();
  }
}

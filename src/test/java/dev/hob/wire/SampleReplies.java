package dev.hob.wire;

import dev.hob.api.Acknowledged;
import dev.hob.api.Counts;
import dev.hob.api.Log;
import dev.hob.api.NoticeBlock;
import dev.hob.api.Offer;
import dev.hob.api.Output;
import dev.hob.api.Readiness;
import dev.hob.api.Removed;
import dev.hob.api.Resized;
import dev.hob.api.SessionRow;
import dev.hob.api.TaskNotice;
import dev.hob.api.TaskPage;
import dev.hob.api.TaskReply;
import dev.hob.api.Waited;
import dev.hob.api.Watching;
import dev.hob.api.Written;
import dev.hob.model.CaptureStream;
import dev.hob.model.EndedBy;
import dev.hob.model.NoticeEvent;
import dev.hob.model.NoticeId;
import dev.hob.model.NoticeKind;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.SampleTasks;
import dev.hob.model.TaskId;
import dev.hob.model.TaskRecord;
import dev.hob.model.TaskRemains.Leftover;
import dev.hob.model.TaskState;
import dev.hob.model.WatchGoal;
import dev.hob.model.WatchId;
import dev.hob.model.WriteOutcome;
import dev.hob.testing.Seeded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Random replies in which anything may be set. */
final class SampleReplies {
  private static final List<String> TEXTS =
      List.of("", "out\n", "half \ud83d\u0000\u001b[2J \"x\" \\ ü 世界 🐙\u2028");

  private final Seeded random;

  SampleReplies(Seeded random) {
    this.random = random;
  }

  TaskRecord record() {
    TaskRecord record = SampleTasks.random(random);
    EndedBy by = new EndedBy("hobd", random.of(EndedBy.Why.values()), maybe(random.of(TEXTS)));
    return record
        .state()
        .foldEnded(
            ended ->
                record.with(
                    record
                        .progress()
                        .with(
                            new TaskState.Ended(
                                ended.status(),
                                ended.outcome(),
                                ended.startedAt(),
                                random.chance() ? Optional.empty() : ended.finishedAt(),
                                random.chance() ? Optional.empty() : ended.duration(),
                                maybe(by),
                                ended.process()))),
            live -> record);
  }

  TaskReply task() {
    return new TaskReply(
        record(),
        random.chance(),
        several(() -> new Leftover(random.below(99), Optional.empty(), random.of(TEXTS))),
        maybe(output()),
        maybe(random.of(Readiness.values())),
        offer());
  }

  Offer offer() {
    return Offer.of(record().session().hash(), "somebody 1", several(this::noticeId));
  }

  NoticeId noticeId() {
    return new NoticeId(
        TaskId.ofBits(random.nextLong()), random.of(NoticeKind.values()), 1 + random.below(9));
  }

  NoticeEvent.Match match() {
    return new NoticeEvent.Match(
        maybe(random.of(CaptureStream.values())),
        random.below(99),
        random.below(99),
        random.below(99),
        random.of(TEXTS),
        random.below(3));
  }

  TaskNotice notice() {
    return new TaskNotice(
        noticeId(), random.chance(), SampleTasks.END, record(), maybe(match()), random.of(TEXTS));
  }

  NoticeBlock notices() {
    return new NoticeBlock(
        several(this::notice), offer(), random.below(3), random.chance(), random.of(TEXTS));
  }

  Acknowledged acknowledged() {
    return new Acknowledged(several(this::noticeId), several(this::refusal));
  }

  SessionRow session() {
    return new SessionRow(
        record().session(),
        random.of(TEXTS),
        random.chance(),
        maybe(record().session()),
        several(() -> (long) random.below(99)),
        random.below(9),
        random.below(9),
        random.below(9));
  }

  Watching watching() {
    return new Watching(
        record(), new WatchId(1 + random.below(9)), new WatchGoal.Port("localhost", 8080));
  }

  Output output() {
    return new Output(
        excerpt(),
        maybe(excerpt()),
        "0-" + random.below(99),
        several(() -> new Output.LeftOut(random.of("stdout", "stderr"), 0, random.below(99))),
        maybe("hob logs t1"));
  }

  private Output.Excerpt excerpt() {
    Output.Content content =
        random.chance()
            ? new Output.Content.Text(random.of(TEXTS))
            : new Output.Content.Raw(new byte[] {0, (byte) random.below(256)});
    return new Output.Excerpt(random.below(9), 9, random.nextLong() >>> 1, content);
  }

  Waited waited() {
    return new Waited(
        several(this::task),
        random.chance(),
        several(() -> new Waited.Found(TaskId.ofBits(random.nextLong()), match())),
        several(
            () ->
                new Waited.Running(
                    TaskId.ofBits(random.nextLong()), Duration.ofMillis(random.below(99)))),
        offer());
  }

  TaskPage page() {
    return new TaskPage(several(this::record), maybe("1-t1"), counts(), random.chance());
  }

  Counts counts() {
    Map<String, Integer> counts = new TreeMap<>();
    SampleTasks.states().stream()
        .filter(it -> random.chance())
        .forEach(it -> counts.merge(it.word(), 1, Integer::sum));
    return new Counts(counts);
  }

  Log log() {
    return new Log(record(), output(), new byte[0]);
  }

  Written written() {
    return new Written(
        record(),
        random.below(99),
        random.below(99),
        random.of(WriteOutcome.values()),
        random.chance());
  }

  Resized resized() {
    return new Resized(TaskId.ofBits(random.nextLong()), random.below(99), random.below(99));
  }

  Removed removed() {
    return new Removed(
        several(() -> TaskId.ofBits(random.nextLong())),
        random.nextLong() >>> 1,
        several(this::refusal));
  }

  Refusal refusal() {
    Refusal refusal =
        Refusal.of(random.of(RefusalCode.values()), random.of(TEXTS), random.of(TEXTS));
    return random.chance() ? refusal : refusal.about(TaskId.ofBits(random.nextLong()));
  }

  <T> List<T> several(Supplier<T> one) {
    List<T> several = new ArrayList<>();
    for (int i = random.below(4); i > 0; i--) {
      several.add(one.get());
    }
    return several;
  }

  <T> Optional<T> maybe(T value) {
    return random.chance() ? Optional.empty() : Optional.of(value);
  }
}

package dev.hob.engine;

import dev.hob.api.NoticeBlock;
import dev.hob.api.TakeNotices;
import dev.hob.bundle.BundleName;
import dev.hob.model.NoticeId;
import dev.hob.model.SessionHash;
import dev.hob.notice.Flow;
import dev.hob.notice.Gathering;
import dev.hob.notice.Mailbox;
import dev.hob.notice.Mailbox.Given;
import dev.hob.notice.Matter;
import dev.hob.notice.Notice;
import dev.hob.notice.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The mailbox of one session, and who waits at it. Everything is synchronized on the box itself;
 * under it nothing is read, written or called.
 */
final class Box {
  private final Mailbox mail = new Mailbox();
  private final Flow flow = Flow.ofWakes();
  private final Set<Taking> waiting = new LinkedHashSet<>();

  /** That nobody will be told, and that nobody has been told so. */
  private long expired;

  private Duration lastCall = Duration.ZERO;

  /** When somebody comes again to see what is ripe. */
  private Optional<Duration> alarm = Optional.empty();

  /** Somebody who takes. */
  record Taking(TakeNotices request, String consumer, CompletableFuture<NoticeBlock> reply) {
    Optional<String> owner() {
      return request.caller().own().owner();
    }
  }

  /** What somebody is given, before it is written down. */
  record Giving(Taking to, List<Given> notices, long expired, boolean more) {}

  /** What there is to be done now: give, or have {@link #rang} called after a while. */
  record Next(List<Giving> givings, Optional<Duration> again) {}

  synchronized void add(Notice notice, Standing standing, Duration now, boolean held) {
    mail.add(notice, standing, now, held);
  }

  /**
   * What belongs to another box by now goes there, and so does who waits.
   *
   * @param own whose box this is
   */
  synchronized void moveMisplaced(
      SessionHash own, UnaryOperator<SessionHash> holderOf, Function<SessionHash, Box> boxOf) {
    for (Mailbox.Kept kept : mail.take(it -> !holderOf.apply(it.session()).equals(own))) {
      boxOf.apply(kept.notice().session()).fill(kept);
    }
    for (Taking taking : List.copyOf(waiting)) {
      SessionHash session = taking.request().caller().session().hash();
      if (!holderOf.apply(session).equals(own)) {
        waiting.remove(taking);
        boxOf.apply(session).waits(taking);
      }
    }
  }

  private synchronized void fill(Mailbox.Kept kept) {
    mail.put(kept);
  }

  private synchronized void waits(Taking taking) {
    waiting.add(taking);
  }

  synchronized void release(NoticeId id) {
    mail.release(id);
  }

  synchronized Optional<Notice> find(NoticeId id) {
    return mail.find(id);
  }

  /** What is due for a caller that waits for nothing. */
  synchronized Giving peek(Taking taking, Duration now) {
    int most = taking.request().most();
    List<Given> due = mail.peek(taking.owner(), most + 1, now);
    return new Giving(taking, due.subList(0, Math.min(most, due.size())), 0, due.size() > most);
  }

  /** What is due now; nothing, and it waits, when it is to wait. */
  synchronized Optional<Giving> takeOrWait(Taking taking, Duration now) {
    lastCall = now;
    mail.heardOf(taking.owner(), now);
    if (taking.request().longest().isZero()) {
      int most = taking.request().most();
      List<Given> given = mail.offer(taking.owner(), taking.consumer(), most, now);
      return Optional.of(giving(taking, given, now));
    }
    waiting.add(taking);
    return Optional.empty();
  }

  /** What nobody will be told is told along, once. */
  private Giving giving(Taking taking, List<Given> given, Duration now) {
    long untold = expired;
    expired = 0;
    return new Giving(taking, given, untold, mail.due(taking.owner(), now).isPresent());
  }

  /** It waits no longer; true when it did. */
  synchronized boolean leave(Taking taking) {
    return waiting.remove(taking);
  }

  /**
   * Gives to those who wait what is due for them and ripe.
   *
   * @param moreMayCome whether another notice of the session may be about to come
   */
  synchronized Next next(Duration now, boolean moreMayCome) {
    List<Giving> givings = new ArrayList<>();
    Optional<Duration> again = waiting.isEmpty() ? Optional.empty() : pauseEnds(now);
    for (Taking taking : List.copyOf(waiting)) {
      Optional<Mailbox.Due> due = mail.due(taking.owner(), now);
      if (due.isPresent()) {
        Duration left = left(due.get(), taking, now, moreMayCome);
        if (left.isZero() && flow.take(now)) {
          waiting.remove(taking);
          int most = taking.request().most();
          List<Given> given = mail.offerWoken(taking.owner(), taking.consumer(), most, now);
          givings.add(giving(taking, given, now));
        } else {
          again = Optional.of(again.filter(it -> it.compareTo(left) < 0).orElse(left));
        }
      }
    }
    return new Next(givings, again.filter(it -> isSooner(now.plus(it))));
  }

  /** Nobody has to come twice. */
  private boolean isSooner(Duration at) {
    boolean sooner = alarm.filter(it -> it.compareTo(at) <= 0).isEmpty();
    if (sooner) {
      alarm = Optional.of(at);
    }
    return sooner;
  }

  /** Somebody has come again, as was asked. */
  synchronized void rang() {
    alarm = Optional.empty();
  }

  synchronized boolean isWaitedAt() {
    return !waiting.isEmpty();
  }

  private Optional<Duration> pauseEnds(Duration now) {
    return mail.nextAfterPause(now).map(it -> it.minus(now));
  }

  /** Who set a watch wants to know at once; ends are told together. */
  private Duration left(Mailbox.Due due, Taking taking, Duration now, boolean moreMayCome) {
    boolean urgent =
        mail.peek(taking.owner(), due.count(), now).stream()
            .anyMatch(it -> it.notice().matter() instanceof Matter.Found);
    Duration gathering = Gathering.left(due.first(), due.last(), !urgent && moreMayCome, now);
    Duration room = flow.untilRoom(now);
    return gathering.compareTo(room) > 0 ? gathering : room;
  }

  /** Whether it was offered to that consumer alone. */
  synchronized boolean offer(NoticeId id, String consumer) {
    return mail.offer(id, consumer);
  }

  synchronized void retract(NoticeId id, Duration notBefore) {
    mail.retract(id, notBefore);
  }

  synchronized boolean lapse(NoticeId id, String consumer, Duration now) {
    return mail.lapse(id, consumer, now);
  }

  synchronized boolean remove(NoticeId id) {
    return mail.remove(id).isPresent();
  }

  /** Nobody will be told, which is told once. */
  synchronized void expire(NoticeId id) {
    if (mail.remove(id).isPresent()) {
      expired++;
    }
  }

  synchronized List<Notice> of(BundleName task) {
    return mail.of(task);
  }

  synchronized int count(BundleName task) {
    return mail.count(task);
  }

  synchronized int size() {
    return mail.all().size();
  }

  /** Those for which nobody has come in so long. */
  synchronized List<Notice> olderThan(Instant then, Duration notCalledSince) {
    boolean called = lastCall.compareTo(notCalledSince) > 0;
    return called
        ? List.of()
        : mail.all().stream().filter(it -> it.since().isBefore(then)).toList();
  }

  synchronized void isGone(String owner) {
    mail.isGone(owner);
  }
}

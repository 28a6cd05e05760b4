package dev.hob.engine;

import dev.hob.api.AckNotices;
import dev.hob.api.Acknowledged;
import dev.hob.api.Caller;
import dev.hob.api.NoticeBlock;
import dev.hob.api.Offer;
import dev.hob.api.TakeNotices;
import dev.hob.api.TaskNotice;
import dev.hob.bundle.BundleName;
import dev.hob.bundle.JournalReading;
import dev.hob.bundle.RecordReading;
import dev.hob.bundle.RecordWriter;
import dev.hob.bundle.TaskFiles;
import dev.hob.model.Delivery;
import dev.hob.model.NoticeEvent;
import dev.hob.model.NoticeId;
import dev.hob.model.NoticeKind;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.SessionHash;
import dev.hob.model.TaskId;
import dev.hob.model.TaskRecord;
import dev.hob.model.WatchGoal;
import dev.hob.notice.Mailbox;
import dev.hob.notice.Mailbox.Given;
import dev.hob.notice.Matter;
import dev.hob.notice.Notice;
import dev.hob.notice.Retold;
import dev.hob.notice.Standing;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Tells sessions what they are to be told, each thing once.
 *
 * <p>The truth is the task's journal. An offer is written there before it is sent, an
 * acknowledgement before it counts; both in the task's lane. What a daemon that died had offered is
 * offered again by the next one, as a repeat under the same id. The record says what the journal
 * says a moment later, and only then the task's live mark goes.
 */
final class PostOffice {
  /** Nobody of the session has asked for so long: nobody will. */
  private static final Duration KEPT = Duration.ofDays(7);

  private static final Duration EXPIRY_LOOKS = Duration.ofHours(1);

  /** What cannot be written now is tried again. */
  private static final Duration RETRY = Duration.ofSeconds(5);

  /** Several acknowledgements of one task cost one write of its record. */
  private static final Duration UNTIL_SETTLED = Duration.ofMillis(300);

  private final Surroundings all;
  private final LiveTasks live;
  private final Catalogue catalogue;
  private final Sessions sessions;
  private final NoticeWords words;
  private final Map<SessionHash, Box> boxes = new ConcurrentHashMap<>();
  private final AtomicLong offers = new AtomicLong();

  /** Who waits for it just now need not wait for its record to be read, too. */
  private volatile Optional<TaskRecord> lastEnded = Optional.empty();

  /** One regrouping at a time. */
  private final Object moving = new Object();

  /** Whether watches may still find something in an ended task. */
  private volatile Predicate<BundleName> lookedAt = task -> false;

  PostOffice(
      Surroundings all, LiveTasks live, Catalogue catalogue, Sessions sessions, NoticeWords words) {
    this.all = all;
    this.sessions = sessions;
    this.live = live;
    this.catalogue = catalogue;
    this.words = words;
  }

  /**
   * @param open whether something of an ended task may still come to be told
   */
  void heed(Predicate<BundleName> open) {
    lookedAt = open;
  }

  /** From now on what nobody asks for expires. */
  void begin() {
    Future<?> ignored =
        all.threads()
            .timers()
            .scheduleWithFixedDelay(
                this::expireOld,
                EXPIRY_LOOKS.toMillis(),
                EXPIRY_LOOKS.toMillis(),
                TimeUnit.MILLISECONDS);
  }

  /** Of whoever is told what that session is to be told. */
  private Box box(SessionHash session) {
    return boxes.computeIfAbsent(sessions.holderOf(session), this::newBox);
  }

  private Box newBox(SessionHash session) {
    Box box = new Box();
    sessions.goneAgents(session).forEach(box::isGone);
    return box;
  }

  private Duration now() {
    return all.clocks().boot().now();
  }

  private static NoticeId completion(TaskId task) {
    return new NoticeId(task, NoticeKind.COMPLETION, 1);
  }

  /* ---- what there is to tell ---- */

  /**
   * The task has ended, on disk. Nobody is told before {@link #due}: who waits for the end in a
   * call of its own comes first.
   */
  void ended(TaskRecord task) {
    lastEnded = Optional.of(task);
    if (task.remains().delivery().notifyOnCompletion()) {
      Instant at =
          task.state()
              .foldEnded(it -> it.finishedAt(), live -> Optional.<Instant>empty())
              .orElseGet(() -> all.clocks().now());
      add(
          task.session().hash(),
          new Notice(
              completion(task.id()),
              task.session().hash(),
              task.order().ownership().owner(),
              at,
              new Matter.Ended()),
          Standing.Pending.NEW,
          true);
    }
  }

  /** Who was to hear of the end first has. */
  void due(BundleName task) {
    box(task.session()).release(completion(task.task()));
    wake(task.session());
  }

  /** A watch has something to tell, which is in the journal. */
  void found(BundleName task, Notice notice) {
    add(task.session(), notice, Standing.Pending.NEW, false);
    wake(task.session());
  }

  private void add(SessionHash session, Notice notice, Standing standing, boolean held) {
    box(session).add(notice, standing, now(), held);
  }

  /** What an earlier hob left untold of an ended task. Called on the task's lane. */
  void load(TaskFiles files, TaskRecord task) throws IOException {
    JournalReading journal = files.journal();
    if (journal instanceof JournalReading.Absent && task.remains().delivery().delivered()) {
      files.dropLiveMark();
      return;
    }
    Optional<Retold> retold = retold(task, journal);
    if (retold.isEmpty()) {
      all.troubles().accept("the notices of task " + task.id() + " cannot be read: " + journal);
      return;
    }
    boolean untold =
        !task.remains().delivery().delivered()
            && retold.get().notice(completion(task.id())).isEmpty();
    if (untold) {
      ended(task);
      box(task.session().hash()).release(completion(task.id()));
    }
    load(task, retold.get());
    if (!untold) {
      settle(files);
    }
    wake(task.session().hash());
  }

  private void load(TaskRecord task, Retold retold) {
    for (Retold.Told told : retold.notices()) {
      add(task.session().hash(), told.notice(), told.standing(), false);
    }
    expireOld(task.session().hash(), box(task.session().hash()).of(nameOf(task)));
  }

  private static BundleName nameOf(TaskRecord task) {
    return new BundleName(task.session().hash(), task.id());
  }

  /** Whoever comes to a store that nobody has used for long is not flooded with old news. */
  private void expireOld(SessionHash session, List<Notice> loaded) {
    Instant then = all.clocks().now().minus(KEPT);
    loaded.stream().filter(it -> it.since().isBefore(then)).forEach(it -> expire(session, it));
  }

  static Optional<Retold> retold(TaskRecord task, JournalReading journal) {
    Optional<String> owner = task.order().ownership().owner();
    BundleName name = nameOf(task);
    if (journal instanceof JournalReading.Found found) {
      return Optional.of(Retold.of(name, owner, found.journal().events()));
    }
    return journal instanceof JournalReading.Absent
        ? Optional.of(new Retold(name, owner))
        : Optional.empty();
  }

  /** Notices of a live task that an earlier hob left untold. */
  void loadLive(TaskRecord task, Retold retold) {
    load(task, retold);
    wake(task.session().hash());
  }

  /* ---- taking ---- */

  CompletableFuture<NoticeBlock> take(TakeNotices request) {
    SessionHash session = request.caller().session().hash();
    Box.Taking taking =
        new Box.Taking(request, consumer(request.consumer()), new CompletableFuture<>());
    if (request.peek()) {
      return CompletableFuture.completedFuture(box(session).peek(taking, now()))
          .thenCompose(it -> block(session, it, false));
    }
    Optional<Box.Giving> now = box(session).takeOrWait(taking, now());
    if (now.isPresent()) {
      give(session, now.get());
    } else {
      await(session, taking);
      wake(session);
    }
    return taking.reply();
  }

  /** Each offer is another one, however often the same consumer comes. */
  private String consumer(String label) {
    return label + " " + offers.incrementAndGet();
  }

  private void await(SessionHash session, Box.Taking taking) {
    Duration longest = Waiting.bounded(taking.request().longest());
    Future<?> late =
        all.threads()
            .later(longest, () -> all.threads().scans().execute(() -> giveUp(session, taking)));
    Future<?> ignored =
        taking
            .reply()
            .whenComplete(
                (done, failure) -> {
                  late.cancel(false);
                  box(session).leave(taking);
                });
  }

  private void giveUp(SessionHash session, Box.Taking taking) {
    if (box(session).leave(taking)) {
      give(session, new Box.Giving(taking, List.of(), 0, false));
    }
  }

  /** Gives to those who wait whatever is ripe, now or when it is. */
  private void wake(SessionHash session) {
    Box box = box(session);
    if (box.isWaitedAt()) {
      Box.Next next = box.next(now(), moreMayCome(session));
      next.givings().forEach(it -> give(session, it));
      next.again().ifPresent(it -> all.threads().later(it, () -> wakeAgain(session, box)));
    }
  }

  private void wakeAgain(SessionHash session, Box asked) {
    asked.rang();
    wake(session);
  }

  private boolean moreMayCome(SessionHash session) {
    SessionHash holder = sessions.holderOf(session);
    return live.all().stream()
        .anyMatch(
            it ->
                sessions.holderOf(it.name().session()).equals(holder)
                    && it.record().remains().delivery().notifyOnCompletion());
  }

  private void give(SessionHash session, Box.Giving giving) {
    Future<?> ignored =
        block(session, giving, true)
            .whenComplete(
                (block, failure) -> {
                  if (failure != null) {
                    giving.to().reply().completeExceptionally(failure);
                  } else if (!giving.to().reply().complete(block)) {
                    release(block.offer()); // whoever waited has gone
                  }
                });
  }

  /** Everything that was given, written down as offered, in words. */
  private CompletableFuture<NoticeBlock> block(
      SessionHash session, Box.Giving giving, boolean offered) {
    String consumer = giving.to().consumer();
    NoticeWords.Room room = NoticeWords.Room.of(giving.notices().size());
    List<CompletableFuture<Optional<TaskNotice>>> parts = new ArrayList<>();
    for (Given given : giving.notices()) {
      parts.add(
          onLane(
              given.notice(),
              files -> {
                Optional<TaskRecord> task = stillThere(files, given.notice());
                return task.isPresent()
                    ? tell(files, given, offered, consumer, () -> words.of(task.get(), given, room))
                    : Optional.empty();
              }));
    }
    return CompletableFuture.allOf(parts.toArray(CompletableFuture<?>[]::new))
        .thenApply(
            done -> {
              List<TaskNotice> told = parts.stream().flatMap(it -> it.join().stream()).toList();
              Offer offer =
                  offered
                      ? Offer.of(session, consumer, told.stream().map(TaskNotice::id).toList())
                      : Offer.NONE;
              lapseLater(offer);
              return new NoticeBlock(
                  told,
                  offer,
                  giving.expired(),
                  giving.more(),
                  words.block(told, giving.expired(), giving.more()));
            });
  }

  /** It is put into words while the disk works. */
  private Optional<TaskNotice> tell(
      TaskFiles files, Given given, boolean offered, String consumer, Supplier<TaskNotice> words) {
    if (!offered) {
      return Optional.of(words.get());
    }
    CompletableFuture<TaskNotice> said =
        CompletableFuture.supplyAsync(words, all.threads().syncs());
    boolean stands = writeOffer(files, given.notice().id(), consumer);
    return stands ? Optional.of(said.join()) : Optional.empty();
  }

  /** A part of a reply that others do not wait for in vain. */
  private CompletableFuture<Optional<TaskNotice>> onLane(
      Notice notice, RecordWriter.Work<Optional<TaskNotice>> work) {
    return all.storage()
        .writer()
        .inOrder(notice.task(), work)
        .exceptionally(
            failure -> {
              if (!(failure instanceof RejectedExecutionException)) {
                all.troubles().accept("notice " + notice.id() + ": " + failure);
              }
              tryAgain(notice.task(), notice.id());
              return Optional.empty();
            });
  }

  /** Empty, and it is not told, when there is nothing to tell any more. */
  private Optional<TaskRecord> stillThere(TaskFiles files, Notice notice) throws IOException {
    Optional<TaskRecord> task = record(files);
    SessionHash session = files.bundle().name().session();
    if (task.isEmpty() && files.read() instanceof RecordReading.Absent) {
      box(session).expire(notice.id());
    } else if (task.isEmpty()) {
      tryAgain(notice.task(), notice.id()); // what cannot be read now is not gone
    }
    boolean stale =
        notice.matter() instanceof Matter.Found found
            && found.goal() instanceof WatchGoal.StillRunning
            && task.filter(it -> it.state().isEnded()).isPresent();
    if (stale) {
      files.note(new NoticeEvent.Expired(notice.id(), all.clocks().now(), "the task has ended"));
      box(session).remove(notice.id());
      settleLater(files.bundle().name());
    }
    return stale ? Optional.empty() : task;
  }

  private Optional<TaskRecord> record(TaskFiles files) {
    BundleName name = files.bundle().name();
    Optional<LiveTask> running = live.find(name);
    if (running.isPresent()) {
      return Optional.of(running.get().shown());
    }
    Optional<TaskRecord> justEnded = lastEnded.filter(it -> nameOf(it).equals(name));
    if (justEnded.isPresent()) {
      return justEnded;
    }
    return files.read() instanceof RecordReading.Found found
        ? Optional.of(found.stored().record())
        : Optional.empty();
  }

  /**
   * Whether it is on disk; else it was not made, and is tried again, unless a proof by who had it
   * before has come meanwhile: then nobody is told any more.
   */
  private boolean writeOffer(TaskFiles files, NoticeId notice, String consumer) {
    if (box(files.bundle().name().session()).find(notice).isEmpty()) {
      return false;
    }
    Optional<String> problem;
    try {
      Optional<Refusal> refused =
          files.note(new NoticeEvent.Offered(notice, all.clocks().now(), consumer)); // commit
      if (refused.filter(it -> it.code() == RefusalCode.TASK_NOT_FOUND).isPresent()) {
        box(files.bundle().name().session()).expire(notice);
        return false;
      }
      problem = refused.map(Refusal::message);
    } catch (IOException e) {
      problem = Optional.of(String.valueOf(e.getMessage()));
    }
    problem.ifPresent(
        why -> {
          all.troubles().accept("notice " + notice + " cannot be offered now: " + why);
          tryAgain(files.bundle().name(), notice);
        });
    return problem.isEmpty();
  }

  /** It was not offered, and will be. */
  private void tryAgain(BundleName task, NoticeId notice) {
    box(task.session()).retract(notice, now().plus(RETRY));
    all.threads().later(RETRY, () -> wake(task.session()));
  }

  /* ---- telling in a reply of another kind ---- */

  /**
   * A reply to the task's own agent is about to tell its end. With nothing to prove when somebody
   * was told before.
   */
  CompletableFuture<Offer> offer(Caller caller, TaskRecord task, String label) {
    NoticeId notice = completion(task.id());
    SessionHash session = task.session().hash();
    boolean own =
        task.state().isEnded()
            && sessions.holderOf(caller.session().hash()).equals(sessions.holderOf(session))
            && caller.own().owner().equals(task.order().ownership().owner());
    if (!own || box(session).find(notice).isEmpty()) {
      return CompletableFuture.completedFuture(Offer.NONE);
    }
    Offer offer = Offer.of(session, consumer(label), List.of(notice));
    if (!box(session).offer(notice, offer.consumer())) {
      // Another one is being told just now: whoever proves first that it came ends it for both.
      return CompletableFuture.completedFuture(offer);
    }
    return all.storage()
        .writer()
        .inOrder(
            new BundleName(session, notice.task()),
            files -> writeOffer(files, notice, offer.consumer()))
        .handle(
            (written, failure) -> {
              if (failure != null) {
                tryAgain(new BundleName(session, notice.task()), notice);
              }
              boolean stands = failure == null && written;
              if (stands) {
                lapseLater(offer);
              }
              return stands ? offer : Offer.NONE;
            });
  }

  /* ---- how offers end ---- */

  private void lapseLater(Offer offer) {
    if (!offer.isNone()) {
      all.threads().later(Mailbox.LEASE, () -> release(offer));
    }
  }

  /** Without a proof. */
  void release(Offer offer) {
    offer
        .session()
        .ifPresent(
            session -> {
              boolean lapsed = false;
              for (NoticeId notice : offer.notices()) {
                lapsed |= box(session).lapse(notice, offer.consumer(), now());
              }
              if (lapsed) {
                wake(session);
              }
            });
  }

  CompletableFuture<Acknowledged> acknowledge(AckNotices request) {
    List<NoticeId> notices = new ArrayList<>();
    List<Refusal> refused = new ArrayList<>();
    request.ids().forEach(it -> NoticeId.parse(it).fold(notices::add, refused::add));
    SessionHash session = request.caller().session().hash();
    List<CompletableFuture<Optional<Refusal>>> parts =
        notices.stream().map(it -> acknowledge(session, it)).toList();
    return CompletableFuture.allOf(parts.toArray(CompletableFuture<?>[]::new))
        .thenApply(
            done -> {
              List<NoticeId> came = new ArrayList<>();
              for (int i = 0; i < parts.size(); i++) {
                Optional<Refusal> problem = parts.get(i).join();
                problem.ifPresent(refused::add);
                if (problem.isEmpty()) {
                  came.add(notices.get(i));
                }
              }
              return new Acknowledged(came, refused);
            });
  }

  private CompletableFuture<Optional<Refusal>> acknowledge(SessionHash session, NoticeId notice) {
    Optional<Notice> open = box(session).find(notice);
    if (open.isEmpty()) {
      return CompletableFuture.completedFuture(notOpen(session, notice));
    }
    BundleName task = open.get().task();
    return all.storage()
        .writer()
        .inOrder(
            task,
            files -> {
              if (box(session).find(notice).isEmpty()) {
                return Optional.<Refusal>empty(); // another one proved it meanwhile
              }
              Optional<Refusal> problem =
                  files.note(
                      new NoticeEvent.Acknowledged( // commit: from here it is delivered
                          notice, all.clocks().now(), "session"));
              if (problem.isEmpty()) {
                box(session).remove(notice);
                settleLater(task);
              }
              return problem;
            })
        .exceptionally(
            failure ->
                Optional.of(
                    Refusal.of(
                        RefusalCode.INTERNAL,
                        "notice " + notice + " could not be acknowledged: " + failure.getMessage(),
                        "see to the disk of the store; it will be told again")));
  }

  /** What was told before is as good as told; what never was is nobody's to acknowledge. */
  private Optional<Refusal> notOpen(SessionHash session, NoticeId notice) {
    return sessions.family(session).stream()
            .anyMatch(it -> catalogue.has(new BundleName(it, notice.task())))
        ? Optional.empty()
        : Optional.of(
            Refusal.of(
                RefusalCode.TASK_NOT_FOUND,
                "this session has no notice " + notice,
                "hob notices --peek shows those that are due"));
  }

  /* ---- what the record says ---- */

  private void settleLater(BundleName task) {
    all.threads()
        .later(
            UNTIL_SETTLED,
            () -> {
              Future<?> ignored =
                  all.storage()
                      .writer()
                      .inOrder(
                          task,
                          files -> {
                            settle(files);
                            return true;
                          })
                      .exceptionally(
                          failure -> {
                            // The journal says it, and the next hob brings the record after it.
                            return false;
                          });
            });
  }

  /** Brings the record of an ended task after its journal. */
  void settle(TaskFiles files) throws IOException {
    if (!(files.read() instanceof RecordReading.Found found)
        || !found.stored().record().state().isEnded()) {
      return;
    }
    Optional<Retold> retold = retold(found.stored().record(), files.journal());
    if (retold.isEmpty()) {
      return;
    }
    Result<TaskRecord> settled =
        files.update(task -> Result.ok(task.with(task.remains().with(told(task, retold.get())))));
    settled.fold(
        task -> {
          catalogue.know(task);
          return true;
        },
        refusal -> false);
    boolean over =
        retold.get().notices().stream().allMatch(it -> it.standing().isOver())
            && !lookedAt.test(files.bundle().name());
    if (over && settled.fold(it -> it.remains().delivery().delivered(), refusal -> false)) {
      files.dropLiveMark();
    }
  }

  private static Delivery told(TaskRecord task, Retold retold) {
    Delivery had = task.remains().delivery();
    boolean over =
        retold.notice(completion(task.id())).filter(it -> it.standing().isOver()).isPresent();
    List<Delivery.Standing> standings =
        retold.notices().stream()
            .map(it -> new Delivery.Standing(it.notice().id(), it.standing().word()))
            .toList();
    return (over ? had.done() : had).with(standings);
  }

  /** Whether something of the task is still to be told. */
  boolean isOpen(BundleName task) {
    return !box(task.session()).of(task).isEmpty();
  }

  /* ---- what nobody will be told ---- */

  /** The task was removed, and its journal with it. */
  void removed(BundleName task) {
    lastEnded = lastEnded.filter(it -> !nameOf(it).equals(task));
    Box box = box(task.session());
    box.of(task).forEach(it -> box.expire(it.id()));
  }

  /** How much of one task has not been told yet. */
  int untold(BundleName task) {
    return box(task.session()).count(task);
  }

  /** How much one session has not been told yet. */
  int untold(SessionHash session) {
    return box(session).size();
  }

  /**
   * Another one is told from now on what some session was to be told: what is in its box, and who
   * waits at it, goes to where it belongs now.
   */
  void regroup() {
    synchronized (moving) {
      // Nobody else holds two boxes at a time, so nobody waits for the other one.
      boxes.forEach((key, box) -> box.moveMisplaced(key, sessions::holderOf, this::box));
    }
    boxes.keySet().forEach(this::wake);
  }

  /** The same once more after a moment: somebody may have found the old box just before. */
  void regroupTwice() {
    regroup();
    all.threads().later(RETRY, this::regroup);
  }

  /** An agent of the session calls no more. */
  void isGone(SessionHash session, String owner) {
    box(session).isGone(owner);
    wake(session);
  }

  private void expireOld() {
    Instant then = all.clocks().now().minus(KEPT);
    Duration notCalledSince = now().minus(KEPT);
    boxes.forEach(
        (session, box) -> box.olderThan(then, notCalledSince).forEach(it -> expire(session, it)));
  }

  private void expire(SessionHash session, Notice old) {
    NoticeId notice = old.id();
    Future<?> ignored =
        all.storage()
            .writer()
            .inOrder(
                old.task(),
                files -> {
                  Optional<Refusal> problem =
                      files.note(
                          new NoticeEvent.Expired(
                              notice, all.clocks().now(), "nobody asked for it in 7 days"));
                  if (problem.isEmpty()) {
                    box(session).expire(notice);
                    settle(files);
                  }
                  return true;
                })
            .exceptionally(
                failure -> {
                  all.troubles().accept("notice " + notice + " could not expire: " + failure);
                  return false;
                });
  }
}

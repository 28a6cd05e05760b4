package dev.hob.wire;

import dev.hob.api.AckNotices;
import dev.hob.api.AgentGone;
import dev.hob.api.Caller;
import dev.hob.api.Callers;
import dev.hob.api.Counts;
import dev.hob.api.EndSession;
import dev.hob.api.GivenUp;
import dev.hob.api.Hob;
import dev.hob.api.KillTask;
import dev.hob.api.ListTasks;
import dev.hob.api.NoticeBlock;
import dev.hob.api.Offer;
import dev.hob.api.PollTask;
import dev.hob.api.ProcessClue;
import dev.hob.api.RegisterSession;
import dev.hob.api.RemoveTasks;
import dev.hob.api.ResizeTask;
import dev.hob.api.RunAgain;
import dev.hob.api.Scope;
import dev.hob.api.TakeNotices;
import dev.hob.api.TaskReply;
import dev.hob.api.Unwatch;
import dev.hob.api.WaitForTasks;
import dev.hob.api.Waited;
import dev.hob.api.WatchTask;
import dev.hob.api.WhichTask;
import dev.hob.api.WriteTask;
import dev.hob.model.EnvironmentBlock;
import dev.hob.model.NoticeId;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.SessionSource;
import dev.hob.model.Shown;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;

/** Every verb that can be called with JSON: its fields, and who answers it. */
public final class Verbs {
  private static final Field SESSION = Field.text("session");
  private static final Field OWNER = Field.text("owner");
  private static final Field FOLDER = Field.text("folder");
  static final Field TASK_ID = Field.text("task_id");
  private static final Field TASK_IDS = Field.texts("task_ids");
  private static final Field WAIT_MS = Field.count("wait_ms");
  private static final Field CURSOR = Field.text("cursor");
  private static final Field MAX_CHARS = Field.count("max_chars");
  private static final Field ANY = Field.flag("any");
  private static final Field ANY_SESSION = Field.flag("any_session");
  private static final Field SIGNAL = Field.text("signal");
  private static final Field GRACE_MS = Field.count("grace_ms");
  private static final Field TEXT = Field.text("text");
  private static final Field BASE64 = Field.text("base64");
  private static final Field PASTED = Field.flag("pasted");
  private static final Field KEYS = Field.texts("keys");
  private static final Field CLOSE = Field.flag("close");
  static final Field ROWS = Field.count("rows");
  static final Field COLS = Field.count("cols");
  private static final Field SCOPE = Field.text("scope");
  private static final Field STATUS = Field.texts("status");
  private static final Field LABEL = Field.text("label");
  private static final Field SINCE = Field.count("since");
  private static final Field LIMIT = Field.count("limit");
  private static final Field NEXT = Field.text("next");
  static final Field REQUEST_ID = Field.text("request_id");

  /** Linux takes no longer one, and others take shorter ones only. */
  private static final int LONGEST_PATH = 4096;

  private static final Field HARNESS = Field.text("harness");
  private static final Field SOURCE = Field.text("source");
  private static final Field PID = Field.count("pid");
  private static final Field KILL = Field.flag("kill");
  private static final Field AGENT = Field.text("agent");
  private static final Field PEEK = Field.flag("peek");
  private static final Field CONSUMER = Field.text("consumer");
  private static final Field NOTICE_IDS = Field.texts("notice_ids");
  private static final Field REMOVE = Field.text("remove");

  /** It stands in the journal with each offer. */
  private static final int LONGEST_CONSUMER = 200;

  /** What an earlier reply offered came: the proof that a client without a launcher can give. */
  private static final Field ACK_OF = Field.texts("ack_of");

  /** Who asks is said with every verb. */
  private static final List<Field> CALLER = List.of(SESSION, OWNER, FOLDER, ACK_OF);

  /** Where nobody says how long to wait: within what most clients take for an answer. */
  private static final Duration USUAL_WAIT = Duration.ofSeconds(30);

  private final Hob hob;
  private final EnvironmentBlock usual;
  private final Map<String, Verb> verbs = new LinkedHashMap<>();

  /** What is asked, and who asks. */
  private record Call(RequestCodec fields, Caller caller) {}

  /** A verb. */
  private record Verb(List<Field> fields, Function<Call, CompletableFuture<Result<Said>>> answer) {}

  /**
   * A reply: JSON, and the refusal in it if it is one.
   *
   * @param offer what it is the first to tell: to be released when it could not be sent
   */
  public record Answer(Optional<Refusal> refusal, Json json, Offer offer) {
    static Answer of(Result<Said> result) {
      return result.fold(
          said -> new Answer(Optional.empty(), said.json(), said.offer()),
          refusal ->
              new Answer(Optional.of(refusal), new Json(ReplyCodec.refusal(refusal)), Offer.NONE));
    }
  }

  /** What is replied, when it is no refusal. */
  private record Said(Json json, Offer offer) {
    static Said of(byte[] bytes) {
      return new Said(new Json(bytes), Offer.NONE);
    }
  }

  /** One line of JSON. A class, for bytes are not compared. */
  public static final class Json {
    private final byte[] bytes;

    Json(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    public byte[] bytes() {
      return bytes.clone();
    }
  }

  /**
   * All of them.
   *
   * @param usual environment of commands whose caller does not send one
   */
  public Verbs(Hob hob, EnvironmentBlock usual) {
    this.hob = hob;
    this.usual = usual;
    add("run", RunFields.ALL, this::run);
    add(
        "again",
        List.of(TASK_ID, WAIT_MS, EnvironmentField.FIELD, REQUEST_ID),
        ofATask(this::again));
    add("poll", List.of(TASK_ID, CURSOR, WAIT_MS, MAX_CHARS), this::poll);
    add(
        "wait",
        with(List.of(TASK_IDS, ANY, WAIT_MS, GoalFields.READY), GoalFields.OF_A_WAIT),
        this::await);
    add("notices", List.of(WAIT_MS, LIMIT, PEEK, CONSUMER), this::notices);
    add("ack", List.of(NOTICE_IDS), this::acknowledge);
    add(
        "watch",
        with(List.of(TASK_ID, REMOVE), with(GoalFields.OF_A_WAIT, GoalFields.OF_A_WATCH)),
        ofATask(this::watch));
    add("sessions", List.of(), call -> now(hob.sessions().map(ReplyCodec::sessions).map(Said::of)));
    add("register", List.of(HARNESS, SOURCE, PID), this::register);
    add("end_session", List.of(KILL), this::endSession);
    add("agent_gone", List.of(AGENT), this::agentGone);
    add("kill", List.of(TASK_ID, SIGNAL, GRACE_MS, ANY_SESSION), ofATask(this::kill));
    add(
        "write",
        List.of(TASK_ID, TEXT, BASE64, PASTED, KEYS, CLOSE, REQUEST_ID, ANY_SESSION),
        ofATask(this::write));
    add("resize", List.of(TASK_ID, ROWS, COLS, ANY_SESSION), ofATask(this::resize));
    add("show", List.of(TASK_ID), this::show);
    add("logs", LogFields.ALL, this::logs);
    add("list", List.of(SCOPE, STATUS, LABEL, SINCE, LIMIT, NEXT), this::list);
    add("counts", List.of(SCOPE), this::counts);
    add("rm", List.of(TASK_IDS, ANY_SESSION), this::remove);
    add("clear", List.of(SCOPE), this::clear);
  }

  private static List<Field> with(List<Field> some, List<Field> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  private void add(
      String name, List<Field> fields, Function<Call, CompletableFuture<Result<Said>>> answer) {
    verbs.put(name, new Verb(Stream.concat(CALLER.stream(), fields.stream()).toList(), answer));
  }

  /** What changes something says which task it means: the latest may be another by now. */
  private static Function<Call, CompletableFuture<Result<Said>>> ofATask(
      Function<Call, CompletableFuture<Result<Said>>> answer) {
    return call ->
        call.fields().has(TASK_ID)
            ? answer.apply(call)
            : now(
                Result.refused(
                    missing("task_id", "give the id of the task that is meant; list tells it")));
  }

  private static Refusal missing(String field, String hint) {
    return Refusal.of(RefusalCode.BAD_REQUEST, "the field " + field + " is missing", hint);
  }

  /** The fields of each verb, by its name. */
  public Map<String, List<Field>> fields() {
    Map<String, List<Field>> fields = new LinkedHashMap<>();
    verbs.forEach((name, verb) -> fields.put(name, verb.fields()));
    return fields;
  }

  /** Never fails but by the engine's own failure. */
  public CompletableFuture<Answer> call(String name, byte[] body) {
    Optional<Verb> verb = Optional.ofNullable(verbs.get(name));
    if (verb.isEmpty()) {
      return CompletableFuture.completedFuture(Answer.of(Result.refused(unknown(name))));
    }
    Result<Call> call =
        RequestCodec.read(body, verb.get().fields())
            .flatMap(
                fields ->
                    caller(fields.text(SESSION), fields.text(OWNER), fields.text(FOLDER))
                        .map(caller -> new Call(fields, caller)));
    return call.fold(
        it -> answered(it, verb.get()),
        refusal -> CompletableFuture.completedFuture(Answer.of(Result.refused(refusal))));
  }

  /** What came earlier counts before this is answered. Who gives up gives up on the whole. */
  private CompletableFuture<Answer> answered(Call call, Verb verb) {
    List<String> came = call.fields().texts(ACK_OF);
    Optional<Refusal> problem =
        came.stream()
            .flatMap(it -> NoticeId.parse(it).fold(ok -> Stream.<Refusal>empty(), Stream::of))
            .findFirst();
    if (problem.isPresent()) {
      return CompletableFuture.completedFuture(Answer.of(Result.refused(problem.get())));
    }
    CompletableFuture<?> before =
        came.isEmpty()
            ? CompletableFuture.completedFuture(true)
            : hob.acknowledge(new AckNotices(call.caller(), came));
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    GivenUp.give(
        before
            .thenCompose(done -> GivenUp.until(answer, verb.answer().apply(call)))
            .thenApply(Answer::of),
        answer,
        it -> hob.release(it.offer()));
    return answer;
  }

  private Refusal unknown(String name) {
    return Refusal.of(
        RefusalCode.BAD_REQUEST,
        "there is no verb " + Shown.text(name),
        NearestName.to(name, verbs.keySet())
            .map(it -> "did you mean " + it + "?")
            .orElse("known are " + String.join(", ", verbs.keySet())));
  }

  /** Who asks must be said: a server has no folder and no variables of its caller. */
  public static Result<Caller> caller(
      Optional<String> session, Optional<String> owner, Optional<String> folder) {
    if (session.isEmpty() && folder.isEmpty()) {
      return Result.refused(
          Refusal.of(
              RefusalCode.BAD_REQUEST,
              "nothing says whose call it is",
              "give session, or the folder whose project stands for it"));
    }
    if (folder.isPresent() && !isFolder(folder.get())) {
      return Result.refused(
          Refusal.of(
              RefusalCode.BAD_REQUEST,
              "the folder is no absolute path: " + Shown.text(folder.get()),
              "give the full path of the folder that the call is made in"));
    }
    return Callers.find(
        new Callers.Call(session, owner, folder.orElse("/")), name -> Optional.empty());
  }

  /** What is longer than a path can be is not looked for, folder by folder. */
  private static boolean isFolder(String text) {
    try {
      return text.length() <= LONGEST_PATH && Path.of(text).isAbsolute();
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static <T> CompletableFuture<T> now(T value) {
    return CompletableFuture.completedFuture(value);
  }

  private static <T> CompletableFuture<Result<Said>> written(
      CompletableFuture<Result<T>> reply, Function<T, byte[]> writing) {
    return written(reply, writing, it -> Offer.NONE);
  }

  /** Who gives up on it gives up on what it comes from. */
  private static <T> CompletableFuture<Result<Said>> written(
      CompletableFuture<Result<T>> reply, Function<T, byte[]> writing, Function<T, Offer> offer) {
    CompletableFuture<Result<Said>> said =
        reply.thenApply(
            it -> it.map(told -> new Said(new Json(writing.apply(told)), offer.apply(told))));
    GivenUp.until(said, reply);
    return said;
  }

  private static WhichTask which(Call call) {
    return new WhichTask(call.caller(), call.fields().text(TASK_ID));
  }

  private static Duration longest(Call call) {
    return call.fields().millis(WAIT_MS).orElse(Duration.ZERO);
  }

  private CompletableFuture<Result<Said>> run(Call call) {
    return RunFields.request(call.fields(), call.caller(), folder(call), usual)
        .fold(
            request -> written(hob.run(request, longest(call)), ReplyCodec::task, TaskReply::offer),
            refusal -> now(Result.refused(refusal)));
  }

  private static Optional<String> folder(Call call) {
    return call.fields().text(FOLDER);
  }

  private CompletableFuture<Result<Said>> again(Call call) {
    return EnvironmentField.of(call.fields(), usual)
        .fold(
            environment ->
                written(hob.again(again(call, environment)), ReplyCodec::task, TaskReply::offer),
            refusal -> now(Result.refused(refusal)));
  }

  private static RunAgain again(Call call, EnvironmentBlock environment) {
    return new RunAgain(which(call), environment, call.fields().text(REQUEST_ID), longest(call));
  }

  private CompletableFuture<Result<Said>> poll(Call call) {
    return written(
        hob.poll(
            new PollTask(
                which(call),
                call.fields().text(CURSOR),
                longest(call),
                call.fields().small(MAX_CHARS, 0))),
        ReplyCodec::task,
        TaskReply::offer);
  }

  private CompletableFuture<Result<Said>> await(Call call) {
    return until(call).fold(until -> await(call, until), refusal -> now(Result.refused(refusal)));
  }

  /** Absent: the end. */
  private static Result<Optional<WaitForTasks.Until>> until(Call call) {
    Result<Optional<WatchTask.Watched>> goal = GoalFields.watched(call.fields());
    if (!call.fields().flag(GoalFields.READY)) {
      return goal.map(it -> it.map(WaitForTasks.Until.Goal::new));
    }
    return goal.flatMap(
        it ->
            it.isEmpty()
                ? Result.ok(Optional.of(new WaitForTasks.Until.Ready()))
                : Result.refused(
                    Refusal.of(
                        RefusalCode.BAD_REQUEST,
                        "more than one thing is to be waited for",
                        "wait for one after the other")));
  }

  private CompletableFuture<Result<Said>> await(Call call, Optional<WaitForTasks.Until> until) {
    List<String> ids = call.fields().texts(TASK_IDS);
    Duration longest = call.fields().millis(WAIT_MS).orElse(USUAL_WAIT);
    return written(
        hob.await(new WaitForTasks(call.caller(), ids, call.fields().flag(ANY), longest, until)),
        waited -> ReplyCodec.waited(waited, ids.size() == 1),
        Waited::offer);
  }

  private CompletableFuture<Result<Said>> notices(Call call) {
    if (call.fields().text(CONSUMER).filter(it -> it.length() > LONGEST_CONSUMER).isPresent()) {
      return now(
          Result.refused(
              Refusal.of(
                  RefusalCode.BAD_REQUEST,
                  "the consumer has more than " + LONGEST_CONSUMER + " characters",
                  "a few words are enough for people")));
    }
    TakeNotices request =
        new TakeNotices(
            call.caller(),
            call.fields().text(CONSUMER).orElse("http"),
            longest(call),
            call.fields().small(LIMIT, TakeNotices.MOST),
            call.fields().flag(PEEK));
    return written(hob.take(request), ReplyCodec::notices, NoticeBlock::offer);
  }

  private CompletableFuture<Result<Said>> acknowledge(Call call) {
    if (!call.fields().has(NOTICE_IDS)) {
      return now(Result.refused(missing("notice_ids", "give the ids of the notices that came")));
    }
    return written(
        hob.acknowledge(new AckNotices(call.caller(), call.fields().texts(NOTICE_IDS))),
        ReplyCodec::acknowledged);
  }

  private CompletableFuture<Result<Said>> register(Call call) {
    String source = call.fields().text(SOURCE).orElse(SessionSource.STARTUP.word());
    return SessionSource.ofWord(source)
        .map(
            it ->
                written(
                    hob.register(
                        new RegisterSession(
                            call.caller().session(),
                            call.fields().text(HARNESS).orElse(""),
                            it,
                            call.fields()
                                .count(PID)
                                .map(pid -> new ProcessClue(pid, Optional.empty())))),
                    ReplyCodec::session))
        .orElseGet(
            () ->
                now(
                    Result.refused(
                        Refusal.of(
                            RefusalCode.BAD_REQUEST,
                            "there is no source " + Shown.text(source),
                            "give startup, resume, clear, compact or fork"))));
  }

  private CompletableFuture<Result<Said>> endSession(Call call) {
    return written(
        hob.endSession(new EndSession(call.caller().session(), call.fields().flag(KILL))),
        ReplyCodec::session);
  }

  private CompletableFuture<Result<Said>> agentGone(Call call) {
    if (!call.fields().has(AGENT)) {
      return now(Result.refused(missing("agent", "give the owner of the tasks of that agent")));
    }
    return written(
        hob.agentGone(
            new AgentGone(call.caller().session(), call.fields().text(AGENT).orElseThrow())),
        ReplyCodec::session);
  }

  private CompletableFuture<Result<Said>> watch(Call call) {
    if (call.fields().has(REMOVE)) {
      return written(
          hob.unwatch(new Unwatch(which(call), call.fields().text(REMOVE).orElseThrow())),
          ReplyCodec::watching);
    }
    return GoalFields.watched(call.fields())
        .fold(goal -> watch(call, goal), refusal -> now(Result.refused(refusal)));
  }

  private CompletableFuture<Result<Said>> watch(Call call, Optional<WatchTask.Watched> goal) {
    return goal.isEmpty()
        ? now(
            Result.refused(
                Refusal.of(
                    RefusalCode.BAD_REQUEST,
                    "nothing says what to watch for",
                    "give pattern, port, file, quiet_ms, running_ms or first_output")))
        : written(
            hob.watch(new WatchTask(which(call), goal.get(), call.fields().flag(GoalFields.READY))),
            ReplyCodec::watching);
  }

  private CompletableFuture<Result<Said>> kill(Call call) {
    return written(
        hob.kill(
            new KillTask(
                which(call),
                call.fields().text(SIGNAL),
                call.fields().millis(GRACE_MS),
                call.fields().flag(ANY_SESSION))),
        ReplyCodec::task,
        TaskReply::offer);
  }

  private CompletableFuture<Result<Said>> write(Call call) {
    return bytes(call.fields().text(TEXT), call.fields().text(BASE64))
        .fold(
            bytes ->
                written(
                    hob.write(
                        new WriteTask(
                            which(call),
                            bytes,
                            new WriteTask.Typing(
                                call.fields().texts(KEYS),
                                call.fields().flag(PASTED),
                                call.fields().flag(CLOSE),
                                call.fields().text(REQUEST_ID)),
                            call.fields().flag(ANY_SESSION))),
                    ReplyCodec::written),
            refusal -> now(Result.refused(refusal)));
  }

  private CompletableFuture<Result<Said>> resize(Call call) {
    RequestCodec fields = call.fields();
    return written(
        hob.resize(
            new ResizeTask(
                which(call), size(fields, ROWS), size(fields, COLS), fields.flag(ANY_SESSION))),
        ReplyCodec::resized);
  }

  /** What no terminal can have is refused by what knows terminals. */
  static OptionalInt size(RequestCodec fields, Field field) {
    return fields
        .count(field)
        .map(it -> OptionalInt.of((int) Math.min(it, Integer.MAX_VALUE)))
        .orElse(OptionalInt.empty());
  }

  static Result<byte[]> bytes(Optional<String> text, Optional<String> base64) {
    if (text.isPresent() && base64.isPresent()) {
      return Result.refused(
          Refusal.of(
              RefusalCode.BAD_REQUEST, "both a text and base64 are given", "give one of them"));
    }
    try {
      return Result.ok(
          base64
              .map(it -> Base64.getDecoder().decode(it))
              .orElseGet(() -> text.orElse("").getBytes(StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      return Result.refused(
          Refusal.of(
              RefusalCode.BAD_REQUEST, "that is not base64", "encode the bytes as RFC 4648"));
    }
  }

  private CompletableFuture<Result<Said>> show(Call call) {
    return now(hob.show(which(call)).map(ReplyCodec::task).map(Said::of));
  }

  private CompletableFuture<Result<Said>> logs(Call call) {
    return now(
        LogFields.request(call.fields(), which(call))
            .flatMap(hob::log)
            .map(ReplyCodec::log)
            .map(Said::of));
  }

  private CompletableFuture<Result<Said>> list(Call call) {
    return now(
        StatusWords.known(call.fields().texts(STATUS))
            .flatMap(statuses -> scope(call).map(scope -> list(call, scope, statuses)))
            .flatMap(hob::list)
            .map(ReplyCodec::page)
            .map(Said::of));
  }

  private static ListTasks list(Call call, Scope scope, Set<String> statuses) {
    return new ListTasks(
        scope,
        statuses,
        call.fields().text(LABEL),
        call.fields().count(SINCE).map(Instant::ofEpochMilli),
        call.fields().small(LIMIT, ListTasks.USUAL),
        call.fields().text(NEXT));
  }

  private static Result<Scope> scope(Call call) {
    String scope = call.fields().text(SCOPE).orElse("session");
    return switch (scope) {
      case "session" -> Result.ok(Scope.of(call.caller().session()));
      case "project" -> Result.ok(Scope.of(call.caller().own().projectKey()));
      case "all" -> Result.ok(Scope.EVERYWHERE);
      default ->
          Result.refused(
              Refusal.of(
                  RefusalCode.BAD_REQUEST,
                  "there is no scope " + Shown.text(scope),
                  "give session, project or all"));
    };
  }

  private CompletableFuture<Result<Said>> counts(Call call) {
    return now(
        scope(call).flatMap(hob::count).map((Counts it) -> ReplyCodec.counts(it)).map(Said::of));
  }

  private CompletableFuture<Result<Said>> remove(Call call) {
    return written(
        hob.remove(
            new RemoveTasks(
                call.caller(), call.fields().texts(TASK_IDS), call.fields().flag(ANY_SESSION))),
        ReplyCodec::removed);
  }

  private CompletableFuture<Result<Said>> clear(Call call) {
    return scope(call)
        .fold(
            scope -> written(hob.clear(scope), ReplyCodec::removed),
            refusal -> now(Result.refused(refusal)));
  }
}

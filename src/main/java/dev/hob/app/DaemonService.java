package dev.hob.app;

import dev.hob.api.Caller;
import dev.hob.api.Changes;
import dev.hob.api.GivenUp;
import dev.hob.api.Hob;
import dev.hob.api.LogPiece;
import dev.hob.api.LogReading;
import dev.hob.api.ReadLog;
import dev.hob.api.WhichTask;
import dev.hob.cli.Ended;
import dev.hob.cli.HobCommand;
import dev.hob.cli.Invocation;
import dev.hob.cli.InvocationCodec;
import dev.hob.http.Answer;
import dev.hob.http.CallStreams;
import dev.hob.http.EventSink;
import dev.hob.http.Receipt;
import dev.hob.http.Service;
import dev.hob.mcp.ToolDesk;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.wire.ReplyCodec;
import dev.hob.wire.Verbs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Predicate;

/** What the daemon's server serves: verbs, events, and the command line for its launchers. */
final class DaemonService implements Service {
  private static final int OK = 200;
  private static final int ACCEPTED = 202;

  /** The body is the version of the one who asks: a newer hob wants to serve the store. */
  private static final String YIELD = "yield";

  /** The body is the envelope of a relay. */
  private static final String TOOLS = "mcp";

  /** A stream that says nothing for so long shows that it lives. */
  private static final Duration BETWEEN_BEATS = Duration.ofSeconds(10);

  private final Hob hob;
  private final Verbs verbs;
  private final ToolDesk tools;
  private final HobCommand command;
  private final Own own;

  /**
   * What is the daemon's.
   *
   * @param tools for the relays of models
   * @param calls one thread for each command line and each stream of output
   * @param yielding true, and the daemon goes, when the given version is newer
   */
  record Own(ToolDesk tools, ExecutorService calls, Predicate<String> yielding) {}

  DaemonService(Hob hob, Verbs verbs, HobCommand command, Own own) {
    this.hob = hob;
    this.verbs = verbs;
    this.tools = own.tools();
    this.command = command;
    this.own = own;
  }

  @Override
  public CompletableFuture<Answer> call(String verb, byte[] body) {
    if (verb.equals(YIELD)) {
      boolean yields = own.yielding().test(new String(body, StandardCharsets.UTF_8).strip());
      return CompletableFuture.completedFuture(new Answer(OK, ReplyCodec.yielding(yields)));
    }
    return onOwnThread(
        reply ->
            verb.equals(TOOLS)
                ? GivenUp.until(reply, tools.answer(body)).thenApply(this::answer)
                : GivenUp.until(reply, verbs.call(verb, body)).thenApply(this::answer));
  }

  /**
   * Not on the server's few threads: a task that is named while the store is still being looked at
   * is looked at first, and that waits for the disk. Who gives up on the reply gives up on what it
   * waits for; what it was to tell others are told.
   */
  private CompletableFuture<Answer> onOwnThread(
      Function<CompletableFuture<Answer>, CompletableFuture<Answer>> work) {
    try {
      CompletableFuture<Answer> reply = new CompletableFuture<>();
      own.calls()
          .execute(
              () -> {
                try {
                  GivenUp.give(work.apply(reply), reply, it -> it.unsent().run());
                } catch (RuntimeException e) {
                  reply.completeExceptionally(e); // the server tells it
                }
              });
      return reply;
    } catch (RejectedExecutionException e) {
      return CompletableFuture.completedFuture(refused(busy()));
    }
  }

  @Override
  public CompletableFuture<Answer> tools(Map<String, String> query, byte[] message) {
    return onOwnThread(
        reply ->
            GivenUp.until(
                    reply,
                    tools.answerDirectly(
                        Optional.ofNullable(query.get("session")),
                        Optional.ofNullable(query.get("folder")),
                        message))
                .thenApply(this::answer));
  }

  private Answer answer(Verbs.Answer answer) {
    int status = answer.refusal().map(it -> it.code().httpStatus()).orElse(OK);
    return answer.offer().isNone()
        ? new Answer(status, answer.json().bytes())
        : new Answer(status, answer.json().bytes(), () -> hob.release(answer.offer()));
  }

  private Answer answer(ToolDesk.Reply reply) {
    int status = reply.isSilent() ? ACCEPTED : OK;
    return new Answer(status, reply.bytes(), () -> hob.release(reply.offer()));
  }

  private static Answer refused(Refusal refusal) {
    return new Answer(refusal.code().httpStatus(), ReplyCodec.refusal(refusal));
  }

  @Override
  public CompletableFuture<Optional<Answer>> stream(
      String path, Map<String, String> query, EventSink sink) {
    try {
      // Not on the server's thread either: what is to be followed is looked for on the disk.
      return CompletableFuture.supplyAsync(() -> opened(path, query, sink), own.calls());
    } catch (RejectedExecutionException e) {
      return CompletableFuture.completedFuture(Optional.of(refused(busy())));
    }
  }

  private Optional<Answer> opened(String path, Map<String, String> query, EventSink sink) {
    return Verbs.caller(
            Optional.ofNullable(query.get("session")),
            Optional.ofNullable(query.get("owner")),
            Optional.ofNullable(query.get("folder")))
        .flatMap(it -> open(path, query, it, sink))
        .<Optional<Refusal>>fold(it -> Optional.empty(), Optional::of)
        .map(DaemonService::refused);
  }

  private Result<Boolean> open(
      String path, Map<String, String> query, Caller caller, EventSink sink) {
    String[] parts = path.split("/", -1);
    if (path.equals("events/notices")) {
      return Result.ok(new NoticeStream(hob, caller, sink).begin());
    }
    if (path.equals("events")) {
      return Result.ok(changes(query.containsKey("everywhere"), caller, sink));
    }
    boolean isOutput = parts.length == 3 && parts[0].equals("tasks") && parts[2].equals("output");
    return isOutput
        ? hob.follow(
                new ReadLog(
                    WhichTask.of(caller, parts[1]),
                    ReadLog.Streams.BOTH,
                    new ReadLog.Wanted.Head(Integer.MAX_VALUE),
                    true))
            .flatMap(reading -> output(reading, sink))
        : Result.refused(
            Refusal.of(
                RefusalCode.BAD_REQUEST,
                "there is no stream " + path,
                "there are events, events/notices and tasks/ID/output"));
  }

  private boolean changes(boolean everywhere, Caller caller, EventSink sink) {
    Changes.Hearing hearing =
        hob.hear(
            task -> {
              if (everywhere || task.session().equals(caller.session())) {
                sink.send(Optional.empty(), "task", text(ReplyCodec.task(task)));
              }
            });
    sink.onClosed(hearing::close);
    return sink.beat(); // so that the client knows from when on it hears
  }

  private static String text(byte[] line) {
    return new String(line, StandardCharsets.UTF_8).stripTrailing();
  }

  private Result<Boolean> output(LogReading reading, EventSink sink) {
    try {
      Future<?> work = own.calls().submit(() -> send(reading, sink));
      sink.onClosed(() -> work.cancel(true));
      return Result.ok(true);
    } catch (RejectedExecutionException e) {
      return Result.refused(busy());
    }
  }

  private static Refusal busy() {
    return Refusal.of(
        RefusalCode.DAEMON_UNREACHABLE, "too many calls are being answered", "try again later");
  }

  private static void send(LogReading reading, EventSink sink) {
    try (reading) {
      boolean open = true;
      while (open && !reading.isOver()) {
        Optional<LogPiece> piece = reading.next(BETWEEN_BEATS);
        open =
            piece
                .map(it -> sink.send(Optional.empty(), "output", text(ReplyCodec.piece(it))))
                .orElseGet(sink::beat);
      }
    } catch (IOException e) {
      sink.send(Optional.empty(), "error", text(ReplyCodec.refusal(unreadable(e))));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sink.close();
    }
  }

  private static Refusal unreadable(IOException e) {
    return Refusal.of(
        RefusalCode.INTERNAL, "the output cannot be read: " + e.getMessage(), "try again");
  }

  @Override
  public void commandLine(String call, byte[] body, CallStreams streams) {
    try {
      Future<?> work = own.calls().submit(() -> run(call, body, streams));
      streams.onGone(() -> work.cancel(true));
    } catch (RejectedExecutionException e) {
      streams.exit(tell(busy(), streams));
    }
  }

  /** Whatever happens, the client hears of an end. */
  private void run(String id, byte[] body, CallStreams streams) {
    Ended ended = new Ended(RefusalCode.INTERNAL.exitStatus(), dev.hob.cli.Receipt.NONE);
    try {
      Result<Invocation> call = InvocationCodec.decode(id, body);
      ended =
          call.fold(
              it -> command.run(it, streams.stdout(), streams.stderr()),
              refusal -> new Ended(tell(refusal, streams), dev.hob.cli.Receipt.NONE));
    } finally {
      streams.exit(ended.status(), receipt(ended.receipt()));
    }
  }

  /** The same, for the server. */
  private static Receipt receipt(dev.hob.cli.Receipt receipt) {
    if (!receipt.isWanted()) {
      return Receipt.NONE;
    }
    return new Receipt() {
      @Override
      public CompletableFuture<?> shown() {
        return receipt.shown();
      }

      @Override
      public void lost() {
        receipt.lost();
      }
    };
  }

  private static int tell(Refusal refusal, CallStreams streams) {
    try {
      streams.stderr().write(("hob: " + refusal + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // Nobody is there to hear it.
    }
    return refusal.code().exitStatus();
  }
}

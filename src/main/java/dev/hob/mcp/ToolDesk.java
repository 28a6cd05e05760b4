package dev.hob.mcp;

import dev.hob.api.AckNotices;
import dev.hob.api.Caller;
import dev.hob.api.Callers;
import dev.hob.api.GivenUp;
import dev.hob.api.Hob;
import dev.hob.api.Offer;
import dev.hob.model.EnvironmentBlock;
import dev.hob.model.Result;
import dev.hob.model.SessionKey;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** The daemon's part: takes what relays bring, and answers. */
public final class ToolDesk {
  private static final String OWN = "HOB_SESSION";

  private final Hob hob;
  private final Handshake handshake;
  private final byte[] usual;
  private final ToldDirectly told = new ToldDirectly();
  private final ToolReader tools = new ToolReader();
  private final Riders riders;
  private final LaterDesk later;

  /**
   * Asks hob.
   *
   * @param usual environment of commands whose client has no relay
   * @param chance a text that nobody guesses, and another one each time
   */
  public ToolDesk(
      Hob hob,
      String version,
      EnvironmentBlock usual,
      InstantSource clock,
      Supplier<String> chance) {
    this.hob = hob;
    this.usual = usual.nulSeparated();
    handshake = new Handshake(version);
    riders = new Riders(hob);
    later = new LaterDesk(riders, new LaterWaits(clock, chance));
  }

  /**
   * An answer, and what it is the first to tell: to be released when it could not be sent. A class,
   * for bytes are not compared.
   */
  public static final class Reply {
    private final byte[] bytes;
    private final Offer offer;

    private Reply(byte[] bytes, Offer offer) {
      this.bytes = bytes;
      this.offer = offer;
    }

    private static Reply toRelay(Told told) {
      return new Reply(EnvelopeCodec.answer(told.ids(), told.message()), told.offer());
    }

    private static Reply toClient(Told told) {
      return new Reply(told.message().orElse("").getBytes(StandardCharsets.UTF_8), told.offer());
    }

    /** There is nothing to be answered. */
    public boolean isSilent() {
      return bytes.length == 0;
    }

    public byte[] bytes() {
      return bytes.clone();
    }

    public Offer offer() {
      return offer;
    }
  }

  /**
   * A client that needs no relay. What it was told counts as told when the next request of the same
   * session and folder comes.
   *
   * @param folder where its commands run; without one only a session can be meant
   */
  public CompletableFuture<Reply> answerDirectly(
      Optional<String> session, Optional<String> folder, byte[] message) {
    if (session.isEmpty() && folder.isEmpty()) {
      return Told.said(
              Handshake.error(
                  "null",
                  Handshake.BAD_PARAMS,
                  "nothing says whose call it is: add ?folder=/path/of/the/project to the address",
                  Optional.empty()))
          .thenApply(Reply::toClient);
    }
    Envelope.Client client =
        new Envelope.Client("", folder.orElse("/"), 0, session, Optional.empty(), "");
    return answered(
        message,
        head -> {
          List<String> came = head.isRequest() ? told.of(session, folder) : List.of();
          return answer(new Envelope(client, usual, came, message), head);
        },
        it -> {
          told.now(session, folder, it.ids());
          return Reply.toClient(it);
        });
  }

  /** To be cancelled when nobody waits for it any more. */
  public CompletableFuture<Reply> answer(byte[] bytes) {
    try {
      Envelope envelope = EnvelopeCodec.decode(bytes);
      return answered(envelope.message(), head -> answer(envelope, head), Reply::toRelay);
    } catch (Message.MalformedException e) {
      return malformed(e).thenApply(Reply::toRelay);
    }
  }

  /** What is not sent is not told. */
  private CompletableFuture<Reply> answered(
      byte[] message,
      Function<Message, CompletableFuture<Told>> work,
      Function<Told, Reply> sending) {
    try {
      CompletableFuture<Told> told = work.apply(MessageReader.read(message));
      CompletableFuture<Reply> reply = new CompletableFuture<>();
      GivenUp.give(
          GivenUp.until(reply, told).thenApply(sending), reply, it -> hob.release(it.offer()));
      return reply;
    } catch (Message.MalformedException e) {
      return malformed(e).thenApply(sending);
    }
  }

  private static CompletableFuture<Told> malformed(Exception e) {
    return Told.said(
        Handshake.error(
            "null", Handshake.PARSE_ERROR, String.valueOf(e.getMessage()), Optional.empty()));
  }

  private CompletableFuture<Told> answer(Envelope envelope, Message message) {
    Optional<String> known = handshake.answer(message);
    if (known.isPresent()) {
      return Told.said(known.get());
    }
    if (!message.isRequest()) {
      return CompletableFuture.completedFuture(new Told(Optional.empty(), Offer.NONE));
    }
    EnvironmentBlock environment = EnvironmentBlock.ofNulSeparated(envelope.environment());
    CompletableFuture<Told> reply = new CompletableFuture<>();
    GivenUp.give(
        acknowledged(envelope, environment)
            .thenCompose(done -> call(new Asked(envelope, environment, message), reply)),
        reply,
        it -> hob.release(it.offer()));
    return reply;
  }

  private CompletableFuture<?> acknowledged(Envelope envelope, EnvironmentBlock environment) {
    if (envelope.came().isEmpty()) {
      return CompletableFuture.completedFuture(true);
    }
    return caller(envelope, environment, Optional.empty())
        .fold(
            it -> hob.acknowledge(new AckNotices(it, envelope.came())),
            refusal -> CompletableFuture.completedFuture(null));
  }

  /** A request that the handshake has no answer to. */
  private record Asked(Envelope envelope, EnvironmentBlock environment, Message message) {

    String id() {
      return message.id().orElseThrow();
    }

    boolean isCall() {
      return message.is("tools/call");
    }

    CompletableFuture<Told> refused(int code, String words) {
      return Told.said(Handshake.error(id(), code, words, Optional.empty()));
    }
  }

  private CompletableFuture<Told> call(Asked asked, CompletableFuture<Told> reply) {
    if (asked.message.is("subscriptions/listen")) { // nothing changes that one could subscribe to
      return asked.refused(Handshake.METHOD_NOT_FOUND, "there is nothing to listen to");
    }
    Optional<CallReader> call = CallReader.read(asked.envelope.message());
    Optional<ToolReader.Tool> tool =
        call.flatMap(it -> tools.find(asked.isCall() ? it.tool() : LaterDesk.TOOL));
    if (tool.isEmpty()) {
      return asked.refused(
          Handshake.BAD_PARAMS, "there is no such tool; there are " + tools.names());
    }
    Result<Caller> caller = caller(asked.envelope, asked.environment, call.get().session());
    Envelope.Client client = asked.envelope.client();
    boolean isNew = Handshake.isNew(asked.message);
    LaterDesk.Asked work =
        new LaterDesk.Asked(
            asked.id(),
            LaterWriting.of(isNew),
            call.get(),
            new ToolCall(hob, tool.get(), client, asked.environment),
            caller,
            Budget.of(client.name()));
    if (!asked.isCall()) {
      return later.answer(asked.message.method().orElseThrow(), work);
    }
    boolean mayBeLater = call.get().mayBeLater(isNew);
    if (mayBeLater && tool.get().name().equals(LaterDesk.TOOL)) {
      return later.begin(work);
    }
    return mayBeLater && !isNew
        ? asked.refused(
            Handshake.METHOD_NOT_FOUND,
            tool.get().name() + " answers soon, never later: call it without task")
        : answered(work, tool.get(), reply);
  }

  private CompletableFuture<Told> answered(
      LaterDesk.Asked asked, ToolReader.Tool tool, CompletableFuture<Told> reply) {
    boolean isAboutThem = tool.name().equals("notices");
    return GivenUp.until(reply, asked.work().answer(asked.caller(), asked.call().arguments()))
        .thenCompose(
            it ->
                isAboutThem
                    ? CompletableFuture.completedFuture(it)
                    : riders.with(asked.caller(), asked.budget(), it))
        .thenApply(asked::told);
  }

  private Result<Caller> caller(
      Envelope envelope, EnvironmentBlock environment, Optional<String> inCall) {
    Envelope.Client client = envelope.client();
    Optional<String> said =
        client
            .session()
            .or(() -> environment.value(OWN).filter(it -> !it.isBlank()))
            .or(() -> inCall);
    return Callers.find(
        new Callers.Call(said, Optional.empty(), client.folder()),
        environment::value,
        () -> registered(client));
  }

  private Optional<SessionKey> registered(Envelope.Client client) {
    return client.pid() > 0 ? hob.sessionOf(client.pid()) : Optional.empty();
  }
}

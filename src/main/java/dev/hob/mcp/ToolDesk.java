package dev.hob.mcp;

import dev.hob.api.AckNotices;
import dev.hob.api.Caller;
import dev.hob.api.Callers;
import dev.hob.api.GivenUp;
import dev.hob.api.Hob;
import dev.hob.api.NoticeBlock;
import dev.hob.api.Offer;
import dev.hob.api.TakeNotices;
import dev.hob.model.EnvironmentBlock;
import dev.hob.model.NoticeId;
import dev.hob.model.Result;
import dev.hob.model.SessionKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The daemon's part: takes what relays bring, and answers. */
public final class ToolDesk {
  private static final String OWN = "HOB_SESSION";

  private static final NoticeBlock NOTHING = new NoticeBlock(List.of(), Offer.NONE, 0, false, "");

  private final Hob hob;
  private final Handshake handshake;
  private final byte[] usual;
  private final ToldDirectly told = new ToldDirectly();
  private final ToolReader tools = new ToolReader();

  /**
   * Asks hob.
   *
   * @param usual environment of commands whose client has no relay
   */
  public ToolDesk(Hob hob, String version, EnvironmentBlock usual) {
    this.hob = hob;
    this.usual = usual.nulSeparated();
    handshake = new Handshake(version);
  }

  /**
   * An answer, and what it is the first to tell: to be released when it could not be sent. A class,
   * for bytes are not compared.
   */
  public static final class Told {
    private final byte[] bytes;
    private final Offer offer;

    /** For a relay. */
    Told(Optional<String> message, Offer offer) {
      this(EnvelopeCodec.answer(ids(offer), message), offer);
    }

    private Told(byte[] bytes, Offer offer) {
      this.bytes = bytes;
      this.offer = offer;
    }

    private static List<String> ids(Offer offer) {
      return offer.notices().stream().map(NoticeId::toString).toList();
    }

    /** For the client itself. */
    private Told alone() {
      return new Told(EnvelopeCodec.message(bytes), offer);
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
  public CompletableFuture<Told> answerDirectly(
      Optional<String> session, Optional<String> folder, byte[] message) {
    if (session.isEmpty() && folder.isEmpty()) {
      return direct(
          Handshake.error(
              "null",
              Handshake.BAD_PARAMS,
              "nothing says whose call it is: add ?folder=/path/of/the/project to the address",
              Optional.empty()));
    }
    Envelope.Client client =
        new Envelope.Client("", folder.orElse("/"), 0, session, Optional.empty(), "");
    try {
      Message head = MessageReader.read(message);
      List<String> came = head.isRequest() ? told.of(session, folder) : List.of();
      CompletableFuture<Told> work =
          answer(new Envelope(client, usual, came, Optional.of(message)));
      CompletableFuture<Told> reply = new CompletableFuture<>();
      GivenUp.give(
          GivenUp.until(reply, work)
              .thenApply(
                  it -> {
                    told.now(session, folder, Told.ids(it.offer()));
                    return it.alone();
                  }),
          reply,
          it -> hob.release(it.offer()));
      return reply;
    } catch (Message.MalformedException e) {
      return direct(Handshake.error("null", Handshake.PARSE_ERROR, message(e), Optional.empty()));
    }
  }

  private static CompletableFuture<Told> direct(String message) {
    return said(message).thenApply(Told::alone);
  }

  /** To be cancelled when nobody waits for it any more. */
  public CompletableFuture<Told> answer(byte[] envelope) {
    try {
      return answer(EnvelopeCodec.decode(envelope));
    } catch (Message.MalformedException e) {
      return said(Handshake.error("null", Handshake.PARSE_ERROR, message(e), Optional.empty()));
    }
  }

  private static String message(Exception e) {
    return String.valueOf(e.getMessage());
  }

  private static CompletableFuture<Told> said(String message) {
    return CompletableFuture.completedFuture(new Told(Optional.of(message), Offer.NONE));
  }

  private CompletableFuture<Told> answer(Envelope envelope) throws Message.MalformedException {
    EnvironmentBlock environment = EnvironmentBlock.ofNulSeparated(envelope.environment());
    Optional<byte[]> bytes = envelope.message();
    if (bytes.isEmpty()) {
      return acknowledged(envelope, environment)
          .thenApply(done -> new Told(Optional.empty(), Offer.NONE));
    }
    Message message = MessageReader.read(bytes.get());
    Optional<String> known = handshake.answer(message);
    if (known.isPresent()) {
      return said(known.get());
    }
    if (!message.isRequest()) {
      return CompletableFuture.completedFuture(new Told(Optional.empty(), Offer.NONE));
    }
    CompletableFuture<Told> reply = new CompletableFuture<>();
    GivenUp.give(
        acknowledged(envelope, environment)
            .thenCompose(
                done -> call(new Asked(envelope, environment, message, bytes.get()), reply)),
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

  /** A call of a tool. A class, for bytes are not compared. */
  private static final class Asked {
    private final Envelope envelope;
    private final EnvironmentBlock environment;
    private final Message message;
    private final byte[] bytes;

    Asked(Envelope envelope, EnvironmentBlock environment, Message message, byte[] bytes) {
      this.envelope = envelope;
      this.environment = environment;
      this.message = message;
      this.bytes = bytes;
    }
  }

  private CompletableFuture<Told> call(Asked asked, CompletableFuture<Told> reply) {
    String id = asked.message.id().orElseThrow();
    if (!asked.message.is("tools/call")) { // nothing changes that one could subscribe to
      return said(
          Handshake.error(
              id, Handshake.METHOD_NOT_FOUND, "there is nothing to listen to", Optional.empty()));
    }
    Optional<CallReader> call = CallReader.read(asked.bytes);
    Optional<ToolReader.Tool> tool = call.flatMap(it -> tools.find(it.tool()));
    if (tool.isEmpty()) {
      return said(
          Handshake.error(
              id,
              Handshake.BAD_PARAMS,
              "there is no such tool; there are " + tools.names(),
              Optional.empty()));
    }
    Result<Caller> caller = caller(asked.envelope, asked.environment, call.get().session());
    boolean stamped = Handshake.isNew(asked.message);
    ToolCall work = new ToolCall(hob, tool.get(), asked.envelope.client(), asked.environment);
    return GivenUp.until(reply, work.answer(caller, call.get().arguments()))
        .thenCompose(
            it -> withRiders(tool.get(), caller, Budget.of(asked.envelope.client().name()), it))
        .thenApply(
            it ->
                new Told(
                    Optional.of(Handshake.reply(id, it.result().written(stamped))), it.offer()));
  }

  /** Whatever is replied: what has happened meanwhile is told with it. */
  private CompletableFuture<ToolCall.Answer> withRiders(
      ToolReader.Tool tool, Result<Caller> caller, Budget budget, ToolCall.Answer answer) {
    boolean isAboutThem = tool.name().equals("notices");
    return caller.fold(
        it ->
            isAboutThem
                ? CompletableFuture.completedFuture(answer)
                : riders(it, budget).thenApply(answer::with),
        refusal -> CompletableFuture.completedFuture(answer));
  }

  private CompletableFuture<NoticeBlock> riders(Caller caller, Budget budget) {
    return hob.take(new TakeNotices(caller, "mcp", Duration.ZERO, budget.riders(), false))
        .handle(
            (block, failure) ->
                failure == null ? block.fold(it -> it, refusal -> NOTHING) : NOTHING);
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

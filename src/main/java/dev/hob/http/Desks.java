package dev.hob.http;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;

/**
 * Which path is served in which way. A path is compared as it was sent: one with an escape, a
 * doubled slash or a dot in it is like none of these.
 */
final class Desks {
  private static final String SHOWN = "/v1/cli/([A-Za-z0-9-]{1,64})/shown";

  private final Service service;
  private final Settings.Limits limits;
  private final Bodies bodies;
  private final Calls calls;
  private final Proofs proofs;
  private final Consumer<String> troubles;
  private final ScheduledExecutorService timers;
  private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
  private final List<Desk> desks =
      List.of(
          new Desk("POST", "/v1/([a-z_]{1,32})", this::call),
          new Desk("POST", "/(mcp)", this::tools),
          new Desk("POST", "/v1/cli/([A-Za-z0-9-]{1,64})", this::commandLine),
          new Desk("POST", SHOWN, this::shown),
          new Desk("GET", "/v1/cli/([A-Za-z0-9-]{1,64})/stderr", this::stderr),
          new Desk("GET", "/v1/cli/([A-Za-z0-9-]{1,64})/end", this::end),
          new Desk(
              "GET",
              "/v1/((?!cli/)[A-Za-z0-9_-]{1,64}(?:/[A-Za-z0-9_-]{1,64}){0,7})",
              this::stream));

  Desks(Service service, Settings settings) {
    this.service = service;
    this.limits = settings.limits();
    this.troubles = settings.troubles();
    this.timers = settings.timers();
    this.bodies = new Bodies(limits, settings.timers());
    this.calls = new Calls(settings.timers(), settings.troubles(), settings.wall());
    this.proofs = new Proofs(settings.timers());
  }

  /** What is done with a request, given the part of its path that varies. */
  private interface Way {
    void serve(Exchange exchange, String name) throws Exception;
  }

  private record Desk(String method, Pattern path, Way way) {
    Desk(String method, String path, Way way) {
      this(method, Pattern.compile(path), way);
    }

    boolean isFor(String asked) {
      return path.matcher(asked).matches();
    }
  }

  void serve(Exchange exchange) {
    Request request = exchange.request();
    String path = request.getHttpURI().getPath();
    List<Desk> here = desks.stream().filter(desk -> desk.isFor(path)).toList();
    Optional<Desk> desk =
        here.stream().filter(it -> it.method().equals(request.getMethod())).findFirst();
    if (desk.isPresent()) {
      serve(exchange, desk.get(), path);
    } else if (here.isEmpty()) {
      exchange.refuse(Problem.NOT_FOUND);
    } else {
      here.forEach(it -> exchange.response().getHeaders().add(HttpHeader.ALLOW, it.method()));
      exchange.refuse(Problem.WRONG_METHOD);
    }
  }

  private static void serve(Exchange exchange, Desk desk, String path) {
    Matcher matcher = desk.path().matcher(path);
    try {
      if (matcher.matches()) {
        desk.way().serve(exchange, matcher.group(1));
      }
    } catch (Exception e) {
      exchange.fail(path, e);
    }
  }

  private void call(Exchange exchange, String verb) {
    answer(exchange, verb, body -> service.call(verb, body));
  }

  private void tools(Exchange exchange, String name) throws ProblemException {
    Map<String, String> query = Query.of(exchange.request());
    answer(exchange, name, body -> service.tools(query, body));
  }

  /** An answer that may take long, to a body. */
  private void answer(
      Exchange exchange, String what, Function<byte[], CompletableFuture<Answer>> answer) {
    exchange.settle(
        what,
        bodies
            .receive(exchange.request(), limits.body())
            .thenAccept(body -> new LongCall(what, exchange, answer.apply(body)).await(timers)));
  }

  private void stream(Exchange exchange, String path) throws ProblemException {
    Map<String, String> query = Query.of(exchange.request());
    EventStream stream = new EventStream(exchange);
    streams.add(stream);
    stream.onClosed(() -> streams.remove(stream));
    exchange.settle(
        path,
        withoutBody(exchange)
            .thenCompose(nothing -> service.stream(path, query, stream))
            .thenAccept(answer -> begin(exchange, stream, answer))
            .whenComplete((begun, failure) -> callOffIf(failure != null, stream)));
  }

  private static void begin(Exchange exchange, EventStream stream, Optional<Answer> answer) {
    callOffIf(answer.isPresent(), stream);
    answer.ifPresentOrElse(exchange::reply, stream::start);
  }

  private static void callOffIf(boolean somethingElseIsReplied, EventStream stream) {
    if (somethingElseIsReplied) {
      stream.callOff();
    }
  }

  private void commandLine(Exchange exchange, String id) throws ProblemException {
    if (exchange.request().getHeaders().contains(HttpHeader.ACCEPT, FramedCall.TYPE)) {
      framed(exchange, id);
    } else {
      unframed(exchange, id);
    }
  }

  private void framed(Exchange exchange, String id) {
    FramedCall call = new FramedCall(id, proofs, troubles);
    exchange.settle(
        "cli",
        bodies
            .receive(exchange.request(), limits.commandLine())
            .thenAccept(
                body -> {
                  call.send(exchange, timers);
                  carryOut(id, body, call, call::callOff);
                }));
  }

  private void unframed(Exchange exchange, String id) throws ProblemException {
    boolean isRead = "read".equals(Query.of(exchange.request()).get("stderr"));
    // Before its body is here, so that the reader of its stderr finds it.
    Call call = calls.begin(id, isRead);
    exchange.settle(
        "cli",
        bodies
            .receive(exchange.request(), limits.commandLine())
            .whenComplete((body, failure) -> forgetIf(failure != null, id, call))
            .thenAccept(
                body -> {
                  call.sendStdout(exchange);
                  carryOut(id, body, call, call::callOff);
                }));
  }

  private void forgetIf(boolean neverBegan, String id, Call call) {
    if (neverBegan) {
      call.callOff();
      calls.forget(id, call);
    }
  }

  /** The reply has begun, so what the service throws can only end it. */
  private void carryOut(String id, byte[] body, CallStreams call, Runnable callOff) {
    try {
      service.commandLine(id, body, call);
    } catch (RuntimeException e) {
      troubles.accept("a command line failed: " + e);
      callOff.run();
    }
  }

  private void shown(Exchange exchange, String id) throws ProblemException {
    Proof proof = proofs.find(id);
    exchange.settle(
        "shown",
        withoutBody(exchange)
            .thenCompose(nothing -> shown(proof))
            .thenAccept(isShown -> replyShown(exchange, isShown)));
  }

  private static CompletableFuture<Boolean> shown(Proof proof) {
    proof.show();
    return proof.outcome();
  }

  private static void replyShown(Exchange exchange, boolean isShown) {
    if (isShown) {
      exchange.reply(new Answer(HttpStatus.OK_200, new byte[] {'{', '}'}));
    } else {
      exchange.refuse(Problem.NO_SUCH_CALL);
    }
  }

  private void stderr(Exchange exchange, String id) {
    exchange.settle(
        "stderr",
        withoutBody(exchange)
            .thenCompose(nothing -> calls.await(id))
            .thenAccept(call -> call.sendStderr(exchange)));
  }

  private void end(Exchange exchange, String id) throws ProblemException {
    Call call = calls.find(id);
    exchange.settle(
        "end",
        withoutBody(exchange)
            .thenCompose(nothing -> call.end())
            .thenAccept(
                text -> exchange.replyThen(() -> calls.forget(id, call), "text/plain", text)));
  }

  /** What came all the same would be taken for the next request. */
  private CompletableFuture<byte[]> withoutBody(Exchange exchange) {
    return bodies.receive(exchange.request(), 0);
  }

  /** Whether a request begins something; else it brings to an end what has begun. */
  static boolean beginsSomething(Request request) {
    return HttpMethod.POST.is(request.getMethod())
        && !String.valueOf(request.getHttpURI().getPath()).matches(SHOWN);
  }

  /** Returns when every launcher that is still there has been told how its call ended. */
  void awaitEnds(Duration patience) throws InterruptedException {
    calls.awaitEnds(patience);
  }

  /** What no launcher has proved by now, none will. */
  void loseProofs() {
    proofs.loseAll();
    calls.loseAll();
  }

  /** Events have no end of their own. */
  void closeStreams() {
    streams.forEach(EventStream::close);
  }
}

package dev.hob.mcp;

import dev.hob.api.Caller;
import dev.hob.api.GivenUp;
import dev.hob.api.Hob;
import dev.hob.api.NoticeBlock;
import dev.hob.api.Offer;
import dev.hob.model.EnvironmentBlock;
import dev.hob.model.Refusal;
import dev.hob.model.Result;
import dev.hob.wire.ReplyCodec;
import dev.hob.wire.Verbs;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One call of a tool: its verb is called, and what that replies becomes a result. */
final class ToolCall {
  private final Hob hob;
  private final ToolReader.Tool tool;
  private final Envelope.Client client;
  private final EnvironmentBlock environment;

  ToolCall(Hob hob, ToolReader.Tool tool, Envelope.Client client, EnvironmentBlock environment) {
    this.hob = hob;
    this.tool = tool;
    this.client = client;
    this.environment = environment;
  }

  /** What the tool says, and what of it is told for the first time. */
  record Answer(ResultWriting result, Offer offer) {

    /** The same, and what else there is to tell. */
    Answer with(NoticeBlock block) {
      return block.notices().isEmpty()
          ? this
          : new Answer(
              result.with(ReplyCodec.notices(block), block.text()), offer.and(block.offer()));
    }
  }

  CompletableFuture<Answer> answer(Result<Caller> caller, ArgumentsReader arguments) {
    return request(caller, arguments)
        .fold(this::call, refusal -> CompletableFuture.completedFuture(refused(refusal)));
  }

  Result<RequestWriting> request(Result<Caller> caller, ArgumentsReader arguments) {
    return caller.flatMap(it -> arguments.request(tool, it, client));
  }

  Answer refused(Refusal refusal) {
    return new Answer(ResultWriting.of(tool.name(), ReplyCodec.refusal(refusal), true), Offer.NONE);
  }

  private CompletableFuture<Answer> call(RequestWriting request) {
    Verbs verbs = new Verbs(hob, environment);
    CompletableFuture<Answer> reply = new CompletableFuture<>();
    GivenUp.give(
        GivenUp.until(reply, verbs.call(tool.name(), request.body()))
            .thenApply(it -> new Answer(result(it).shortened(request.budget()), it.offer()))
            .thenCompose(it -> fitted(verbs, request, it, request.budget().first())),
        reply,
        it -> hob.release(it.offer()));
    return reply;
  }

  private ResultWriting result(Verbs.Answer answer) {
    return ResultWriting.of(tool.name(), answer.json().bytes(), answer.refusal().isPresent());
  }

  /** What is too long for the client is read once more, and less of it. */
  private static CompletableFuture<Answer> fitted(
      Verbs verbs, RequestWriting request, Answer answer, int chars) {
    Optional<byte[]> less = answer.result().askingForLess(request, chars);
    return less.isEmpty()
        ? CompletableFuture.completedFuture(answer)
        : verbs
            .call("poll", less.get())
            .thenCompose(
                it ->
                    it.refusal().isPresent()
                        ? CompletableFuture.completedFuture(answer)
                        : fitted(
                            verbs,
                            request,
                            new Answer(
                                answer.result().withOutputOf(it.json().bytes()), answer.offer()),
                            chars / 2));
  }
}

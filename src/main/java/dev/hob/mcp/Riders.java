package dev.hob.mcp;

import dev.hob.api.Caller;
import dev.hob.api.Hob;
import dev.hob.api.NoticeBlock;
import dev.hob.api.Offer;
import dev.hob.api.TakeNotices;
import dev.hob.model.Result;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Whatever is replied: what has happened meanwhile is told with it. */
final class Riders {
  private static final NoticeBlock NOTHING = new NoticeBlock(List.of(), Offer.NONE, 0, false, "");

  private final Hob hob;

  Riders(Hob hob) {
    this.hob = hob;
  }

  CompletableFuture<ToolCall.Answer> with(
      Result<Caller> caller, Budget budget, ToolCall.Answer answer) {
    return caller.fold(
        it -> due(it, budget).thenApply(answer::with),
        refusal -> CompletableFuture.completedFuture(answer));
  }

  private CompletableFuture<NoticeBlock> due(Caller caller, Budget budget) {
    return hob.take(new TakeNotices(caller, "mcp", Duration.ZERO, budget.riders(), false))
        .handle(
            (block, failure) ->
                failure == null ? block.fold(it -> it, refusal -> NOTHING) : NOTHING);
  }
}

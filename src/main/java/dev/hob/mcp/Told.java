package dev.hob.mcp;

import dev.hob.api.Offer;
import dev.hob.model.NoticeId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What a client is answered, if anything, and what that is the first to tell.
 *
 * @param message for the client
 */
record Told(Optional<String> message, Offer offer) {

  static CompletableFuture<Told> said(String message) {
    return CompletableFuture.completedFuture(new Told(Optional.of(message), Offer.NONE));
  }

  List<String> ids() {
    return offer.notices().stream().map(NoticeId::toString).toList();
  }
}

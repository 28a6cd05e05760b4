package dev.hob.cli;

import dev.hob.api.AckNotices;
import dev.hob.api.Caller;
import dev.hob.api.Hob;
import dev.hob.api.Offer;
import dev.hob.model.NoticeId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What a call tells for the first time, until its launcher proves that it was shown. */
final class Offers {
  private final List<Made> made = new ArrayList<>();

  /** An offer, and to whom it was made. */
  private record Made(Hob hob, Caller caller, Offer offer) {
    CompletableFuture<?> acknowledge() {
      List<String> ids = offer.notices().stream().map(NoticeId::toString).toList();
      return hob.acknowledge(new AckNotices(caller, ids));
    }
  }

  void add(Hob hob, Caller caller, Offer offer) {
    if (!offer.isNone()) {
      made.add(new Made(hob, caller, offer));
    }
  }

  /** It will not be shown: whoever comes next is told. */
  void release() {
    made.forEach(it -> it.hob().release(it.offer()));
    made.clear();
  }

  Receipt receipt() {
    return made.isEmpty() ? Receipt.NONE : new OfOffers(List.copyOf(made));
  }

  private record OfOffers(List<Made> made) implements Receipt {
    @Override
    public boolean isWanted() {
      return true;
    }

    @Override
    public CompletableFuture<?> shown() {
      return CompletableFuture.allOf(
          made.stream().map(Made::acknowledge).toArray(CompletableFuture<?>[]::new));
    }

    @Override
    public void lost() {
      made.forEach(it -> it.hob().release(it.offer()));
    }
  }
}

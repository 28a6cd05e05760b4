package dev.hob.cli;

import dev.hob.api.Caller;
import dev.hob.api.Callers;
import dev.hob.api.Hob;
import dev.hob.api.Offer;
import dev.hob.api.WhichTask;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.SessionKey;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * All that a verb needs to answer one call.
 *
 * @param offers what its reply is the first to tell
 */
record Call(
    Invocation invocation, Flags flags, Console console, Surroundings surroundings, Offers offers) {

  /** The reply that is about to be printed tells this for the first time. */
  void offers(Offer offer) throws RefusedException {
    if (!offer.isNone()) {
      offers.add(hob(), caller(), offer);
    }
  }

  Hob hob() throws RefusedException {
    return RefusedException.taken(surroundings.hob().get());
  }

  /** Who asks. */
  Caller caller() throws RefusedException {
    return RefusedException.taken(
        Callers.find(
            new Callers.Call(flags.text("--session"), flags.text("--owner"), invocation.folder()),
            invocation.environment()::value,
            this::registered));
  }

  /** For what the process of the caller, or one that has started it, was registered. */
  private Optional<SessionKey> registered() {
    return invocation.pid().isPresent()
        ? surroundings
            .hob()
            .get()
            .fold(
                it -> it.sessionOf(invocation.pid().getAsLong()),
                no -> surroundings.local().sessionOf(invocation.pid().getAsLong()))
        : Optional.empty();
  }

  WhichTask which(Optional<String> id) throws RefusedException {
    return new WhichTask(caller(), id);
  }

  /** Waits for the reply; an interrupt ends the waiting. */
  static <T> T awaited(CompletableFuture<Result<T>> reply)
      throws RefusedException, InterruptedException {
    try {
      return RefusedException.taken(reply.get());
    } catch (ExecutionException e) {
      throw failed(e);
    }
  }

  static IllegalStateException failed(ExecutionException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return new IllegalStateException(cause.toString(), cause);
  }

  /** As the caller means it: from the folder of the call. */
  String path(String path, RefusalCode otherwise) throws RefusedException {
    try {
      Path whole = Path.of(invocation.folder()).resolve(path);
      return (climbs(whole) ? whole : whole.normalize()).toString();
    } catch (InvalidPathException e) {
      throw new RefusedException(
          Refusal.of(otherwise, "not a path: " + Plain.line(path), "give the path of a file"));
    }
  }

  /** Behind a link, {@code ..} is another folder than it looks. */
  private static boolean climbs(Path path) {
    for (Path name : path) {
      if (name.toString().equals("..")) {
        return true;
      }
    }
    return false;
  }
}

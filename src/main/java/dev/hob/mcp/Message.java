package dev.hob.mcp;

import java.util.Optional;

/**
 * A message of a client, as far as it decides who answers it. Ids and tokens are JSON as they were
 * sent, for that is how they go back.
 *
 * @param method absent in an answer to a request of ours
 * @param id absent where no answer is wanted
 * @param revision of the protocol: what {@code initialize} asks for
 * @param era the revision that this very request speaks, where each says it
 * @param client what the client calls itself, where it does
 * @param progress token for news of how it goes
 * @param about the request that a cancellation is about
 * @param tool that is called
 */
record Message(
    Optional<String> method,
    Optional<String> id,
    Optional<String> revision,
    Optional<String> era,
    Optional<String> client,
    Optional<String> progress,
    Optional<String> about,
    Optional<String> tool) {

  boolean isRequest() {
    return method.isPresent() && id.isPresent();
  }

  boolean is(String wanted) {
    return method.filter(wanted::equals).isPresent();
  }

  /** It is no message at all. */
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedException(String message) {
      super(message);
    }
  }
}

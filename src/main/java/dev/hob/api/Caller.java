package dev.hob.api;

import dev.hob.model.Ownership;
import dev.hob.model.SessionKey;

/**
 * Who asks.
 *
 * @param own the session and the project that are the caller's
 * @param rule by which the session was found
 */
public record Caller(Ownership own, Rule rule) {

  /** In the order in which they are tried; the first that applies decides. */
  public enum Rule {
    /** The call names it. */
    SAID("said"),
    /** The call carries it, as its protocol has it. */
    CARRIED("carried"),
    /** An ancestor process has registered it. */
    REGISTERED("registered"),
    /** A variable of the caller's environment. */
    VARIABLE("variable"),
    /** Nothing says which session it is: the project's folder stands for it. */
    PROJECT("project");

    private final String word;

    Rule(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  public SessionKey session() {
    return own.session();
  }
}

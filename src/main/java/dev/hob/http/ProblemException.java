package dev.hob.http;

import java.io.IOException;

/** Carries a problem through a future. */
final class ProblemException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Problem problem;

  ProblemException(Problem problem) {
    super(problem.name());
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}

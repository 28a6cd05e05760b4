package dev.hob.engine;

import dev.hob.bundle.ClaimReading.FailedStep;
import dev.hob.model.CommandSpec;

/** Says in words at which step of a start its wrapper gave up. */
final class BrokenStart {
  private BrokenStart() {}

  static String reason(FailedStep failed, CommandSpec command) {
    return what(failed.step(), command) + ": " + why(failed.errno());
  }

  private static String what(String step, CommandSpec command) {
    return switch (step) {
      case "exec" -> "the shell " + command.shell().orElse("") + " cannot be run";
      case "folder" -> "the folder " + command.workdir() + " cannot be entered";
      case "process", "keeper" -> "the system made no process";
      case "terminal" -> "the terminal cannot be taken";
      default -> "the wrapper cannot prepare the start (" + step + ")";
    };
  }

  private static String why(int errno) {
    String words =
        switch (errno) {
          case 2 -> "it is not there";
          case 7 -> "the command and its environment are larger than the system allows";
          case 8 -> "it is no program for this system";
          case 11, 12 -> "there is no room for another process";
          case 13 -> "permission denied";
          case 20 -> "a part of its path is no folder";
          case 23, 24 -> "too many files are open";
          default -> "the system refuses";
        };
    return words + " (errno " + errno + ")";
  }
}

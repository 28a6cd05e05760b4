package dev.hob.bundle;

import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.Shown;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Which folder is the store: {@code HOB_HOME}, else below {@code XDG_STATE_HOME}, else below the
 * user's home; on Windows below {@code LOCALAPPDATA}. Never a temp folder: tasks outlive reboots.
 */
public final class StoreLocation {
  private StoreLocation() {}

  /**
   * The surroundings that decide.
   *
   * @param environment of the process
   * @param userHome where {@code HOME} is not set, as under cron
   */
  public record Surroundings(Map<String, String> environment, String userHome, boolean windows) {
    public Surroundings {
      environment = Map.copyOf(environment);
    }

    private Optional<String> variable(String name) {
      return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }
  }

  public static Result<Path> choose(Surroundings surroundings) {
    Optional<String> said = surroundings.variable("HOB_HOME");
    return said.isPresent()
        ? absolute(said.get())
        : absolute(surroundings.windows() ? onWindows(surroundings) : onUnix(surroundings));
  }

  private static String onUnix(Surroundings surroundings) {
    return surroundings
        .variable("XDG_STATE_HOME")
        .filter(state -> state.startsWith("/")) // its specification: a relative one is ignored
        .map(state -> state + "/hob")
        .orElseGet(
            () ->
                surroundings.variable("HOME").orElse(surroundings.userHome())
                    + "/.local/state/hob");
  }

  private static String onWindows(Surroundings surroundings) {
    return surroundings
            .variable("LOCALAPPDATA")
            .orElse(surroundings.userHome() + "\\AppData\\Local")
        + "\\hob";
  }

  private static Result<Path> absolute(String text) {
    try {
      Path path = Path.of(text);
      return path.isAbsolute() ? Result.ok(path.normalize()) : refused(text, "is not absolute");
    } catch (InvalidPathException e) {
      return refused(text, "is not a path here: " + e.getReason());
    }
  }

  private static Result<Path> refused(String text, String why) {
    return Result.refused(
        Refusal.of(
            RefusalCode.STORE_UNUSABLE,
            "the store's folder " + Shown.text(text) + " " + why,
            "set HOB_HOME to an absolute folder on a local disk"));
  }
}

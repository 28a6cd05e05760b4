package dev.hob.app;

import dev.hob.bundle.StoreLocation;
import dev.hob.model.EnvironmentBlock;
import dev.hob.model.Result;
import dev.hob.process.pipe.PipeLauncher;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** What this process was given by whoever started it. */
final class Home {
  /** All that a daemon has of its starter's environment. */
  private static final List<String> KEPT = List.of("HOME", "PATH", "LANG", "USER", "TMPDIR");

  private Home() {}

  static Result<Path> store() {
    return StoreLocation.choose(
        new StoreLocation.Surroundings(
            System.getenv(),
            System.getProperty("user.home", "/"),
            System.getProperty("os.name", "").startsWith("Windows")));
  }

  /** The launcher of this distribution; empty where hob runs in some other way. */
  static Optional<String> launcher() {
    return said("launcher");
  }

  /** What a launcher has said beside the arguments. */
  static Optional<String> said(String name) {
    return Optional.ofNullable(System.getProperty("hob." + name)).filter(it -> !it.isEmpty());
  }

  /** For commands whose caller says nothing of an environment. */
  static EnvironmentBlock environment() {
    Map<String, String> kept = new TreeMap<>();
    for (String name : KEPT) {
      Optional.ofNullable(System.getenv(name)).ifPresent(value -> kept.put(name, value));
    }
    return EnvironmentBlock.of(kept);
  }

  /**
   * The same, where the store is, and that it is hob's own: for the daemon that follows this one.
   */
  static EnvironmentBlock environment(Path store) {
    return environment()
        .with(
            Map.of(
                "HOB_HOME",
                store.toString(),
                "LC_ALL",
                "C.UTF-8",
                PipeLauncher.KEEPER_MARK,
                "daemon:"));
  }

  static String userFolder() {
    return Objects.requireNonNullElse(System.getProperty("user.dir"), "/");
  }
}

package dev.hob.app;

import dev.hob.bundle.CacheFolder;
import dev.hob.model.EnvironmentBlock;
import dev.hob.process.ExitWatch;
import dev.hob.process.ProcessRef;
import dev.hob.process.ProcessTable;
import dev.hob.process.pipe.Background;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Has the JVM write down the classes that a daemon needs, so that the next one starts in half the
 * time. Made once for each Java and each version of hob, by a process that plays a day of a daemon
 * in a store of its own; never required.
 */
final class ClassArchive {
  private static final String JAVA_HOME = System.getProperty("java.home", "");

  private final CacheFolder cache;
  private final ProcessTable table;
  private final ExitWatch exits;
  private final Consumer<String> troubles;

  ClassArchive(CacheFolder cache, ProcessTable table, ExitWatch exits, Consumer<String> troubles) {
    this.cache = cache;
    this.table = table;
    this.exits = exits;
    this.troubles = troubles;
  }

  /** What the launcher gives to this Java, and only to this one. */
  private static String note(Path jar) {
    return JAVA_HOME + "/bin/java\n" + Runtime.version() + " " + jar.toFile().lastModified() + "\n";
  }

  /** Nothing, where it is there already. */
  void makeIfMissing(Path jar) {
    try {
      if (!cache.archiveNote().equals(Optional.of(note(jar)))) {
        make(jar);
      }
    } catch (IOException | RuntimeException e) {
      troubles.accept("no archive of classes was made: " + e);
    }
  }

  private void make(Path jar) throws IOException {
    Path fresh = cache.freshArchive();
    List<String> command = new ArrayList<>(List.of(JAVA_HOME + "/bin/java"));
    command.addAll(List.of(Home.said("flags").orElse("").split(" ")));
    command.addAll(
        List.of(
            "-XX:ArchiveClassesAtExit=" + fresh,
            "-Dhob.training=" + cache.trainingFolder(),
            "-jar",
            jar.toString()));
    EnvironmentBlock environment = Home.environment().with(Map.of("LC_ALL", "C.UTF-8"));
    Optional<ProcessRef> trainee = Background.start(command, environment, table);
    if (trainee.isPresent()) {
      boolean ignored = exits.watch(trainee.get(), end -> adopt(jar));
    }
  }

  private void adopt(Path jar) {
    try {
      cache.adoptArchive(note(jar));
    } catch (IOException e) {
      troubles.accept("the archive of classes cannot be kept: " + e);
    }
  }
}

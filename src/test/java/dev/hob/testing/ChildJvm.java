package dev.hob.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A main class of the tests, run in a JVM of its own that may be killed at any time. */
public final class ChildJvm {
  private static final long LIMIT_SECONDS = 120;

  /** From here on Java remarks on native calls that nobody announced. */
  private static final int FIRST_TO_WARN = 24;

  private final List<String> prefix;
  private final String classPath;
  private final List<String> options;

  private ChildJvm(List<String> prefix, String classPath, List<String> options) {
    this.prefix = List.copyOf(prefix);
    this.classPath = classPath;
    this.options = List.copyOf(options);
  }

  /** As this JVM; quick to start, for most of them live for less than a second. */
  public static ChildJvm same() {
    List<String> options =
        new ArrayList<>(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    if (Runtime.version().feature() >= FIRST_TO_WARN) {
      options.add("--enable-native-access=ALL-UNNAMED");
    }
    return new ChildJvm(List.of(), System.getProperty("java.class.path"), options);
  }

  /** Started through another program, such as one that drops rights. */
  public ChildJvm through(String... command) {
    return new ChildJvm(List.of(command), classPath, options);
  }

  public ChildJvm withClassPath(String changed) {
    return new ChildJvm(prefix, changed, options);
  }

  /** How it ended and what it said. */
  public record End(int code, String output) {}

  public End run(Class<?> main, String... arguments) {
    try (Running running = start(main, arguments)) {
      return running.await();
    }
  }

  public Running start(Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(List.of(arguments));
    try {
      Path output = Files.createTempFile("child-jvm", ".out");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
      return new Running(builder.start(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A child that lives; closing kills it. */
  public static final class Running implements AutoCloseable {
    private final Process process;
    private final Path output;

    private Running(Process process, Path output) {
      this.process = process;
      this.output = output;
    }

    public long pid() {
      return process.pid();
    }

    /** Its end, which must come before the deadline. */
    public End await() {
      try {
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
          throw new AssertionError(
              "the child still runs after " + LIMIT_SECONDS + " s; it said:\n" + said());
        }
        return new End(process.exitValue(), said());
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted while waiting for a child", e);
      }
    }

    /** Waits until it has said something. */
    public void awaitOutput(String wanted) {
      Deadline deadline = Deadline.ofSeconds(LIMIT_SECONDS);
      while (!said().contains(wanted)) {
        deadline.check(() -> "the child did not say " + wanted + "; it said:\n" + said());
        if (!process.isAlive() && !said().contains(wanted)) {
          throw new AssertionError("the child ended without saying " + wanted + ":\n" + said());
        }
      }
    }

    public String said() {
      try {
        return Files.readString(output);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      process.destroyForcibly();
      try {
        Files.deleteIfExists(output);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

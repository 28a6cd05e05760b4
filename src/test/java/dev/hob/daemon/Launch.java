package dev.hob.daemon;

import dev.hob.testing.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A call of hob that is about to be made: by which program, where, with which surroundings. */
final class Launch {
  private static final long LIMIT_SECONDS = 60;

  private final Path scratch;
  private final List<String> command;
  private final Map<String, String> environment;
  private Path folder;
  private ProcessBuilder.Redirect input =
      ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile());

  Launch(Path scratch, Path folder, List<String> command, Map<String, String> environment) {
    this.scratch = scratch;
    this.folder = folder;
    this.command = new ArrayList<>(command);
    this.environment = new TreeMap<>(environment);
  }

  Launch in(Path changed) {
    folder = changed;
    return this;
  }

  Launch with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Launch without(String name) {
    environment.remove(name);
    return this;
  }

  /** By the script, also where the launcher is a native program. */
  Launch byScript() {
    String launcher = Installation.launcher().toString();
    String script = Installation.script().toString();
    command.replaceAll(it -> it.equals(launcher) ? script : it);
    environment.replaceAll((name, value) -> value.equals(launcher) ? script : value);
    return this;
  }

  /** With a program before it, which ends by becoming the rest of its words. */
  Launch through(String... words) {
    command.addAll(0, List.of(words));
    return this;
  }

  Launch reading(Path file) {
    input = ProcessBuilder.Redirect.from(file.toFile());
    return this;
  }

  /** Its input is a pipe that nobody writes to and nobody closes. */
  Launch readingAnOpenPipe() {
    input = ProcessBuilder.Redirect.PIPE;
    return this;
  }

  Said run() {
    try (Running running = start()) {
      return running.await();
    }
  }

  /** Its output is a pipe, to be read by the caller; both streams go into it. */
  Process startPiped() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(input)
            .redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  Running start() {
    try {
      Path out = Files.createTempFile(scratch, "call", ".out");
      Path err = Files.createTempFile(scratch, "call", ".err");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectInput(input)
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().clear();
      builder.environment().putAll(environment);
      return new Running(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A call that is being made; closing ends what is left of it. */
  static final class Running implements AutoCloseable {
    private final Process process;
    private final Path out;
    private final Path err;

    private Running(Process process, Path out, Path err) {
      this.process = process;
      this.out = out;
      this.err = err;
    }

    long pid() {
      return process.pid();
    }

    boolean isAlive() {
      return process.isAlive();
    }

    Said await() {
      return await(LIMIT_SECONDS);
    }

    Said await(long seconds) {
      try {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
          throw new AssertionError("it still runs after " + seconds + " s; " + said(-1));
        }
        return said(process.exitValue());
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted while waiting for a call", e);
      }
    }

    private Said said(int status) {
      try {
        return new Said(status, Files.readAllBytes(out), Files.readAllBytes(err));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    String out() {
      return said(-1).out();
    }

    void awaitOut(String wanted) {
      Deadline deadline = Deadline.ofSeconds(LIMIT_SECONDS);
      while (!out().contains(wanted)) {
        deadline.check(() -> "it did not say " + wanted + "; " + said(-1));
        if (!process.isAlive() && !out().contains(wanted)) {
          throw new AssertionError("it ended without saying " + wanted + "; " + await());
        }
      }
    }

    /** Signals that process alone, none that it has started. */
    void signal(String name) {
      Installation.signal(name, Long.toString(process.pid()));
    }

    /** Kills that process alone, if it still runs. */
    void kill() {
      process.destroyForcibly();
    }

    void signalGroup(String name) {
      Installation.signal(name, "-" + process.pid());
    }

    @Override
    public void close() {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      try {
        process.getOutputStream().close();
      } catch (IOException e) {
        // It read no more.
      }
    }
  }

  /** As a shell would have it. */
  static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

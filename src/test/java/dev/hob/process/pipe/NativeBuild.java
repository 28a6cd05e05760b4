package dev.hob.process.pipe;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.hob.testing.NotRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The native programs as they are shipped, and as the compiler's sanitizers watch them. */
public enum NativeBuild {
  SHIPPED,
  SANITIZED;

  /** What the launcher with sanitizers takes itself for. */
  public static final String VERSION = "0.0-test";

  private static final Path BASE = Path.of(System.getProperty("hob.basedir", ".")).toAbsolutePath();
  private static final long LIMIT_SECONDS = 120;

  /** Where each was made, once for all tests of this JVM. */
  private static final ConcurrentHashMap<NativeBuild, Path> MADE = new ConcurrentHashMap<>();

  /** Those that can be had here. */
  public static Stream<NativeBuild> here() {
    if (!Files.isExecutable(SHIPPED.folder().resolve("hob-wrap"))) {
      NotRun.because("the native programs", "no C compiler made them");
      return Stream.of();
    }
    if (!Files.isExecutable(SANITIZED.folder().resolve("hob-wrap"))) {
      NotRun.because("the native programs with sanitizers", "the C compiler has none");
      return Stream.of(SHIPPED);
    }
    return Stream.of(values());
  }

  public Path folder() {
    return this == SHIPPED
        ? BASE.resolve("target").resolve("native")
        : MADE.computeIfAbsent(this, it -> sanitized());
  }

  Path program(String name) {
    return folder().resolve(name);
  }

  private static Path sanitized() {
    Path folder = BASE.resolve("target").resolve("native-sanitized");
    String script = BASE.resolve("native-wrappers/posix-native/build.sh").toString();
    List<String> command =
        new ArrayList<>(List.of("sh", script, "make", folder.toString(), VERSION));
    command.addAll(List.of("-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-g"));
    command.addAll(List.of("-include", BASE.resolve("src/test/c/no-leak-check.h").toString()));
    // Tests run in several JVMs at a time.
    Path target = BASE.resolve("target");
    try (FileChannel channel =
            FileChannel.open(target.resolve("native-sanitized.lock"), CREATE, WRITE);
        FileLock lock = channel.lock()) {
      Process build = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!build.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || build.exitValue() != 0) {
        System.out.println(said);
      }
      lock.release();
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while compiling", e);
    }
  }
}

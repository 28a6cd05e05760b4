package dev.hob.daemon;

import dev.hob.bundle.DaemonFile;
import dev.hob.model.DaemonAddress;
import dev.hob.testing.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The distribution, with a store of its own. Closing it ends every process that has this store's
 * name in its environment: daemon, warden, tasks, clients, and nothing else.
 */
final class Installation implements AutoCloseable {
  private static final Path BASE = Path.of(System.getProperty("hob.basedir", ".")).toAbsolutePath();
  private static final long LIMIT_SECONDS = 30;

  /** Keeps every byte. */
  private static final Charset LATIN = StandardCharsets.ISO_8859_1;

  private final Path scratch;
  private final Path store;
  private final Path work;

  private Installation(Path scratch, Path store) throws IOException {
    this.scratch = scratch;
    this.store = store;
    this.work = Files.createDirectories(scratch.resolve("work"));
  }

  static Installation open() {
    return open("store");
  }

  /** Its store has that name, which may be a path. */
  static Installation open(String name) {
    try {
      Path scratch = Files.createTempDirectory("hob-it").toRealPath();
      return new Installation(scratch, scratch.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a program that says nothing does what it is to do. */
  static boolean done(String... command) {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static Path home() {
    return BASE.resolve("target").resolve("hob");
  }

  static Path launcher() {
    return home().resolve("bin").resolve("hob");
  }

  /** What the launcher is where no native one was built, and what the native one becomes. */
  static Path script() {
    return home().resolve("lib").resolve("hob.sh");
  }

  static boolean hasNativeLauncher() throws IOException {
    return Files.mismatch(launcher(), script()) >= 0;
  }

  /** Where this installation's files may lie. */
  Path scratch() {
    return scratch;
  }

  Path store() {
    return store;
  }

  /** Where calls are made, unless they say otherwise. */
  Path work() {
    return work;
  }

  Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    environment.put("HOME", scratch.toString());
    environment.put("PATH", System.getenv("PATH"));
    environment.put("LANG", "C.UTF-8");
    environment.put("USER", "tester");
    environment.put("HOB_HOME", store.toString());
    environment.put("HOB_ARCHIVE", "no"); // writing it down would load the machine for each store
    Optional.ofNullable(System.getenv("JAVA_HOME"))
        .ifPresent(it -> environment.put("JAVA_HOME", it));
    return environment;
  }

  Launch call(String... arguments) {
    return callOf(launcher().toString(), arguments);
  }

  /** By another name of the launcher. */
  Launch callOf(String launcher, String... arguments) {
    List<String> command = new ArrayList<>(List.of(launcher));
    command.addAll(List.of(arguments));
    return new Launch(scratch, work, command, environment());
  }

  /** A shell's script, in which {@code $HOB} is the launcher. */
  Launch script(String text) {
    return new Launch(scratch, work, List.of("sh", "-c", text), environment())
        .with("HOB", launcher().toString());
  }

  Said run(String... arguments) {
    return call(arguments).run();
  }

  /** The id of a task that was started by this command. */
  String started(String... command) {
    List<String> arguments = new ArrayList<>(List.of("run", "--"));
    arguments.addAll(List.of(command));
    Said said = run(arguments.toArray(String[]::new));
    if (said.status() != 0) {
      throw new AssertionError("it was not started: " + said);
    }
    return said.line();
  }

  /** A PATH with these programs only, those that are here. */
  String pathOf(String... programs) throws IOException {
    Path folder = Files.createTempDirectory(scratch, "path");
    for (String program : programs) {
      Optional<Path> found = find(program);
      if (found.isPresent()) {
        Files.createSymbolicLink(folder.resolve(program), found.get());
      }
    }
    return folder.toString();
  }

  static Optional<Path> find(String program) throws IOException {
    for (String folder : System.getenv("PATH").split(":", -1)) {
      Path file = Path.of(folder, program);
      if (Files.isExecutable(file)) {
        return Optional.of(file.toRealPath());
      }
    }
    return Optional.empty();
  }

  Optional<DaemonAddress> address() {
    return DaemonFile.read(store);
  }

  /** The daemon that serves, or is about to. */
  long daemon() {
    Deadline deadline = Deadline.ofSeconds(LIMIT_SECONDS);
    while (true) {
      Optional<Long> pid = daemonNow();
      if (pid.isPresent()) {
        return pid.get();
      }
      deadline.check(() -> "no daemon serves " + store + "; " + ours());
    }
  }

  Optional<Long> daemonNow() {
    return address().map(DaemonAddress::pid).filter(Installation::lives);
  }

  static boolean lives(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false) && !isZombie(pid);
  }

  private static boolean isZombie(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
    } catch (IOException e) {
      return true;
    }
  }

  static void signal(String name, String target) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, "--", target).start();
      if (kill.waitFor() != 0) {
        throw new AssertionError(
            "no "
                + name
                + " to "
                + target
                + ": "
                + new String(kill.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while signalling", e);
    }
  }

  static void signal(String name, long pid) {
    signal(name, Long.toString(pid));
  }

  /** Every process that knows this store: by number, with what it was called with. */
  Map<Long, String> ours() {
    Map<Long, String> ours = new TreeMap<>();
    String mark = "\0HOB_HOME=" + store + "\0";
    for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
      Path folder = Path.of("/proc/" + process.pid());
      try {
        String environment = "\0" + Files.readString(folder.resolve("environ"), LATIN);
        if (environment.contains(new String(mark.getBytes(StandardCharsets.UTF_8), LATIN))) {
          ours.put(
              process.pid(),
              Files.readString(folder.resolve("cmdline"), LATIN).replace('\0', ' ').strip());
        }
      } catch (IOException e) {
        // It has ended, or is somebody else's.
      }
    }
    return ours;
  }

  /** Those of them that were called with this text. */
  List<Long> ours(String called) {
    return ours().entrySet().stream()
        .filter(it -> it.getValue().contains(called))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Those that are called exactly so. */
  long running(String command) {
    return ours().values().stream().filter(command::equals).count();
  }

  List<Long> daemons() {
    return ours("hob.jar serve");
  }

  List<Long> wardens() {
    return ours("hob-warden");
  }

  /** The value of a field of a reply, as it is written. */
  static String field(String json, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\":(\"[^\"]*\"|[^,}\\]]*)").matcher(json);
    if (!matcher.find()) {
      throw new AssertionError("no " + name + " in " + json);
    }
    return matcher.group(1);
  }

  String status(String task) {
    return field(run("show", task, "--json").out(), "status");
  }

  static void awaitThat(BooleanSupplier condition, Supplier<String> whatIsMissing) {
    awaitThat(LIMIT_SECONDS, condition, whatIsMissing);
  }

  static void awaitThat(long seconds, BooleanSupplier condition, Supplier<String> whatIsMissing) {
    Deadline deadline = Deadline.ofSeconds(seconds);
    while (!condition.getAsBoolean()) {
      deadline.check(whatIsMissing);
    }
  }

  /** Whether the daemon holds no connection any more: it has noticed that clients are gone. */
  boolean nobodyCalls() {
    return connections() == 0;
  }

  String calls() {
    return connections() + " connections are open; " + ours();
  }

  private long connections() {
    String socket = address().orElseThrow().socket();
    try (Stream<String> lines = Files.lines(Path.of("/proc/net/unix"), LATIN)) {
      return lines.filter(it -> it.endsWith(" " + socket) && it.contains(" 0001 03 ")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Duration elapsed(long sinceNanos) {
    return Duration.ofNanos(System.nanoTime() - sinceNanos);
  }

  String log() {
    Path log = store.resolve("log").resolve("hobd.0.log");
    try {
      return Files.exists(log) ? Files.readString(log) : "(no log)";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    // Those that could start others go first.
    Deadline deadline = Deadline.ofSeconds(LIMIT_SECONDS);
    wardens().forEach(it -> ProcessHandle.of(it).ifPresent(ProcessHandle::destroyForcibly));
    while (!ours().isEmpty()) {
      ours().keySet().stream()
          .flatMap(it -> ProcessHandle.of(it).stream())
          .forEach(ProcessHandle::destroyForcibly);
      deadline.check(() -> "these do not end: " + ours());
    }
    delete(scratch);
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.hob.process.pipe;

import dev.hob.model.CommandSpec.Way;
import dev.hob.model.CommandSpec.Ways;
import dev.hob.model.EnvironmentBlock;
import dev.hob.process.HeldProcess;
import dev.hob.process.ProcessRef;
import dev.hob.process.ProcessTable;
import dev.hob.process.Signal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Starts the processes of a task without a terminal: first the keepers of its streams, then the
 * wrapper, which runs the command.
 *
 * <p>Each has a session of its own. Keepers do not carry the task's mark: they are hob's, and
 * outlive a kill until they have written what they hold.
 */
public final class PipeLauncher {
  /** In the environment of all that a task starts. */
  public static final String TASK_MARK = "HOB_TASK";

  public static final String SESSION_MARK = "HOB_SESSION";

  /** In the environment of a keeper: what it keeps, and for which task. */
  public static final String KEEPER_MARK = "HOB_KEEPER";

  public static final String HOLDER = "stdin:";

  /** One argument has room for this many bytes; Linux allows one less than 128 KiB. */
  public static final int MAX_ARGUMENT_BYTES = (128 << 10) - 1;

  private static final int O_RDWR_NONBLOCK_CLOEXEC = 2 | 04000 | 02000000;

  private final ProcessTable table;
  private final Optional<String> setsid = Programs.find("setsid");
  private final boolean spawns;
  private final List<String> wrapperShell;

  /** With the best that this platform has. */
  public PipeLauncher(ProcessTable table) {
    this(table, SpawnCalls.areHere(), Programs.wrapperShell());
  }

  private PipeLauncher(ProcessTable table, boolean spawns, List<String> wrapperShell) {
    this.table = table;
    this.spawns = spawns;
    this.wrapperShell = List.copyOf(wrapperShell);
  }

  /** As where {@code posix_spawn} is missing. */
  public PipeLauncher withoutSpawn() {
    return new PipeLauncher(table, false, wrapperShell);
  }

  /** With another shell for the wrapper. */
  public PipeLauncher withWrapperShell(List<String> changed) {
    return new PipeLauncher(table, spawns, changed);
  }

  /** Whether keepers can be had: without them output goes directly into files. */
  public boolean canPump() {
    return spawns;
  }

  /** When it throws, nothing of the task runs, and nothing will. */
  public PipeProcesses start(PipeWish wish) throws IOException {
    List<AutoCloseable> open = new ArrayList<>();
    List<ProcessRef> keepers = new ArrayList<>();
    try {
      Map<Integer, SpawnPlan.Stream> streams = new TreeMap<>();
      Optional<ProcessRef> holder = connectInput(wish, streams, open, keepers);
      List<ProcessRef> pumps = connectOutput(wish, streams, open, keepers);
      ProcessRef wrapper = spawn(wrapperPlan(wish, streams));
      return new PipeProcesses(wrapper, pumps, holder);
    } catch (IOException e) {
      keepers.forEach(this::end);
      throw e;
    } finally {
      open.forEach(PipeLauncher::close);
    }
  }

  private Optional<ProcessRef> connectInput(
      PipeWish wish,
      Map<Integer, SpawnPlan.Stream> streams,
      List<AutoCloseable> open,
      List<ProcessRef> keepers)
      throws IOException {
    if (wish.input() instanceof PipeWish.Input.File file) {
      streams.put(0, new SpawnPlan.Stream.Opened(file.file(), SpawnPlan.Stream.Opened.READ));
      return Optional.empty();
    }
    if (wish.input() instanceof PipeWish.Input.Fifo fifo) {
      ProcessRef holder = hold(wish, fifo.fifo(), streams, open);
      keepers.add(holder);
      return Optional.of(holder);
    }
    streams.put(0, SpawnPlan.nothing());
    return Optional.empty();
  }

  /**
   * The holder has the fifo open for writing, so that the command sees no end of its input. It ends
   * when it is ended, or when the wrapper does: it reads from a pipe into which nobody writes, and
   * whose other end only the wrapper holds.
   */
  private ProcessRef hold(
      PipeWish wish, Path fifo, Map<Integer, SpawnPlan.Stream> streams, List<AutoCloseable> open)
      throws IOException {
    // While we have it open both ways, nobody who opens it for one way has to wait for the other.
    byte[] name = (fifo + "\0").getBytes(StandardCharsets.UTF_8);
    int both = SpawnCalls.open(name, O_RDWR_NONBLOCK_CLOEXEC);
    if (both < 0) {
      throw new SpawnException("the fifo " + fifo + " cannot be opened");
    }
    open.add(() -> SpawnCalls.close(both));
    Pipe life = Pipe.open();
    open.add(life);
    streams.put(0, new SpawnPlan.Stream.Opened(fifo, SpawnPlan.Stream.Opened.READ));
    streams.put(4, new SpawnPlan.Stream.Given(life.writeEnd()));
    String cat = Programs.find("cat").orElseThrow(() -> new SpawnException("there is no cat"));
    return spawn(
        new SpawnPlan(
            List.of(cat),
            keeperEnvironment(HOLDER + wish.task()),
            Path.of("/"),
            Map.of(
                0,
                new SpawnPlan.Stream.Given(life.readEnd()),
                1,
                new SpawnPlan.Stream.Opened(fifo, SpawnPlan.Stream.Opened.WRITE),
                2,
                SpawnPlan.nothing())));
  }

  private static EnvironmentBlock keeperEnvironment(String mark) {
    return EnvironmentBlock.of(Map.of("PATH", Programs.path(), KEEPER_MARK, mark));
  }

  private List<ProcessRef> connectOutput(
      PipeWish wish,
      Map<Integer, SpawnPlan.Stream> streams,
      List<AutoCloseable> open,
      List<ProcessRef> keepers)
      throws IOException {
    Ways ways = wish.capturing().ways().orElse(new Ways(Way.DIRECT, Way.DIRECT));
    connectOutput(
            wish, new Output(1, "stdout", wish.files().stdout(), ways.stdout()), streams, open)
        .ifPresent(keepers::add);
    // The wrapper's own stderr is its claim; the command's waits at 3.
    streams.put(2, SpawnPlan.nothing());
    if (wish.capturing().merged()) {
      streams.put(3, new SpawnPlan.Stream.SameAs(1));
    } else {
      connectOutput(
              wish, new Output(3, "stderr", wish.files().stderr(), ways.stderr()), streams, open)
          .ifPresent(keepers::add);
    }
    return keepers.stream()
        .filter(it -> !streams.containsKey(4) || !it.equals(keepers.get(0)))
        .toList();
  }

  /** A stream of the wrapper and its file. */
  private record Output(int fd, String name, Path file, Way way) {}

  private Optional<ProcessRef> connectOutput(
      PipeWish wish,
      Output output,
      Map<Integer, SpawnPlan.Stream> streams,
      List<AutoCloseable> open)
      throws IOException {
    SpawnPlan.Stream file =
        new SpawnPlan.Stream.Opened(output.file(), SpawnPlan.Stream.Opened.APPEND);
    if (output.way() == Way.DIRECT) {
      streams.put(output.fd(), file);
      return Optional.empty();
    }
    Pipe pipe = Pipe.open();
    open.add(pipe);
    streams.put(output.fd(), new SpawnPlan.Stream.Given(pipe.writeEnd()));
    List<String> command = new ArrayList<>(wrapperShell);
    command.addAll(
        List.of("-c", Scripts.PUMP, "hob-pump", wish.files().claim().toString(), output.name()));
    return Optional.of(
        spawn(
            new SpawnPlan(
                command,
                keeperEnvironment(output.name() + ":" + wish.task()),
                Path.of("/"),
                Map.of(
                    0,
                    new SpawnPlan.Stream.Given(pipe.readEnd()),
                    1,
                    file,
                    2,
                    SpawnPlan.nothing()))));
  }

  private SpawnPlan wrapperPlan(PipeWish wish, Map<Integer, SpawnPlan.Stream> streams) {
    List<String> command = new ArrayList<>(wrapperShell);
    command.addAll(List.of("-c", Scripts.WRAP, "hob-wrap"));
    command.add(wish.files().claim().toString());
    command.add(wish.files().marker().toString());
    command.add(setsid.orElse(""));
    command.add(wish.umask().orElse(""));
    command.addAll(shellCommand(wish));
    EnvironmentBlock environment =
        wish.environment()
            .without(List.of(KEEPER_MARK))
            .with(Map.of(TASK_MARK, wish.task().value(), SESSION_MARK, wish.session()));
    return new SpawnPlan(command, environment, wish.folder(), streams);
  }

  private static List<String> shellCommand(PipeWish wish) {
    String shell = wish.text().shell();
    if (wish.text().script().isPresent()) {
      return List.of(shell, wish.text().script().get().toString());
    }
    return List.of(shell, "-c", wish.text().asRun(wish.files().claim()));
  }

  private ProcessRef spawn(SpawnPlan plan) throws IOException {
    long pid =
        spawns
            ? PosixSpawn.start(plan)
            : SetsidSpawn.start(
                plan, setsid.orElseThrow(() -> new SpawnException("there is no setsid here")));
    return table
        .identify(pid)
        .orElseThrow(() -> new SpawnException("the new process " + pid + " cannot be looked at"));
  }

  private void end(ProcessRef process) {
    HeldProcess.hold(process, table)
        .ifPresent(
            held -> {
              held.signal(Signal.KILL);
              held.close();
            });
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      throw new IllegalStateException(e); // closing a descriptor of our own cannot fail
    }
  }
}

package dev.hob.process.pipe;

import dev.hob.model.CommandSpec.Way;
import dev.hob.model.CommandSpec.Ways;
import dev.hob.model.EnvironmentBlock;
import dev.hob.process.Descriptor;
import dev.hob.process.HeldProcess;
import dev.hob.process.ProcessRef;
import dev.hob.process.ProcessTable;
import dev.hob.process.pty.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

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

  /**
   * In the environment of what is hob's own, and never a target: of a keeper what it keeps, and for
   * which task; of a daemon and its warden that they are.
   */
  public static final String KEEPER_MARK = "HOB_KEEPER";

  public static final String HOLDER = "stdin:";
  public static final String TERMINAL = "pty:";

  /** One argument has room for this many bytes; Linux allows one less than 128 KiB. */
  public static final int MAX_ARGUMENT_BYTES = (128 << 10) - 1;

  /** No process has started then. */
  private static final String GONE = "0";

  private final ProcessTable table;
  private final boolean spawns;
  private final WrapperForm form;

  /** With the best that this platform has. */
  public PipeLauncher(ProcessTable table) {
    this(table, SpawnCalls.areHere() && Descriptor.areHere(), bestForm());
  }

  private PipeLauncher(ProcessTable table, boolean spawns, WrapperForm form) {
    this.table = table;
    this.spawns = spawns;
    this.form = form;
  }

  private static WrapperForm bestForm() {
    Optional<NativePrograms> programs = NativePrograms.here();
    return programs.isPresent()
        ? new NativeForm(programs.get())
        : new ScriptForm(Programs.wrapperShell());
  }

  /** As where {@code posix_spawn} is missing. */
  public PipeLauncher withoutSpawn() {
    return new PipeLauncher(table, false, new ScriptForm(Programs.wrapperShell()));
  }

  /** With the scripts, also where there are programs. */
  public PipeLauncher withScripts() {
    return withWrapperShell(Programs.wrapperShell());
  }

  /** With the scripts, run by this shell. */
  public PipeLauncher withWrapperShell(List<String> shell) {
    return new PipeLauncher(table, spawns, new ScriptForm(shell));
  }

  /**
   * Whether keepers can be had: without them output goes directly into files, and no input can be
   * kept open.
   */
  public boolean canKeep() {
    return spawns && form.canKeep();
  }

  /** When it throws, nothing of the task runs, and nothing will. */
  public PipeProcesses start(PipeWish wish) throws IOException {
    Launch launch = new Launch(wish);
    try {
      return launch.run();
    } catch (IOException e) {
      launch.takeBack();
      throw e;
    } finally {
      launch.letGo();
    }
  }

  /** A stream of the wrapper and its file. */
  private record Output(int fd, String name, Path file, Way way) {}

  /** One start: what the wrapper is to be given, and what was made for it so far. */
  private final class Launch {
    private final PipeWish wish;
    private final Map<Integer, SpawnPlan.Stream> streams = new TreeMap<>();
    private final List<Closing> open = new ArrayList<>();
    private final List<ProcessRef> pumps = new ArrayList<>();
    private Optional<ProcessRef> holder = Optional.empty();
    private Optional<Terminal> terminal = Optional.empty();

    Launch(PipeWish wish) {
      this.wish = wish;
    }

    PipeProcesses run() throws IOException {
      if (wish.input() instanceof PipeWish.Input.Keys keys) {
        connectTerminal(keys);
      } else {
        connectInput();
        connectOutput();
      }
      return new PipeProcesses(spawn(wrapperPlan(wish, streams)), pumps, holder, terminal);
    }

    /** The wrapper has it open until its end, so that it is over only then. */
    private void connectTerminal(PipeWish.Input.Keys keys) throws IOException {
      Terminal opened = Terminal.open(keys.size());
      terminal = Optional.of(opened);
      PipeWish.Files files = wish.files();
      pumps.add(
          keep(
              new TerminalFiles(
                  wish.task(), files.claim(), files.marker(), files.stdout(), keys.fifo()),
              opened));
      // Who leads a session and has none gets it by opening it.
      streams.put(0, new SpawnPlan.Stream.Opened(opened.device(), SpawnPlan.Stream.Opened.BOTH));
      streams.put(1, new SpawnPlan.Stream.SameAs(0));
      streams.put(2, SpawnPlan.nothing());
      streams.put(3, new SpawnPlan.Stream.SameAs(0));
      streams.put(4, new SpawnPlan.Stream.SameAs(0));
    }

    void takeBack() {
      Stream.concat(pumps.stream(), holder.stream()).forEach(it -> HeldProcess.endChild(it, table));
      terminal.ifPresent(Terminal::close);
    }

    /** The children have what they need. */
    void letGo() {
      open.forEach(Closing::close);
    }

    private void connectInput() throws IOException {
      if (wish.input() instanceof PipeWish.Input.File file) {
        streams.put(0, new SpawnPlan.Stream.Opened(file.file(), SpawnPlan.Stream.Opened.READ));
      } else if (wish.input() instanceof PipeWish.Input.Fifo fifo) {
        hold(fifo.fifo());
      } else {
        streams.put(0, SpawnPlan.nothing());
      }
    }

    /**
     * The holder has the fifo open for writing, so that the command sees no end of its input. It
     * ends when it is ended, or when the wrapper does: it reads from a pipe into which nobody
     * writes, and whose other end only the wrapper holds.
     */
    private void hold(Path fifo) throws IOException {
      // So that neither the holder nor the wrapper waits for the other one to open it.
      Descriptor both = Descriptor.bothWays(fifo);
      open.add(both::close);
      Descriptor.Pipe life = openPipe();
      streams.put(0, new SpawnPlan.Stream.Opened(fifo, SpawnPlan.Stream.Opened.READ));
      streams.put(4, new SpawnPlan.Stream.Given(life.toWrite().number()));
      WrapperForm.Call call =
          form.holder(wish).orElseThrow(() -> new SpawnException("nothing holds the input open"));
      holder =
          Optional.of(
              keeper(
                  call,
                  HOLDER,
                  life,
                  new SpawnPlan.Stream.Opened(fifo, SpawnPlan.Stream.Opened.WRITE)));
    }

    private void connectOutput() throws IOException {
      Ways ways = wish.capturing().ways().orElse(new Ways(Way.DIRECT, Way.DIRECT));
      connect(new Output(1, "stdout", wish.files().stdout(), ways.stdout()));
      // The wrapper's own stderr is its claim; the command's waits at 3.
      streams.put(2, SpawnPlan.nothing());
      if (wish.capturing().merged()) {
        streams.put(3, new SpawnPlan.Stream.SameAs(1));
      } else {
        connect(new Output(3, "stderr", wish.files().stderr(), ways.stderr()));
      }
    }

    private void connect(Output output) throws IOException {
      SpawnPlan.Stream file =
          new SpawnPlan.Stream.Opened(output.file(), SpawnPlan.Stream.Opened.APPEND);
      Optional<WrapperForm.Call> pump =
          output.way() == Way.DIRECT ? Optional.empty() : form.pump(wish, output.name());
      if (pump.isEmpty()) {
        streams.put(output.fd(), file);
        return;
      }
      Descriptor.Pipe pipe = openPipe();
      streams.put(output.fd(), new SpawnPlan.Stream.Given(pipe.toWrite().number()));
      pumps.add(keeper(pump.get(), output.name() + ":", pipe, file));
    }

    private Descriptor.Pipe openPipe() throws IOException {
      Descriptor.Pipe pipe = Descriptor.Pipe.open();
      open.add(pipe::close);
      return pipe;
    }

    private ProcessRef keeper(
        WrapperForm.Call call, String role, Descriptor.Pipe from, SpawnPlan.Stream to)
        throws IOException {
      return PipeLauncher.this.keeper(call, role + wish.task(), from.toRead().number(), to);
    }
  }

  /** A new keeper for a terminal, whose master we hold. */
  public ProcessRef keep(TerminalFiles files, Terminal terminal) throws IOException {
    return keeper(
        form.terminalKeeper(files),
        TERMINAL + files.task(),
        terminal.number(),
        new SpawnPlan.Stream.Opened(files.output(), SpawnPlan.Stream.Opened.APPEND));
  }

  private ProcessRef keeper(WrapperForm.Call call, String mark, int from, SpawnPlan.Stream to)
      throws IOException {
    return spawn(
        new SpawnPlan(
            call.file(),
            call.words(),
            EnvironmentBlock.of(Map.of("PATH", Programs.path(), KEEPER_MARK, mark)),
            Path.of("/"),
            Map.of(0, new SpawnPlan.Stream.Given(from), 1, to, 2, SpawnPlan.nothing())));
  }

  /** Closes a descriptor of ours, which cannot fail. */
  private interface Closing {
    void close();
  }

  private SpawnPlan wrapperPlan(PipeWish wish, Map<Integer, SpawnPlan.Stream> streams) {
    WrapperForm.Call call = form.wrapper(wish);
    EnvironmentBlock environment =
        wish.environment()
            .without(List.of(KEEPER_MARK))
            .with(Map.of(TASK_MARK, wish.task().value(), SESSION_MARK, wish.session()));
    return new SpawnPlan(call.file(), call.words(), environment, wish.folder(), streams);
  }

  private ProcessRef spawn(SpawnPlan plan) throws IOException {
    return spawns ? identified(PosixSpawn.start(plan)) : portable(plan);
  }

  /** Nobody but us can reap it: it is there, and if it cannot be seen it must not go on. */
  private ProcessRef identified(long pid) throws SpawnException {
    try {
      Optional<ProcessRef> process = table.identify(pid);
      if (process.isPresent()) {
        return process.get();
      }
    } catch (UncheckedIOException e) {
      HeldProcess.endChild(pid);
      throw new SpawnException(String.valueOf(e.getMessage()));
    }
    HeldProcess.endChild(pid);
    throw new SpawnException("the new process " + pid + " cannot be looked at");
  }

  /** Java reaps it: what is gone already has run, and its marker says how it ended. */
  private ProcessRef portable(SpawnPlan plan) throws IOException {
    String program =
        Programs.find("setsid").orElseThrow(() -> new SpawnException("there is no setsid here"));
    long pid = SetsidSpawn.start(plan, program);
    return table.identify(pid).orElse(new ProcessRef(pid, GONE));
  }
}

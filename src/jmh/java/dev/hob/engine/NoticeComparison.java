package dev.hob.engine;

import dev.hob.api.NoticeBlock;
import dev.hob.api.RunTask;
import dev.hob.app.RunningEngine;
import dev.hob.model.EnvironmentBlock;
import dev.hob.model.TaskRecord;
import dev.hob.process.pipe.Child;
import dev.hob.process.pipe.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From the end of a command to whoever waits for the news of it: {@code HOB [ROUNDS] [MANY]}. The
 * command's last act is to write down the time. The subjects take turns, so that a machine that
 * slows down does so for all of them.
 *
 * <p>hob is asked in this process and over the daemon's socket, and has its notices acknowledged;
 * {@code tsp -w} is a process that waits. The bare line keeps no record: there is nothing below it.
 */
public final class NoticeComparison {
  private static final int WARM_UP = 100;
  private static final String PEER = "tsp -w";
  private static final int BESIDE_ROUNDS = 10;
  private static final int TOGETHER_ROUNDS = 3;
  private static final Duration LONG = Duration.ofSeconds(50);

  /** Until whoever waits does, and the start is over. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(30);

  private static final Pattern NOTICE = Pattern.compile("\"notice_id\": ?\"([^\"]*)\"");

  private final Path hob;
  private final Scratch scratch;
  private final Path folder;
  private final Gate gate;
  private final Figures figures = new Figures();
  private final Map<String, Subject> subjects = new LinkedHashMap<>();

  private NoticeComparison(Path hob, Scratch scratch) throws IOException {
    this.hob = hob;
    this.scratch = scratch;
    folder = scratch.folder();
    gate = Gate.in(folder, "gate");
  }

  /** Has a command run that stands at the gate, opens it, and waits for the news. */
  private interface Subject {

    /** When the news was there. */
    long run(String command, String session) throws Exception;
  }

  public static void main(String[] arguments) throws Exception {
    Path hob = Path.of(arguments[0]).toRealPath();
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 200;
    int many = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 500;
    try (Scratch scratch = Scratch.named("hob-notices")) {
      new NoticeComparison(hob, scratch).run(rounds, many);
    }
  }

  private void run(int rounds, int many) throws Exception {
    EngineLimits limits = new EngineLimits(many + 1, many + 1, Duration.ofSeconds(5));
    Figures.printMachine();
    Optional<Tsp> tsp = Programs.find("tsp").map(Tsp::new);
    try (gate;
        TestEngine engine = TestEngine.in(folder, RunningEngine.Options.DEFAULT.limited(limits));
        Daemon daemon = new Daemon()) {
      subjects.put("bash -c, waitpid", (command, session) -> bare(command));
      tsp.ifPresent(it -> subjects.put(PEER, (command, session) -> it.run(command)));
      subjects.put("hob", (command, session) -> hob(engine, command, session));
      subjects.put("hob, daemon, kept connection", daemon::run);
      compare(rounds);
      beside(engine);
      Figures.printMachine();
      for (int round = 0; round < TOGETHER_ROUNDS; round++) {
        together(engine, many, "together " + round);
      }
    } finally {
      tsp.ifPresent(Tsp::end);
    }
  }

  private void compare(int rounds) throws Exception {
    for (int round = -WARM_UP; round < rounds; round++) {
      for (Map.Entry<String, Subject> subject : subjects.entrySet()) {
        long taken = measure(subject.getValue(), "s" + round);
        if (round >= 0) {
          figures.add(subject.getKey(), taken);
        }
      }
      long forced = scratch.forceLine();
      if (round >= 0) {
        figures.add("(a forced line)", forced);
      }
    }
    System.out.printf("%d rounds, from the command's last act to the news of its end%n", rounds);
    figures.print(PEER);
  }

  /** Each round is a session's first: nobody is told more often than a person would read. */
  private long measure(Subject subject, String session) throws Exception {
    Path witness = folder.resolve("witness");
    long known = subject.run(gate.stand() + "; printf %s $EPOCHREALTIME >" + witness, session);
    long last = Figures.stamp(Files.readString(witness));
    Files.delete(witness);
    return known - last;
  }

  private static void pause() {
    LockSupport.parkNanos(PAUSE_NANOS);
  }

  private long bare(String command) throws IOException {
    Child child = Child.start(TestEngine.environment(), folder, "/bin/bash", "-c", command);
    pause();
    gate.open(1);
    child.await();
    return Figures.now();
  }

  private long hob(TestEngine engine, String command, String session) throws IOException {
    Agent agent = Agent.of(engine.engine().hob(), session);
    start(engine, agent, command);
    CompletableFuture<NoticeBlock> asked = agent.asks(LONG);
    pause();
    gate.open(1);
    NoticeBlock block = TestEngine.await(asked);
    long known = Figures.now();
    agent.hadAll(block);
    return known;
  }

  private static TaskRecord start(TestEngine engine, Agent agent, String command) {
    return engine.start(
        RunTask.of(
            agent.caller().own(), RunTask.Wish.of(command, "/tmp", TestEngine.environment())));
  }

  /** Ends that may be followed by others are held back, so that they are told together. */
  private void beside(TestEngine engine) throws Exception {
    Figures beside = new Figures();
    for (int round = 0; round < BESIDE_ROUNDS; round++) {
      Agent agent = Agent.of(engine.engine().hob(), "beside " + round);
      TaskRecord other = start(engine, agent, gate.stand());
      pause();
      Path witness = folder.resolve("witness");
      TaskRecord task = start(engine, agent, "printf %s $EPOCHREALTIME >" + witness);
      NoticeBlock block = agent.waits();
      beside.add("hob, another task runs", Figures.now() - stampOf(witness));
      agent.hadAll(block);
      engine.end(task);
      gate.open(1);
      engine.end(other);
      agent.isTold();
    }
    beside.print(PEER);
  }

  private static long stampOf(Path witness) throws IOException {
    return Figures.stamp(Files.readString(witness));
  }

  /** Many ends within a second. */
  private void together(TestEngine engine, int many, String session) throws IOException {
    Agent agent = Agent.of(engine.engine().hob(), session);
    Path witness = folder.resolve("witnesses");
    for (int i = 0; i < many; i++) {
      start(engine, agent, gate.stand() + "; echo $EPOCHREALTIME >>" + witness);
    }
    CompletableFuture<NoticeBlock> asked = agent.asks(LONG);
    long began = Figures.now();
    for (int i = 0; i < many; i++) {
      gate.open(1);
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1) / many - elapsedTooMuch(began, i, many));
    }
    List<Integer> sizes = new ArrayList<>();
    int told = 0;
    while (told < many) {
      NoticeBlock block = TestEngine.await(asked);
      told += block.notices().size();
      sizes.add(block.notices().size());
      agent.hadAll(block);
      asked = told < many ? agent.asks(LONG) : asked;
    }
    long known = Figures.now();
    List<Long> ends = Files.readAllLines(witness).stream().map(Figures::stamp).sorted().toList();
    Files.delete(witness);
    System.out.printf(
        "%d ends within %.2f s: %d blocks %s, all told %.2f s after the last end%n",
        many,
        (ends.get(ends.size() - 1) - ends.get(0)) / 1e6,
        sizes.size(),
        sizes,
        (known - ends.get(ends.size() - 1)) / 1e6);
  }

  private static long elapsedTooMuch(long began, int done, int many) {
    long late = Figures.now() - began - done * 1_000_000L / many;
    return TimeUnit.MICROSECONDS.toNanos(Math.max(0, late));
  }

  private EnvironmentBlock environment(Map<String, String> more) {
    return TestEngine.environment().with(more);
  }

  /** The queue by that name, with a server of its own. */
  private final class Tsp {
    private final String program;

    Tsp(String program) {
      this.program = program;
      call("-S", "2").await();
    }

    long run(String command) throws IOException {
      call("bash", "-c", command).await();
      Child waits = call("-w");
      pause();
      gate.open(1);
      waits.await();
      long known = Figures.now();
      call("-C").await(); // its list grows with what it has done
      return known;
    }

    private Child call(String... arguments) {
      List<String> command = new ArrayList<>(List.of(program));
      command.addAll(List.of(arguments));
      return Child.start(
          environment(
              Map.of("TS_SOCKET", folder.resolve("tsp").toString(), "TMPDIR", folder.toString())),
          folder,
          command.toArray(String[]::new));
    }

    void end() {
      call("-K").await();
    }
  }

  /** The daemon of a store of its own, and two connections to it: one waits, the other one asks. */
  private final class Daemon implements AutoCloseable {
    private final KeptConnection waits;
    private final KeptConnection asks;

    Daemon() throws IOException {
      call("run", "--wait", "20s", "--", "true");
      String file = Files.readString(folder.resolve("daemon/hobd.json"));
      Path socket = Path.of(file.replaceAll("(?s).*\"socket\": ?\"([^\"]*)\".*", "$1"));
      waits = new KeptConnection(socket);
      asks = new KeptConnection(socket);
    }

    private void call(String... arguments) {
      List<String> command = new ArrayList<>(List.of(hob.resolve("bin/hob").toString()));
      command.addAll(List.of(arguments));
      Map<String, String> variables = new TreeMap<>();
      Optional.ofNullable(System.getenv("JAVA_HOME"))
          .ifPresent(it -> variables.put("JAVA_HOME", it));
      variables.put("HOME", folder.toString());
      variables.put("HOB_HOME", folder.resolve("daemon").toString());
      Child.start(environment(variables), folder, command.toArray(String[]::new)).await();
    }

    long run(String command, String session) throws IOException {
      String head = "{\"session\":\"" + session + "\",\"folder\":\"/tmp\",";
      asks.call("run", head + "\"command\":\"" + command + "\"}");
      waits.send("notices", head + "\"wait_ms\":50000}");
      pause();
      gate.open(1);
      String reply = waits.reply();
      long known = Figures.now();
      Matcher notice = NOTICE.matcher(reply);
      if (!notice.find()) {
        throw new IllegalStateException("no notice came: " + reply);
      }
      asks.call("ack", head + "\"notice_ids\":[\"" + notice.group(1) + "\"]}");
      return known;
    }

    @Override
    public void close() throws IOException {
      waits.close();
      asks.close();
      call("stop");
    }
  }
}

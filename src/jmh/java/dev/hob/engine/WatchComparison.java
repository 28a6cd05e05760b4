package dev.hob.engine;

import dev.hob.api.NoticeBlock;
import dev.hob.api.RunTask;
import dev.hob.app.RunningEngine;
import dev.hob.model.CommandSpec.Capturing;
import dev.hob.model.CommandSpec.Way;
import dev.hob.model.TaskRecord;
import dev.hob.process.pipe.Programs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * From what a command says to whoever waits for just that: {@code [ROUNDS] [SECONDS] [MANY]}. The
 * command says the time as it prints. {@code tail -F | grep} takes turns with hob, which writes
 * down what it found, and that it offers it, before it tells anybody.
 *
 * <p>Then how far hob falls behind a command that says 200 MB a second, and what many watches cost.
 */
public final class WatchComparison {
  private static final int WARM_UP = 100;
  private static final String PEER = "tail -F | grep";
  private static final Duration LONG = Duration.ofSeconds(50);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** Says the time for each line that it reads. */
  private static final String SPEAKER =
      "while read -r x; do printf 'mark %s\\n' $EPOCHREALTIME; done";

  /** Then another session begins: one that is told very often is told less often. */
  private static final int ROUNDS_OF_A_SESSION = 8;

  private final Scratch scratch;
  private final Path folder;
  private final Figures figures = new Figures();

  private WatchComparison(Scratch scratch) {
    this.scratch = scratch;
    folder = scratch.folder();
  }

  /** Somebody who speaks when told to, and somebody who listens. */
  private interface Subject extends AutoCloseable {

    /** Microseconds from the saying to the hearing. */
    long round() throws Exception;

    @Override
    void close() throws IOException;
  }

  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200;
    int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10;
    int many = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1000;
    EngineLimits limits = new EngineLimits(many + 100, many + 100, Duration.ofSeconds(5));
    Figures.printMachine();
    try (Scratch scratch = Scratch.named("hob-watches");
        TestEngine engine =
            TestEngine.in(scratch.folder(), RunningEngine.Options.DEFAULT.limited(limits))) {
      new WatchComparison(scratch).compare(engine, rounds);
      WatchLoad load = new WatchLoad(engine, scratch.folder());
      load.behind(seconds);
      load.manyTasks(many);
      load.manyOfOneTask();
      Figures.printMachine();
    }
  }

  private void compare(TestEngine engine, int rounds) throws Exception {
    Map<String, Subject> subjects = new LinkedHashMap<>();
    try (Subject tail = new TailAndGrep();
        Subject hob = new Watch(engine, Capturing.NOT_RECORDED);
        Subject direct = new Watch(engine, Capturing.of(Way.DIRECT, Way.DIRECT))) {
      subjects.put(PEER, tail);
      subjects.put("hob", hob);
      subjects.put("hob, direct", direct);
      for (int round = -WARM_UP; round < rounds; round++) {
        for (Map.Entry<String, Subject> subject : subjects.entrySet()) {
          long taken = subject.getValue().round();
          if (round >= 0) {
            figures.add(subject.getKey(), taken);
          }
        }
        long forced = scratch.forceLine();
        if (round >= 0) {
          figures.add("(a forced line)", forced);
        }
      }
    }
    System.out.printf("%d rounds, from the saying of a line to the news of it%n", rounds);
    figures.print(PEER);
  }

  private static void pause() {
    LockSupport.parkNanos(PAUSE_NANOS);
  }

  /** A command that hob runs, and a fresh watch for each line. */
  private static final class Watch implements Subject {
    private final TestEngine engine;
    private final Capturing capturing;
    private Agent agent;
    private TaskRecord task;
    private int rounds;

    Watch(TestEngine engine, Capturing capturing) {
      this.engine = engine;
      this.capturing = capturing;
      agent = Telling.newSession(engine);
      task = startSpeaker();
    }

    private TaskRecord startSpeaker() {
      return Telling.start(
          engine,
          agent,
          Telling.wish(SPEAKER).reading(new RunTask.Input.Open()).captured(capturing));
    }

    @Override
    public long round() {
      if (++rounds % ROUNDS_OF_A_SESSION == 0) {
        close();
        agent = Telling.newSession(engine);
        task = startSpeaker();
      }
      Telling.watch(agent, task, Telling.text("mark"));
      CompletableFuture<NoticeBlock> asked = agent.asks(LONG);
      pause();
      TestEngine.await(engine.engine().write(TestEngine.name(task), new byte[] {'\n'}))
          .orElseThrow();
      NoticeBlock block = TestEngine.await(asked);
      long known = Figures.now();
      agent.hadAll(block);
      return known - Telling.stampOf(Telling.matches(block).get(0).text());
    }

    @Override
    public void close() {
      TestEngine.await(engine.engine().closeInput(TestEngine.name(task))).orElseThrow();
      engine.end(task);
    }
  }

  /** The same by two programs that everybody has. */
  private final class TailAndGrep implements Subject {
    private final Process speaker;
    private final List<Process> listeners;
    private final BufferedReader heard;

    TailAndGrep() throws IOException {
      Path file = Files.createFile(folder.resolve("said"));
      speaker =
          prepared("bash", "-c", SPEAKER)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(file.toFile()))
              .start();
      listeners =
          ProcessBuilder.startPipeline(
              List.of(
                  prepared("tail", "-n", "0", "-F", file.toString()),
                  prepared("grep", "--line-buffered", "mark")));
      heard =
          new BufferedReader(
              new InputStreamReader(listeners.get(1).getInputStream(), StandardCharsets.UTF_8));
      TestEngine.awaitThat(
          () -> listeners.stream().allMatch(Process::isAlive), () -> "tail and grep have ended");
      LockSupport.parkNanos(PAUSE_NANOS * 10);
    }

    private ProcessBuilder prepared(String program, String... arguments) {
      List<String> command = new ArrayList<>(List.of(Programs.find(program).orElseThrow()));
      command.addAll(List.of(arguments));
      ProcessBuilder made =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
      made.environment().put("LC_ALL", "C.UTF-8");
      return made;
    }

    @Override
    public long round() throws IOException {
      pause();
      OutputStream told = speaker.getOutputStream();
      told.write('\n');
      told.flush();
      String line = heard.readLine();
      long known = Figures.now();
      return known - Telling.stampOf(line);
    }

    @Override
    public void close() {
      speaker.destroy();
      listeners.forEach(Process::destroy);
    }
  }
}

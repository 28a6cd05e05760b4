package dev.hob.engine;

import dev.hob.api.NoticeBlock;
import dev.hob.api.RemoveTasks;
import dev.hob.api.RunTask;
import dev.hob.model.NoticeEvent.Match;
import dev.hob.model.TaskRecord;
import dev.hob.model.WatchGoal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Watches where much is said, and where many are. */
final class WatchLoad {
  private static final int MEGABYTES_A_SECOND = 200;
  private static final int MOST_OF_A_TASK = 64;
  private static final byte[] GO = {'\n'};

  private final TestEngine engine;
  private final Path folder;

  WatchLoad(TestEngine engine, Path folder) {
    this.engine = engine;
    this.folder = folder;
  }

  /* ---- much is said ---- */

  /** At most ten seconds: of more matches than ten at once the others would be held back. */
  void behind(int seconds) throws IOException {
    System.out.printf(
        "a command that says %d MB/s for %d s, a planted line each second%n",
        MEGABYTES_A_SECOND, seconds);
    behind(seconds, "a text", Telling.every("rarely said", false), "rarely said");
    behind(seconds, "a regex", Telling.every("seen \\d+ times", true), "seen 12 times");
    behind(seconds, "a regex without text", Telling.every("[A-Z]{3}-\\d", true), "ABC-1");
  }

  private void behind(int seconds, String name, WatchGoal goal, String planted) throws IOException {
    Agent agent = Telling.newSession(engine);
    Path result = folder.resolve("written");
    RunTask.Wish writer = Telling.wish("read -r x; exec " + writer(seconds, planted, result));
    TaskRecord task = Telling.start(engine, agent, writer.reading(new RunTask.Input.Open()));
    Telling.watch(agent, task, goal);
    TestEngine.await(engine.engine().write(TestEngine.name(task), GO)).orElseThrow();
    List<Long> lags = new ArrayList<>();
    boolean more = true;
    while (more && lags.size() < seconds) {
      NoticeBlock block = agent.waits();
      long now = Figures.now();
      agent.hadAll(block);
      List<Match> matches = Telling.matches(block);
      matches.forEach(it -> lags.add(now - Telling.stampOf(it.text())));
      more = !matches.isEmpty();
    }
    engine.end(task);
    tell(name, seconds, lags, Files.readString(result).split(" ", -1));
    TestEngine.await(
            engine
                .engine()
                .hob()
                .remove(new RemoveTasks(agent.caller(), List.of(task.id().value()), false)))
        .orElseThrow();
  }

  private static void tell(String name, int planted, List<Long> lags, String[] written) {
    double rate = Double.parseDouble(written[0]) / Double.parseDouble(written[1]);
    long most = lags.stream().mapToLong(it -> it).max().orElse(0);
    System.out.printf(
        "%-22s %4.0f MB/s, %d of %d found, behind at most %.0f ms, %.1f MB, at the end %.0f ms%n",
        name,
        rate,
        lags.size(),
        planted,
        most / 1e3,
        most * rate / 1e6,
        lags.isEmpty() ? 0 : lags.get(lags.size() - 1) / 1e3);
  }

  private static String writer(int seconds, String planted, Path result) {
    return String.format(
        "'%s' -Xshare:auto -XX:TieredStopAtLevel=1 -cp '%s' %s %d %d '%s' '%s'",
        Path.of(System.getProperty("java.home"), "bin", "java"),
        System.getProperty("java.class.path"),
        FastWriter.class.getName(),
        MEGABYTES_A_SECOND,
        seconds,
        planted,
        result);
  }

  /* ---- many watch ---- */

  /** Each task says one line, all at once, and each is watched; set up one after another. */
  void manyTasks(int many) throws IOException {
    Agent agent = Telling.newSession(engine);
    try (Gate in = Gate.in(folder, "in");
        Gate out = Gate.in(folder, "out")) {
      String command = in.stand() + "; echo mark $EPOCHREALTIME; " + out.stand();
      List<TaskRecord> tasks = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        tasks.add(Telling.start(engine, agent, Telling.wish(command)));
      }
      int before = threads();
      long began = Figures.now();
      tasks.forEach(it -> Telling.watch(agent, it, Telling.text("mark")));
      System.out.printf(
          "%d watches of as many tasks: set up in %.2f s; threads before %d, with them %d%n",
          many, (Figures.now() - began) / 1e6, before, threads());
      in.open(many);
      hear(agent, many);
      out.open(many);
      tasks.forEach(engine::end);
    }
  }

  /** One task says as many lines, all at once, and each is waited for. */
  void manyOfOneTask() {
    Agent agent = Telling.newSession(engine);
    String command =
        "read -r x; for i in {101.."
            + (100 + MOST_OF_A_TASK)
            + "}; do echo mark $i $EPOCHREALTIME; done; read -r x";
    TaskRecord task =
        Telling.start(engine, agent, Telling.wish(command).reading(new RunTask.Input.Open()));
    int before = threads();
    for (int i = 1; i <= MOST_OF_A_TASK; i++) {
      Telling.watch(agent, task, Telling.text("mark " + (100 + i)));
    }
    System.out.printf(
        "%d watches of one task: threads before %d, with them %d%n",
        MOST_OF_A_TASK, before, threads());
    TestEngine.await(engine.engine().write(TestEngine.name(task), GO)).orElseThrow();
    hear(agent, MOST_OF_A_TASK);
    TestEngine.await(
            engine.engine().write(TestEngine.name(task), "\n".getBytes(StandardCharsets.UTF_8)))
        .orElseThrow();
    engine.end(task);
  }

  private static int threads() {
    return Thread.getAllStackTraces().size();
  }

  /** A session is told twenty times at once, and then ten times a second. */
  private static void hear(Agent agent, int wanted) {
    List<Long> stamps = new ArrayList<>();
    List<Integer> blocks = new ArrayList<>();
    boolean more = true;
    while (more && stamps.size() < wanted) {
      NoticeBlock block = agent.waits();
      agent.hadAll(block);
      List<Match> matches = Telling.matches(block);
      matches.forEach(it -> stamps.add(Telling.stampOf(it.text())));
      blocks.add(matches.size());
      more = !matches.isEmpty();
    }
    long known = Figures.now();
    System.out.printf(
        "  %d of %d told, in blocks of %s, %.2f s after the first line, %.2f s after the last%n",
        stamps.size(),
        wanted,
        blocks,
        (known - stamps.stream().mapToLong(it -> it).min().orElse(known)) / 1e6,
        (known - stamps.stream().mapToLong(it -> it).max().orElse(known)) / 1e6);
  }
}

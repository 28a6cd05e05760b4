package dev.hob.process.pipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.testing.Deadline;
import dev.hob.testing.NotRun;
import dev.hob.testing.Seeded;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The native wrapper by itself, as nobody but the system sees it. */
@ParameterizedClass(allowZeroInvocations = true)
@MethodSource("dev.hob.process.pipe.NativeBuild#here")
class NativeWrapperIT {
  private static final long LIMIT_SECONDS = 30;
  private static final String BLANKS = " ".repeat(64);

  private static final int DONE = 0;
  private static final int USAGE = 64;
  private static final int CANNOT = 71;
  private static final int CLAIMED = 75;

  private final NativeBuild build;
  @TempDir private Path temp;
  private Path bundle;

  NativeWrapperIT(NativeBuild build) {
    this.build = build;
  }

  /** In a folder of its own, for what was killed may leave somebody who writes on. */
  @BeforeEach
  void blank() throws IOException {
    bundle = Files.createTempDirectory(temp, "a bundle\nof ours");
    Files.writeString(file("exit"), BLANKS);
    Files.writeString(file("out"), "");
    Files.writeString(file("err"), "");
  }

  /** By its claim, which all that is hob's has among its words. */
  @AfterEach
  void nobodyIsLeftAndNoSanitizerReported() throws IOException {
    await(() -> left().isEmpty(), () -> "left: " + left());
    try (Stream<Path> files = Files.list(temp)) {
      List<Path> reports =
          files.filter(it -> it.getFileName().toString().startsWith("sanitizer")).toList();
      assertEquals(List.of(), reports.stream().map(NativeWrapperIT::read).toList());
    }
  }

  private List<String> left() {
    return ProcessHandle.allProcesses()
        .map(it -> read(Path.of("/proc/" + it.pid() + "/cmdline")))
        .filter(it -> it.contains("hob-") && it.contains(temp.toString()))
        .toList();
  }

  private Path file(String name) {
    return bundle.resolve(name);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  private String said(String name) {
    return read(file(name));
  }

  /** The marker's line; empty while it is blank. */
  private String marker() {
    String text = said("exit");
    return text.contains("\n") ? text.substring(0, text.indexOf('\n')) : "";
  }

  private Process start(List<String> wishes, String... command) throws IOException {
    return start("", wishes, command);
  }

  /** The first words are put before the program; they end in its start. */
  private Process start(String before, List<String> wishes, String... command) throws IOException {
    List<String> words = new ArrayList<>();
    words.addAll(
        List.of(
            "sh",
            "-c",
            "out=$1 err=$2; shift 2; " + before + " exec \"$@\" </dev/null >>\"$out\" 3>>\"$err\"",
            "sh",
            file("out").toString(),
            file("err").toString(),
            build.program("hob-wrap").toString(),
            file("claim").toString(),
            file("exit").toString()));
    words.addAll(wishes);
    words.add("--");
    words.addAll(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().put("HOB_TASK", "t123456789");
    builder.environment().put("HOB_SESSION", "wrapper tests");
    builder
        .environment()
        .put("ASAN_OPTIONS", "detect_leaks=0:log_path=" + temp.resolve("sanitizer"));
    builder.environment().put("UBSAN_OPTIONS", "log_path=" + temp.resolve("sanitizer"));
    return builder
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static int end(Process process) throws InterruptedException {
    assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), "it does not end");
    return process.exitValue();
  }

  private int run(List<String> wishes, String... command) throws IOException, InterruptedException {
    return end(start(wishes, command));
  }

  private static void await(BooleanSupplier condition, Supplier<String> what) {
    Deadline deadline = Deadline.ofSeconds(LIMIT_SECONDS);
    while (!condition.getAsBoolean()) {
      deadline.check(what);
    }
  }

  @Test
  void whoComesSecondRunsNothing() throws Exception {
    Files.writeString(file("claim"), "void\n");

    assertEquals(CLAIMED, run(List.of(), "/bin/sh", "-c", "echo ran"));
    assertEquals("void\n", said("claim"));
    assertEquals("", said("out"));
    assertEquals(BLANKS, said("exit"));
  }

  @Test
  void whatItDoesNotUnderstandIsRefusedBeforeAnythingIsMade() throws Exception {
    for (List<String> wishes :
        List.of(
            List.of("pump=merged", "pump=stderr"),
            List.of("umask=9"),
            List.of("umask="),
            List.of("deadline=-1"),
            List.of("deadline=1e3"),
            List.of("pump=stdin"),
            List.of("nonsense"),
            List.of("grace=99999999999999999999"),
            List.of("lock=" + "x".repeat(5000)))) {
      assertEquals(USAGE, run(wishes, "/bin/sh", "-c", "echo ran"), wishes.toString());
    }
    assertFalse(Files.exists(file("claim")));
    assertEquals("", said("out"));
  }

  @Test
  void theCommandInheritsNothingOfTheWrapper() throws Exception {
    Process wrapper =
        start(
            "trap '' INT USR1 TSTP; exec 7</dev/null 9</dev/null;",
            List.of("umask=027", "pump=stderr"),
            "/bin/sh",
            "-c",
            "grep -E 'Sig(Blk|Ign|Cgt)' /proc/self/status; ls /proc/$$/fd; umask; pwd; ps -o sid= -p $$; echo $$");

    assertEquals(DONE, end(wrapper));
    List<String> lines = said("out").lines().map(String::strip).toList();
    assertTrue(lines.get(0).matches("SigBlk:\\s+0+"), lines.toString());
    // Two that a C library keeps for itself can be set right by none of its programs.
    String ignored = build == NativeBuild.SHIPPED ? "0+" : "0+(180000000)?";
    assertTrue(lines.get(1).matches("SigIgn:\\s+" + ignored), lines.toString());
    assertEquals(List.of("0", "1", "2"), lines.subList(3, 6));
    assertEquals("0027", lines.get(6));
    assertEquals(Path.of("").toAbsolutePath().toString(), lines.get(7));
    assertEquals(lines.get(9), lines.get(8), "a session of its own");
  }

  @Test
  void itsWordsDoNotShowTheCommandAndItsFolderIsNoOnes() throws Exception {
    Process wrapper = start(List.of(), "/bin/sh", "-c", "echo ready; read x; : a-word-to-find");
    await(() -> said("out").equals("ready\n") || !wrapper.isAlive(), () -> "not ready");
    Process waiting = start(List.of(), "/bin/true"); // loses, for the claim is there
    assertEquals(CLAIMED, end(waiting));
    blank();
    Process other =
        start(List.of("pump=stderr"), "/bin/sh", "-c", "echo ready; sleep 5; : a-word-to-find");
    await(() -> said("out").equals("ready\n"), () -> "not ready");

    // The command may speak before its wrapper has come that far.
    for (long pid : List.of(other.pid(), keeper(other).pid())) {
      Path words = Path.of("/proc/" + pid + "/cmdline");
      await(() -> !read(words).contains("a-word-to-find"), () -> read(words));
      assertTrue(Files.readString(words).contains(file("claim").toString()), read(words));
    }
    Path folder = Path.of("/proc/" + other.pid() + "/cwd");
    await(() -> linked(folder).equals("/"), () -> linked(folder));
    other.destroyForcibly();
    end(wrapper);
  }

  private static String linked(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void aStartThatBreaksOffSaysWhereAndWhy() throws Exception {
    Path text = Files.writeString(temp.resolve("text"), "echo no program\n");
    for (List<String> start :
        List.of(
            List.of("failed exec 2", "", "no-such-shell-anywhere"),
            List.of("failed exec 2", "", "/no/such/shell"),
            List.of("failed exec 13", "", text.toString()),
            List.of("failed exec 13", "", "/"),
            List.of("failed folder 2", "folder=/no/such/folder", "/bin/sh"),
            List.of("failed folder 20", "folder=/dev/null", "/bin/sh"),
            List.of("failed terminal 25", "terminal", "/bin/sh"))) {
      List<String> wishes = start.get(1).isEmpty() ? List.of() : List.of(start.get(1));
      for (String held : List.of("exec 4</dev/null;", "exec 4>&-;")) {
        blank();

        Process wrapper = start(held, wishes, start.get(2), "-c", "echo ran");
        assertEquals(CANNOT, end(wrapper), start.toString());
        assertEquals("run " + wrapper.pid() + "\n" + start.get(0) + "\n", said("claim"));
        assertEquals(BLANKS, said("exit"));
        assertEquals("", said("out"));
      }
    }
  }

  @Test
  void whatItWasNotGivenIsNothing() throws Exception {
    for (String closed : List.of("0<&- 2>&-", "0<&- 1>&- 2>&- 3>&- 4>&-", "3>&-")) {
      blank();
      Process wrapper =
          start(
              "set -- sh -c 'exec \"$@\" " + closed + "' sh \"$@\";",
              List.of("pump=stderr"),
              "/bin/sh",
              "-c",
              "cat; echo said >&2; exit 3");

      assertEquals(DONE, end(wrapper), closed);
      assertTrue(marker().startsWith("3 "), closed + marker());
      assertEquals("run " + wrapper.pid() + "\n", said("claim"), closed);
    }
  }

  @Test
  void whatAFileWillNeverTakeIsTold() throws Exception {
    for (String held : List.of("exec 4</dev/null;", "exec 4>&-;")) {
      blank();
      Process wrapper =
          start(
              "ulimit -f 8; " + held,
              List.of("pump=stderr"),
              "/bin/sh",
              "-c",
              "seq 50000 >&2; exit 2");

      assertEquals(DONE, end(wrapper));
      assertTrue(marker().startsWith("2 "), marker());
      assertEquals("run " + wrapper.pid() + "\nlost stderr\n", said("claim"));
      assertTrue(said("err").startsWith("1\n2\n3\n"), "nothing was kept");
    }
  }

  /**
   * The command has ended by then: what is still in the pipe is another keeper's to carry. The
   * wrapper waits a second for its keeper, so on a machine that stands still it may be gone first.
   */
  @Test
  void aKeeperThatIsKilledAtTheVeryEndTakesNothingAlong() throws Exception {
    boolean wasInTime = false;
    for (int attempt = 0; attempt < 20 && !wasInTime; attempt++) {
      blank();
      Process wrapper =
          start(
              List.of("pump=stderr"),
              "/bin/sh",
              "-c",
              "echo up; until [ -e \"$0\" ]; do sleep 0.01; done; seq 9000 >&2; exit 4",
              file("go").toString());
      await(() -> said("out").equals("up\n"), () -> "not up");
      ProcessHandle keeper = keeper(wrapper);
      signal("STOP", keeper);
      Files.createFile(file("go"));
      await(() -> !marker().isEmpty(), () -> "no end");
      keeper.destroyForcibly();
      wasInTime = wrapper.isAlive();

      assertEquals(DONE, end(wrapper));
      if (wasInTime) {
        assertEquals(43_893, said("err").length());
        assertEquals("run " + wrapper.pid() + "\nlost stderr\n", said("claim"));
      }
    }
    assertTrue(wasInTime, "the wrapper was always faster");
  }

  private static ProcessHandle keeper(Process wrapper) {
    List<ProcessHandle> keepers = new ArrayList<>();
    await(
        () -> {
          wrapper
              .children()
              .filter(it -> read(Path.of("/proc/" + it.pid() + "/comm")).equals("hob-keep\n"))
              .forEach(keepers::add);
          return !keepers.isEmpty();
        },
        () -> "no keeper");
    return keepers.get(0);
  }

  private static void signal(String name, ProcessHandle process)
      throws IOException, InterruptedException {
    assertEquals(0, new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor());
  }

  @Test
  void timeAndMemoryAreThoseOfTheWholeCommand() throws Exception {
    run(
        List.of("pump=stderr"),
        "/bin/sh",
        "-c",
        "head -c 40000000 /dev/zero | tail -c 39000000 | wc -c; i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done");

    assertTrue(number("user_ms") >= 50, marker());
    assertTrue(number("peak_kb") >= 38_000, marker());
  }

  private long number(String key) {
    Matcher pair = Pattern.compile(" " + key + "=([0-9]+)").matcher(marker());
    assertTrue(pair.find(), marker());
    return Long.parseLong(pair.group(1));
  }

  @Test
  void orphansComeToTheWrapperAndOutliveItsEnd() throws Exception {
    Process wrapper =
        start(
            List.of("pump=stderr"),
            "/bin/sh",
            "-c",
            "(setsid env -i /bin/sleep 20 & echo $!) & wait; sleep 0.3; exit 5");
    await(() -> said("out").endsWith("\n"), () -> "no pid");
    long orphan = Long.parseLong(said("out").strip());
    await(
        () -> parent(orphan).equals(Optional.of(wrapper.pid())),
        () -> "its parent is " + parent(orphan));

    assertEquals(DONE, end(wrapper));
    assertTrue(marker().startsWith("5 "), marker());
    assertTrue(parent(orphan).isPresent(), "the orphan was ended");
    ProcessHandle.of(orphan).ifPresent(ProcessHandle::destroyForcibly);
  }

  private static Optional<Long> parent(long pid) {
    return ProcessHandle.of(pid).flatMap(ProcessHandle::parent).map(ProcessHandle::pid);
  }

  @Test
  void whoeverEndsTheKeeperTakesNothingThatWasPutDown() throws Exception {
    Process wrapper =
        start(
            List.of("pump=stdout", "pump=stderr"),
            "/bin/sh",
            "-c",
            "for i in 1 2 3 4 5 6 7 8 9; do echo $i; echo e$i >&2; until [ \"$(tail -n 1 \"$0\")\" = e$i ]; do :; done;"
                + " for p in $(cat /proc/$PPID/task/$PPID/children); do [ $p = $$ ] || kill -9 $p; done; done; exit 6",
            file("err").toString());

    assertEquals(DONE, end(wrapper));
    assertTrue(marker().startsWith("6 "), marker());
    assertEquals("1\n2\n3\n4\n5\n6\n7\n8\n9\n", said("out"));
    assertEquals("e1\ne2\ne3\ne4\ne5\ne6\ne7\ne8\ne9\n", said("err"));
    assertEquals(
        List.of("lost stdout", "lost stderr"),
        said("claim").lines().skip(1).sorted((a, b) -> b.compareTo(a)).toList());
  }

  @Test
  void theKeeperGoesByItsOwnMark() throws Exception {
    Process wrapper =
        start(List.of("pump=stderr"), "/bin/sh", "-c", "echo up; read x </dev/zero & sleep 5");
    await(() -> said("out").equals("up\n"), () -> "not up");
    String marks = read(Path.of("/proc/" + keeper(wrapper).pid() + "/environ"));
    wrapper.descendants().forEach(ProcessHandle::destroyForcibly);

    assertEquals(DONE, end(wrapper));
    assertTrue(marks.startsWith("HOB_KEEPER=stderr:t123456789\0"), marks);
    assertFalse(marks.contains("HOB_TASK"), marks);
  }

  /** Its own clock, with nobody there who keeps the deadline. */
  @Test
  void aDeadlineIsKeptAndNothingOfTheTreeIsLeft() throws Exception {
    Process wrapper =
        start(
            List.of(deadlineIn(300), "grace=300", "lock=" + temp.resolve("no lock")),
            "/bin/sh",
            "-c",
            "trap '' TERM; (trap '' TERM; setsid /bin/sh -c 'trap \"\" TERM; (sleep 61 & sleep 62) & sleep 63') & sleep 64; sleep 65");
    await(
        () -> wrapper.descendants().count() >= 5, () -> wrapper.descendants().toList().toString());
    List<ProcessHandle> all = wrapper.descendants().toList();

    assertEquals(DONE, end(wrapper));
    assertTrue(marker().startsWith("137 signal=9 deadline=1"), marker());
    assertEquals(List.of(), all.stream().filter(ProcessHandle::isAlive).toList());
  }

  @Test
  void aCommandThatHeedsTheDeadlineSaysItsOwnCode() throws Exception {
    assertEquals(
        DONE,
        run(
            List.of(deadlineIn(200), "grace=20000", "lock=/no/lock"),
            "/bin/sh",
            "-c",
            "trap 'exit 9' TERM; while :; do sleep 0.05; done"));
    assertTrue(marker().startsWith("9 deadline=1"), marker());
  }

  @Test
  void whileSomebodyHoldsTheStoreTheDeadlineIsHisToKeep() throws Exception {
    Path lock = Files.createFile(temp.resolve("lock"));
    Process wrapper;
    long began = System.nanoTime();
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      wrapper =
          start(List.of(deadlineIn(50), "grace=100", "lock=" + lock), "/bin/sh", "-c", "sleep 60");
      assertFalse(wrapper.waitFor(1500, TimeUnit.MILLISECONDS), "it acted: " + marker());
      held.release();
    }

    assertEquals(DONE, end(wrapper));
    assertTrue(marker().startsWith("143 signal=15 deadline=1"), marker());
    assertTrue(System.nanoTime() - began > 1_500_000_000L);
  }

  /** In milliseconds of the clock of this boot. */
  private static String deadlineIn(long milliseconds) {
    return "deadline="
        + (dev.hob.process.BootClock.ofSystem().orElseThrow().now().toMillis() + milliseconds);
  }

  /**
   * The marker is blank or whole, and tells the truth, whenever the wrapper dies; and a command
   * that ran was claimed.
   */
  @Test
  void whereverTheWrapperIsKilledNothingIsInvented() throws Exception {
    Seeded random = Seeded.fresh();
    int rounds = Seeded.rounds(60);
    int told = 0;
    int unclaimed = 0;
    for (int round = 0; round < rounds; round++) {
      blank();
      Process wrapper =
          start(List.of("pump=stderr"), "/bin/sh", "-c", "echo ran; echo e >&2; exit 7");
      long until =
          System.nanoTime() + random.below(build == NativeBuild.SHIPPED ? 4_000_000 : 30_000_000);
      while (System.nanoTime() < until) {
        Thread.onSpinWait();
      }
      wrapper.destroyForcibly();
      end(wrapper);
      String marker = marker();
      if (!marker.isEmpty()) {
        told++;
        assertTrue(marker.matches("7 user_ms=\\d+ sys_ms=\\d+ peak_kb=\\d+"), marker);
        assertEquals("ran\n", said("out"));
      } else {
        assertEquals(BLANKS, said("exit"));
      }
      if (!said("claim").equals("run " + wrapper.pid() + "\n")) {
        unclaimed++;
        assertEquals("", said("out"), "it ran without a claim");
      }
    }
    System.out.println(rounds + " kills: " + told + " ends told, " + unclaimed + " not begun");
  }

  /** Step by step: killed on the way into each of its system calls. */
  @Test
  void killedAtEachOfItsStepsNothingIsInvented() throws Exception {
    if (build != NativeBuild.SHIPPED) {
      return; // its steps are those of the sanitizers
    }
    if (!Files.isExecutable(Path.of("/usr/bin/strace"))) {
      NotRun.because("killedAtEachOfItsSteps", "there is no strace");
      return;
    }
    List<String> steps = steps();
    for (int step = 0; step < steps.size(); step++) {
      String call = steps.get(step);
      long times = steps.subList(0, step + 1).stream().filter(call::equals).count();
      blank();
      end(traced("-e inject=" + call + ":signal=KILL:when=" + times));
      String where = "killed at " + call + " " + times + ": " + said("claim") + said("out");
      assertTrue(marker().isEmpty() || marker().startsWith("7 "), where + marker());
      assertTrue(said("claim").startsWith("run ") || said("out").isEmpty(), where);
    }
    System.out.println("killed at each of " + steps.size() + " steps");
  }

  /** The names of its system calls in their order; of those that only repeat, the first ones. */
  private List<String> steps() throws Exception {
    Path log = temp.resolve("calls");
    end(traced("-o '" + log + "'"));
    assertTrue(marker().startsWith("7 "), marker());
    List<String> calls =
        Files.readAllLines(log).stream()
            .filter(it -> it.matches("[a-z0-9_]+\\(.*"))
            .map(it -> it.substring(0, it.indexOf('(')))
            .toList();
    List<String> steps = new ArrayList<>();
    for (String call : calls) {
      if (!call.equals("execve") && steps.stream().filter(call::equals).count() < 10) {
        steps.add(call);
      }
    }
    return steps;
  }

  private Process traced(String how) throws IOException {
    return start(
        "set -- strace -qq -o /dev/null " + how + " \"$@\";",
        List.of("pump=stderr"),
        "/bin/sh",
        "-c",
        "echo ran; exit 7");
  }

  /** Fills a small disk under the wrapper; runs in a mount namespace that ends with it. */
  private static final String ON_A_FULL_DISK =
      """
      mount -t tmpfs -o size=128k,mode=0700 none "$2" && cd "$2" || exit 90
      printf '%64s' '' > x.exit; : > out; : > err
      "$1" "$2/x.claim" "$2/x.exit" pump=stderr -- /bin/sh -c '
        echo early >&2; until grep -q early err; do :; done
        dd if=/dev/zero of=filler bs=1k 2>/dev/null; seq '"$3"' >&2; exit 7' </dev/null >>out 3>>err &
      until [ -e filler ] && [ "$(df --output=avail . | tail -n 1)" -eq 0 ]; do :; done
      [ "$4" != end ] || wait $!
      echo "while it is full: $(head -n 1 x.exit | cut -c 1-2), $(wc -l < x.claim)"
      rm filler
      wait $!
      n=0
      until [ "$(tail -n 1 err)" = "$3" ] || [ $n = 2000 ]; do n=$((n+1)); sleep 0.01; done
      (echo early; seq $3) | cmp - err && echo "whole, $(head -n 1 x.exit | cut -c 1-2), $(wc -l < x.claim)"
      """;

  private String onAFullDisk(int lines, String gate) throws Exception {
    Path mount = Files.createDirectories(temp.resolve("mount"));
    Process test =
        new ProcessBuilder(
                "unshare",
                "-m",
                "sh",
                "-c",
                ON_A_FULL_DISK,
                "sh",
                build.program("hob-wrap").toString(),
                mount.toString(),
                Integer.toString(lines),
                gate)
            .redirectErrorStream(true)
            .start();
    String output = new String(test.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, end(test), output);
    return output;
  }

  @Test
  void onAFullDiskTheEndIsToldAndTheStreamWaits() throws Exception {
    if (!mountsHere()) {
      NotRun.because("onAFullDiskTheEndIsToldAndTheStreamWaits", "mounting is not allowed");
      return;
    }

    assertEquals("while it is full: 7 , 1\nwhole, 7 , 1\n", onAFullDisk(5_000, "end"));
    // More than the pipe holds: the command waits, too.
    assertEquals("while it is full:   , 1\nwhole, 7 , 1\n", onAFullDisk(19_500, "now"));
  }

  private static boolean mountsHere() throws IOException, InterruptedException {
    Process probe = new ProcessBuilder("unshare", "-m", "true").start();
    return probe.waitFor() == 0;
  }

  /** Whatever it is called with: an answer, and never a wild access. */
  @Test
  void strangeArgumentsAreSurvived() throws Exception {
    Seeded random = Seeded.fresh();
    List<String> words =
        List.of(
            "--",
            "",
            "umask=",
            "umask=0777",
            "umask=77777777777777777777",
            "folder=",
            "folder=/",
            "folder=/nowhere",
            "deadline=",
            "deadline=0",
            "deadline=999999999999999",
            "grace=0",
            "grace=1",
            "lock=",
            "lock=/",
            "pump=stdout",
            "pump=stderr",
            "pump=merged",
            "terminal",
            "true",
            "/bin/true",
            "no such thing",
            "\u00fc=\n",
            "=",
            "x".repeat(70_000));
    for (int round = 0; round < Seeded.rounds(100); round++) {
      blank();
      List<String> wishes = new ArrayList<>();
      for (int i = random.below(6); i > 0; i--) {
        wishes.add(random.of(words));
      }
      Process wrapper = start(wishes, random.of(words), random.of(words));
      int code = end(wrapper);
      assertTrue(Set.of(DONE, USAGE, CANNOT, CLAIMED).contains(code), code + " " + wishes);
    }
  }
}

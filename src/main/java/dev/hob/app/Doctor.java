package dev.hob.app;

import dev.hob.api.Caller;
import dev.hob.api.Diagnosis;
import dev.hob.api.Diagnosis.Check;
import dev.hob.bundle.DaemonFile;
import dev.hob.bundle.RunFolder;
import dev.hob.bundle.StoreRoot;
import dev.hob.cli.LocalVerbs;
import dev.hob.client.DaemonSocket;
import dev.hob.model.DaemonAddress;
import dev.hob.model.Refusal;
import dev.hob.model.Result;
import dev.hob.process.ProcessRef;
import dev.hob.process.ProcessTable;
import dev.hob.process.ThisProcess;
import dev.hob.process.pipe.NativePrograms;
import dev.hob.process.pipe.Programs;
import dev.hob.wire.ReplyCodec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Looks at everything that hob needs, from outside of the daemon, which may hang. */
final class Doctor {
  private static final int WELL = 0;
  private static final int NOT_WELL = 1;
  private static final int PATIENCE_SECONDS = 2;
  private static final long SCARCE_BYTES = 100L << 20;

  private final Caller caller;

  Doctor(Caller caller) {
    this.caller = caller;
  }

  int examine(LocalVerbs.Streams streams) throws IOException {
    Diagnosis diagnosis = diagnosis();
    streams
        .out()
        .write(
            streams.json()
                ? ReplyCodec.diagnosis(diagnosis)
                : text(diagnosis).getBytes(StandardCharsets.UTF_8));
    streams.out().flush();
    return diagnosis.isWell() ? WELL : NOT_WELL;
  }

  private static String text(Diagnosis diagnosis) {
    StringBuilder text = new StringBuilder();
    for (Check check : diagnosis.checks()) {
      text.append(
          "%-4s %-8s %s%n".formatted(check.ok() ? "ok" : "BAD", check.name(), check.detail()));
      if (!check.wayOut().isEmpty()) {
        text.append("%-13s %s%n".formatted("", check.wayOut()));
      }
    }
    return text.toString();
  }

  private Diagnosis diagnosis() {
    List<Check> checks = new ArrayList<>();
    checks.add(java());
    Result<Path> home = Home.store();
    checks.add(home.fold(Doctor::store, refusal -> bad("store", refusal)));
    Optional<DaemonAddress> read = home.fold(DaemonFile::read, refusal -> Optional.empty());
    Optional<DaemonAddress> address = read.filter(Doctor::lives);
    checks.add(daemon(address));
    checks.add(wrapper());
    checks.add(launcher());
    checks.add(Check.good("session", caller.session().value() + " (" + caller.rule().word() + ")"));
    return new Diagnosis(
        address.map(DaemonAddress::pid),
        address.map(DaemonAddress::version),
        home.fold(Path::toString, refusal -> ""),
        caller.session().value(),
        caller.rule().word(),
        checks);
  }

  private static Check java() {
    return Check.good(
        "java", Runtime.version() + " at " + System.getProperty("java.home", "an unknown place"));
  }

  /** In which form commands are run, and what is missing for the other one. */
  private static Check wrapper() {
    Optional<NativePrograms> programs = NativePrograms.here();
    if (programs.isPresent()) {
      return Check.good("wrapper", "native, in " + programs.get().whereTheyLie());
    }
    return Programs.find("setsid").isEmpty()
        ? Check.bad(
            "wrapper",
            "scripts, and there is no setsid on the system's PATH",
            "install it: commands start slower, and no input can be kept open without it")
        : Check.good("wrapper", "scripts: they cannot tell an interrupt from an exit code");
  }

  private static Check launcher() {
    if (isNative(Path.of(System.getProperty("hob.launcher", "")))) {
      return Check.good("launcher", "native");
    }
    return Programs.find("curl").isEmpty()
        ? Check.bad(
            "launcher",
            "script, and there is no curl on the system's PATH",
            "install it: without it each call starts a JVM, which takes longer")
        : Check.good("launcher", "script, with curl");
  }

  private static boolean isNative(Path launcher) {
    final byte[] program = {0x7f, 'E', 'L', 'F'};
    try (InputStream file = Files.newInputStream(launcher)) {
      return Arrays.equals(program, file.readNBytes(program.length));
    } catch (IOException e) {
      return false;
    }
  }

  private static Check bad(String name, Refusal refusal) {
    return Check.bad(name, refusal.message(), refusal.hint());
  }

  private static Check store(Path home) {
    if (!Files.exists(home)) {
      return Check.good("store", home + " is not there yet: the first task makes it");
    }
    Result<StoreRoot> root = StoreRoot.open(StoreRoot.Wish.of(home, ThisProcess.pid()));
    return root.fold(it -> room(it.path()), refusal -> bad("store", refusal));
  }

  private static Check room(Path root) {
    try {
      long room = Files.getFileStore(root).getUsableSpace();
      String detail = root + ", " + (room >> 20) + " MiB free";
      return room < SCARCE_BYTES
          ? Check.bad("store", detail, "free some room, or clear ended tasks: hob clear")
          : Check.good("store", detail);
    } catch (IOException e) {
      return Check.bad("store", root + ": " + e.getMessage(), "see to that disk");
    }
  }

  private static boolean lives(DaemonAddress address) {
    return ProcessTable.ofPlatform().lives(new ProcessRef(address.pid(), address.start()));
  }

  private static Check daemon(Optional<DaemonAddress> address) {
    if (address.isEmpty()) {
      return Check.good("daemon", "none runs: the next call starts one");
    }
    DaemonAddress found = address.get();
    String detail = "pid " + found.pid() + ", version " + found.version() + ", " + found.socket();
    if (!RunFolder.isOwn(found)) {
      return Check.bad("daemon", detail, "the socket's folder must be yours, with mode 0700");
    }
    return answers(found)
        ? Check.good("daemon", detail)
        : Check.bad("daemon", detail + " does not answer", "hob stop ends it; tasks go on");
  }

  /** One that hangs takes a connection, and says nothing. */
  private static boolean answers(DaemonAddress address) {
    DaemonSocket socket = new DaemonSocket(Path.of(address.socket()));
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    RunningEngine.named("hob-doctor").newThread(() -> ask(socket, answer)).start();
    return answer.completeOnTimeout(false, PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  private static void ask(DaemonSocket socket, CompletableFuture<Boolean> answer) {
    try {
      answer.complete(
          socket.post("/v1/counts", "{\"folder\":\"/\"}".getBytes(StandardCharsets.UTF_8)).isOk());
    } catch (IOException e) {
      answer.complete(false);
    }
  }
}

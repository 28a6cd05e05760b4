package dev.hob.app;

import dev.hob.cli.Invocation;
import dev.hob.cli.InvocationCodec;
import dev.hob.client.DaemonSocket;
import dev.hob.model.Result;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A day of a daemon, so that the JVM learns which classes it needs ({@link ClassArchive}). */
final class Training {
  private static final List<List<String>> CALLS =
      List.of(
          List.of("run", "--wait", "10s", "--", "echo one; echo two >&2; exit 3"),
          List.of("run", "--label", "x", "--timeout", "1m", "--", "sleep", "20"),
          List.of("list"),
          List.of("list", "--json"),
          List.of("poll"),
          List.of("poll", "--json"),
          List.of("show"),
          List.of("wait", "--timeout", "10ms"),
          List.of("--help"),
          List.of("version"),
          List.of("nonsense"),
          List.of("clear"));

  private Training() {}

  static int in(Path folder) throws IOException {
    Result<Daemon> daemon =
        Daemon.start(
            new Daemon.Wish(
                folder, Duration.ofMinutes(1), OptionalInt.empty(), List.of(), Optional.empty()));
    if (!(daemon instanceof Result.Ok<Daemon> ok)) {
      return 1;
    }
    DaemonSocket socket = new DaemonSocket(Path.of(ok.value().address().socket()));
    for (int i = 0; i < CALLS.size(); i++) {
      call(socket, CALLS.get(i), "training-" + i);
    }
    String id = lastTask(socket);
    call(socket, List.of("logs", id), "training-logs");
    call(socket, List.of("kill", id), "training-kill");
    ok.value().leave("the training is over");
    return 0;
  }

  private static String lastTask(DaemonSocket socket) throws IOException {
    String reply =
        socket.post("/v1/list", "{\"folder\":\"/\"}".getBytes(StandardCharsets.UTF_8)).text();
    int at = reply.indexOf("\"task_id\":\"");
    return at < 0 ? "none" : reply.substring(at + 11, reply.indexOf('"', at + 11));
  }

  private static void call(DaemonSocket socket, List<String> arguments, String id)
      throws IOException {
    Invocation call =
        new Invocation(
            arguments,
            "/",
            Home.environment(),
            Invocation.Terminal.NONE,
            Optional.of("022"),
            Invocation.Input.NONE,
            OptionalLong.empty(),
            id);
    socket.post(
        "/v1/cli/" + id,
        InvocationCodec.encode(call, Optional.empty()),
        OutputStream.nullOutputStream());
    socket.get("/v1/cli/" + id + "/end");
  }
}

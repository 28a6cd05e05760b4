package dev.hob.app;

import dev.hob.cli.HobCommand;
import dev.hob.http.HttpServer;
import java.util.List;

/** Loads beside the start what the first request would have to wait for. */
final class WarmUp {
  private static final List<String> USUAL_CALL = List.of("run", "--wait", "1s", "--", "true");

  private WarmUp() {}

  static void begin() {
    RunningEngine.named("hob-warm").newThread(WarmUp::load).start();
  }

  private static void load() {
    HttpServer.load();
    boolean ignored = HobCommand.startsNoDaemon(USUAL_CALL);
  }
}

package dev.hob.app;

import dev.hob.api.Caller;
import dev.hob.cli.LocalVerbs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The verbs about the daemon, asked of the daemon itself: launchers carry them out. */
final class ElsewhereVerbs implements LocalVerbs {
  private static final int USAGE = 64;

  @Override
  public int serve(Serve wish, Streams streams) throws IOException {
    return refuse(streams);
  }

  @Override
  public int stop(Streams streams) throws IOException {
    return refuse(streams);
  }

  @Override
  public int doctor(Caller caller, Streams streams) throws IOException {
    return refuse(streams);
  }

  private static int refuse(Streams streams) throws IOException {
    streams
        .err()
        .write(
            "hob: this verb is not the daemon's to carry out: use the launcher bin/hob\n"
                .getBytes(StandardCharsets.UTF_8));
    return USAGE;
  }
}

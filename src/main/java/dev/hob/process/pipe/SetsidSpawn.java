package dev.hob.process.pipe;

import dev.hob.model.EnvironmentBlock;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Starts processes by Java's own means and the program {@code setsid}, where {@code posix_spawn} or
 * a part of it is missing. Slower, one thread of the JVM per child, and nothing but files for its
 * streams: a pipe between two children would go through the JVM and die with it.
 */
final class SetsidSpawn {
  /** Opens each stream under its number and becomes the program. */
  private static final String CONNECT =
      "cd \"$1\" || exit 71; shift; "
          + "while [ \"$1\" != -- ]; do eval \"exec $1$2\\\"\\$3\\\"\" || exit 71; shift 3; done; "
          + "shift; exec \"$@\"";

  private SetsidSpawn() {}

  /** Only for plans whose streams are files or one another. */
  static long start(SpawnPlan plan, String setsid) throws SpawnException {
    List<String> command = new ArrayList<>(List.of(setsid, "/bin/sh", "-c", CONNECT, "hob"));
    command.add(plan.folder().toString());
    new TreeMap<>(plan.streams()).forEach((fd, stream) -> addStream(command, fd, stream));
    command.add("--");
    command.addAll(plan.command());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    setEnvironment(builder.environment(), plan.environment());
    try {
      return builder.start().pid();
    } catch (IOException e) {
      throw new SpawnException("the system made no process: " + e.getMessage());
    }
  }

  private static void addStream(List<String> command, int fd, SpawnPlan.Stream stream) {
    command.add(Integer.toString(fd));
    if (stream instanceof SpawnPlan.Stream.Opened opened) {
      command.add(operator(opened.flags()));
      command.add(opened.file().toString());
    } else if (stream instanceof SpawnPlan.Stream.SameAs same) {
      command.add(">&");
      command.add(Integer.toString(same.number()));
    } else {
      throw new IllegalArgumentException("a descriptor of the JVM cannot be passed on this way");
    }
  }

  private static String operator(int flags) {
    return switch (flags) {
      case SpawnPlan.Stream.Opened.READ -> "<";
      case SpawnPlan.Stream.Opened.APPEND -> ">>";
      default -> "<>";
    };
  }

  private static void setEnvironment(Map<String, String> target, EnvironmentBlock source) {
    target.clear();
    for (byte[] entry : source.entries()) {
      String text = new String(entry, StandardCharsets.UTF_8);
      int equals = text.indexOf('=');
      target.put(text.substring(0, equals), text.substring(equals + 1));
    }
  }
}

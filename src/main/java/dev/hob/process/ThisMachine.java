package dev.hob.process;

import dev.hob.model.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where this process lives. */
public final class ThisMachine {
  private ThisMachine() {}

  /** Empty parts are what the platform does not tell. */
  public static Machine look() {
    return new Machine(
        text("/proc/sys/kernel/hostname"), text("/proc/sys/kernel/random/boot_id"), pidNamespace());
  }

  private static String text(String file) {
    return ProcFile.read(file, 256).map(String::trim).orElse("");
  }

  private static String pidNamespace() {
    return namespaceOf("self").orElse("");
  }

  private static Optional<String> namespaceOf(String process) {
    try {
      return Optional.of(Files.readSymbolicLink(Path.of("/proc", process, "ns", "pid")).toString());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** What can be said of another pid namespace of this boot. */
  public enum Namespace {
    /** A process of it can be seen. */
    LIVES,
    /** Every process could be looked at, and none is in it. */
    GONE,
    /** Some process could not be looked at, or we are in a namespace of our own. */
    UNKNOWN
  }

  public static Namespace namespace(String wanted, ProcessTable table) {
    boolean sawAll = isOutermost();
    for (ProcessFacts process : table.all()) {
      Optional<String> namespace = namespaceOf(Long.toString(process.pid()));
      if (namespace.isPresent() && namespace.get().equals(wanted)) {
        return Namespace.LIVES;
      }
      sawAll &= namespace.isPresent() || !table.lives(process.ref());
    }
    return sawAll ? Namespace.GONE : Namespace.UNKNOWN;
  }

  /** The first pid namespace of a machine has a number of its own; others are inside it. */
  private static boolean isOutermost() {
    final String first = "pid:[4026531836]";
    return pidNamespace().equals(first);
  }
}

package dev.hob.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Linux gives out pids one after another. So what was started after a process has a pid between
 * that of the process and the last one given out, unless they have come around meanwhile.
 */
final class PidWindow {
  /** With more, a look at all processes costs as little. */
  private static final int FEW = 64;

  /** More than any machine makes. */
  private static final long PIDS_PER_MILLI = 400;

  private static final int TICK_MILLIS = 10;
  private static final int CLOCK_BOOTTIME = 7;
  private static final Pattern LAST = Pattern.compile(".* (\\d+)\\s*");
  private static final long MOST_PIDS =
      number("/proc/sys/kernel/pid_max", Pattern.compile("(\\d+)\\s*"));

  private PidWindow() {}

  /** Empty when it cannot be told. What is started during the looks is looked at, too. */
  static Optional<List<ProcessFacts>> after(
      ProcessRef first, LongFunction<Optional<ProcessFacts>> look) {
    if (!LinuxCalls.areHere() || mayHaveComeAround(first)) {
      return Optional.empty();
    }
    List<ProcessFacts> processes = new ArrayList<>();
    long seen = first.pid();
    for (long last = number("/proc/loadavg", LAST); seen != last; ) {
      if (last < seen || last - first.pid() > FEW) {
        return Optional.empty();
      }
      for (long pid = seen + 1; pid <= last; pid++) {
        look.apply(pid).ifPresent(processes::add);
      }
      seen = last;
      last = number("/proc/loadavg", LAST);
    }
    return Optional.of(processes);
  }

  private static boolean mayHaveComeAround(ProcessRef first) {
    long[] now = new long[2];
    if (LinuxCalls.clock_gettime(CLOCK_BOOTTIME, now) != 0) {
      return true;
    }
    long millis = now[0] * 1000 + now[1] / 1_000_000 - Long.parseLong(first.start()) * TICK_MILLIS;
    return millis * PIDS_PER_MILLI > MOST_PIDS - FEW;
  }

  private static long number(String file, Pattern pattern) {
    return ProcFile.read(file, 128)
        .map(pattern::matcher)
        .filter(Matcher::matches)
        .map(it -> Long.parseLong(it.group(1)))
        .orElse(-1L);
  }
}

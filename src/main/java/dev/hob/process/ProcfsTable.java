package dev.hob.process;

import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The table as Linux shows it in {@code /proc}. */
final class ProcfsTable implements ProcessTable {
  private static final int STAT_BYTES = 512;
  private static final int ENVIRONMENT_BYTES = 16 << 10;

  /** Fields after the name, which is in parentheses and may itself hold anything. */
  private static final int STATE = 0;

  private static final int PARENT = 1;
  private static final int GROUP = 2;
  private static final int SESSION = 3;
  private static final int THREADS = 17;
  private static final int START = 19;
  private static final int RESIDENT_PAGES = 21;
  private static final long PAGE_BYTES = LinuxCalls.areHere() ? LinuxCalls.getpagesize() : 4096;

  static boolean isHere() {
    return new File("/proc/self/stat").exists();
  }

  @Override
  public Optional<ProcessFacts> look(long pid) {
    return stat(pid).filter(fields -> !fields.isDead()).map(fields -> fields.of(pid));
  }

  @Override
  public Optional<ProcessRef> identify(long pid) {
    return stat(pid).map(fields -> fields.of(pid).ref());
  }

  private static Optional<Stat> stat(long pid) {
    return ProcFile.read("/proc/" + pid + "/stat", STAT_BYTES).flatMap(Stat::parse);
  }

  /** One line of {@code /proc/PID/stat}. */
  record Stat(String name, String state, List<String> fields) {

    static Optional<Stat> parse(String line) {
      int open = line.indexOf('(');
      int close = line.lastIndexOf(')');
      if (open < 0 || close < open) {
        return Optional.empty();
      }
      List<String> fields = words(line, close + 2);
      return fields.size() > RESIDENT_PAGES
          ? Optional.of(new Stat(line.substring(open + 1, close), fields.get(STATE), fields))
          : Optional.empty();
    }

    /** As many as are needed, for a look at all processes reads thousands. */
    private static List<String> words(String line, int begin) {
      List<String> words = new ArrayList<>();
      int from = begin;
      while (from < line.length() && words.size() <= RESIDENT_PAGES) {
        int end = line.indexOf(' ', from);
        int to = end < 0 ? line.length() : end;
        words.add(line.substring(from, to));
        from = to + 1;
      }
      return words;
    }

    ProcessFacts of(long pid) {
      return new ProcessFacts(
          new ProcessRef(pid, fields.get(START)),
          number(PARENT),
          number(GROUP),
          number(SESSION),
          state.equals("T"),
          number(RESIDENT_PAGES) * PAGE_BYTES,
          name);
    }

    private long number(int field) {
      return Long.parseLong(fields.get(field));
    }

    /**
     * A zombie has ended; only its parent has not looked yet. Unless it is the first thread of a
     * process whose other threads go on.
     */
    boolean isDead() {
      boolean ended = state.equals("Z") || state.equals("X") || state.equals("x");
      return ended && number(THREADS) <= 1;
    }
  }

  @Override
  public List<ProcessFacts> all() {
    List<ProcessFacts> processes = new ArrayList<>();
    String[] names = new File("/proc").list();
    for (String name : names == null ? new String[0] : names) {
      if (Character.isDigit(name.charAt(0))) {
        look(Long.parseLong(name)).ifPresent(processes::add);
      }
    }
    return processes;
  }

  @Override
  public Optional<List<ProcessFacts>> after(ProcessRef first) {
    return PidWindow.after(first, this::look);
  }

  @Override
  public Map<String, String> variables(long pid, List<String> names) {
    Optional<String> environment =
        ProcFile.read("/proc/" + pid + "/environ", ENVIRONMENT_BYTES).map(it -> '\0' + it);
    Map<String, String> found = new HashMap<>();
    for (String name : names) {
      environment
          .flatMap(it -> valueAfter(it, '\0' + name + '='))
          .ifPresent(value -> found.put(name, value));
    }
    return found;
  }

  private static Optional<String> valueAfter(String environment, String beginning) {
    int at = environment.indexOf(beginning);
    if (at < 0) {
      return Optional.empty();
    }
    int from = at + beginning.length();
    int end = environment.indexOf('\0', from);
    return Optional.of(environment.substring(from, end < 0 ? environment.length() : end));
  }

  @Override
  public List<String> arguments(long pid) {
    return ProcFile.read("/proc/" + pid + "/cmdline", ENVIRONMENT_BYTES)
        .map(it -> Arrays.asList(it.split("\0")))
        .orElse(List.of());
  }
}

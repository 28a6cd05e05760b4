package dev.hob.notice;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How fast logs are looked through, in bytes a microsecond, which is MB/s. With {@code
 * -jvmArgsAppend -XX:TieredStopAtLevel=1} as the daemon runs.
 *
 * <p>Supports decision 0010: lines are passed over by a text that is in each match, and RE2/J sees
 * the others line by line. What lost stands beside it: RE2/J for each line, and for whole blocks.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@OperationsPerInvocation(ScanBench.BYTES)
public class ScanBench {
  static final int BYTES = 1 << 20;

  /** As much as one read brings. */
  private static final int FEED = 64 << 10;

  private static final int COLOURED_LINES = 10;

  /** Plain lines of a build, or some with colours. */
  @Param({"plain", "coloured"})
  private String log = "plain";

  /** Supplies the log when it is first used, as its kind is set after this object is made. */
  private byte[] bytes = new byte[0];

  private byte[] log() {
    if (bytes.length == 0) {
      StringBuilder lines = new StringBuilder();
      for (int i = 0; lines.length() < BYTES; i++) {
        boolean hasColour = log.equals("coloured") && i % COLOURED_LINES == 0;
        lines
            .append(hasColour ? "\u001b[32m" : "")
            .append(i)
            .append(" compiling a file of a project with a name of usual length: src/File")
            .append(hasColour ? "\u001b[0m" : "")
            .append(".java\n");
      }
      bytes = lines.substring(0, BYTES).getBytes(StandardCharsets.UTF_8);
    }
    return bytes;
  }

  private long scan(String pattern, boolean regex) {
    byte[] all = log();
    Scan scan = new Scan(Sought.of(pattern, regex).orElseThrow(), 0);
    for (int at = 0; at < BYTES; at += FEED) {
      scan.feed(all, at, FEED, hit -> {});
    }
    return scan.position();
  }

  @Benchmark
  public long text() {
    return scan("server ready", false);
  }

  @Benchmark
  public long shortText() {
    return scan("ok", false);
  }

  @Benchmark
  public long regexWithLiteral() {
    return scan("\\d+ errors?\\b", true);
  }

  @Benchmark
  public long regexWithLiterals() {
    return scan("(?i)error|failed|panic:", true);
  }

  @Benchmark
  public long regexWithoutLiteral() {
    return scan("[A-Z]{3}-\\d+", true);
  }

  /** The literal is in each line. */
  @Benchmark
  public long regexWithLiteralInEachLine() {
    return scan("\\d+ warnings? compiling|compiling [A-Z]", true);
  }

  @Benchmark
  public int bareEngineByLine() {
    byte[] all = log();
    Matcher matcher = Pattern.compile("[A-Z]{3}-\\d+").matcher("");
    int found = 0;
    for (int at = 0; at < BYTES; ) {
      int end = Bytes.endOfLine(all, at, BYTES);
      String line = new String(all, at, end - at, StandardCharsets.ISO_8859_1);
      found += matcher.reset(line).find() ? 1 : 0;
      at = end + 1;
    }
    return found;
  }

  @Benchmark
  public int bareEngineByBlock() {
    byte[] all = log();
    Matcher matcher = Pattern.compile("[A-Z]{3}-\\d+").matcher("");
    int found = 0;
    for (int at = 0; at < BYTES; at += FEED) {
      String block = new String(all, at, FEED, StandardCharsets.ISO_8859_1);
      found += matcher.reset(block).find() ? 1 : 0;
    }
    return found;
  }
}

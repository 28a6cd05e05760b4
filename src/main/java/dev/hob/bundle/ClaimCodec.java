package dev.hob.bundle;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The claim on a start, bytes to values.
 *
 * <pre>
 * void                  a recovery called the start off
 * run &lt;pid&gt;             the wrapper with this pid runs the command; then, in any order:
 * pipe &lt;code&gt; &lt;code&gt;…   the codes of the last pipeline's segments
 * lost &lt;stream&gt;          a keeper broke, and may have lost what it held
 * failed &lt;step&gt; &lt;errno&gt;  the wrapper could not run the command
 * anything else         the wrapper shell's own remarks
 * </pre>
 *
 * <p>A line counts when it ends in a newline.
 */
final class ClaimCodec {
  /** Some lines of a shell; more than this is not a claim. */
  static final int MAX_BYTES = 64 << 10;

  private static final Pattern RUN = Pattern.compile("run ([1-9][0-9]{0,9})");
  private static final Pattern PIPE = Pattern.compile("pipe ([0-9]{1,3}(?: [0-9]{1,3})*)");
  private static final Pattern FAILED = Pattern.compile("failed ([a-z]{1,20}) ([0-9]{1,4})");
  private static final Pattern LOST = Pattern.compile("lost (stdout|stderr)");

  private ClaimCodec() {}

  static byte[] calledOff() {
    return "void\n".getBytes(StandardCharsets.US_ASCII);
  }

  static ClaimReading decode(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = text.indexOf('\n');
    if (end < 0) {
      return new ClaimReading.Unfinished();
    }
    String first = text.substring(0, end);
    if (first.equals("void")) {
      return new ClaimReading.CalledOff();
    }
    Matcher run = RUN.matcher(first);
    if (!run.matches()) {
      return new ClaimReading.Unreadable("the claim begins with neither run nor void");
    }
    return new ClaimReading.Run(Long.parseLong(run.group(1)), remarks(text.substring(end + 1)));
  }

  private static ClaimReading.Remarks remarks(String text) {
    List<String> lines = text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    List<Integer> pipeline =
        lines.stream()
            .map(PIPE::matcher)
            .filter(Matcher::matches)
            .map(pipe -> codes(pipe.group(1)))
            .reduce(List.of(), (before, last) -> last);
    List<String> lost =
        lines.stream()
            .map(LOST::matcher)
            .filter(Matcher::matches)
            .map(it -> it.group(1))
            .distinct()
            .toList();
    Optional<ClaimReading.FailedStep> failed =
        lines.stream()
            .map(FAILED::matcher)
            .filter(Matcher::matches)
            .map(it -> new ClaimReading.FailedStep(it.group(1), Integer.parseInt(it.group(2))))
            .findFirst();
    return new ClaimReading.Remarks(pipeline, lost, failed);
  }

  private static List<Integer> codes(String text) {
    return Arrays.stream(text.split(" ")).map(Integer::valueOf).toList();
  }
}

package dev.hob.process.pipe;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Lets bash note the codes of a pipeline's segments, when one failed behind an exit 0.
 *
 * <p>It is a trap at the end of the command's own shell. A command that sets one itself, or becomes
 * another program, loses the note and nothing else. A command without a pipe is left as it is, for
 * a trap keeps bash from becoming its last program, which costs a process.
 */
final class PipelineNote {
  private static final Pattern PIPE = Pattern.compile("(?<!\\|)\\|(?!\\|)");

  private PipelineNote() {}

  /** On the same line, so that the shell's messages name the lines that the caller knows. */
  static String before(String command, Path claim) {
    if (!PIPE.matcher(command).find()) {
      return command;
    }
    String note =
        "case \"$? ${PIPESTATUS[*]}\" in \"0 \"*[1-9]*) { echo \"pipe ${PIPESTATUS[*]}\" >>"
            + quoted(claim.toString())
            + "; } 2>/dev/null || :;; esac";
    return "trap " + quoted(note) + " EXIT; " + command;
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}

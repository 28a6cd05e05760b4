package dev.hob.mcp;

import java.util.regex.Pattern;

/** What hob says of its command line, for who has tools instead. */
final class ToolWords {
  private static final Pattern VERB =
      Pattern.compile("\\bhob (run|poll|wait|kill|write|watch|list|notices)\\b");

  private ToolWords() {}

  static String of(String text) {
    String scoped = text.replace("hob list --everywhere", "list with scope all");
    return VERB.matcher(scoped).replaceAll("$1");
  }
}

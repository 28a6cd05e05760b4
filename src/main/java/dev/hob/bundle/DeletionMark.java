package dev.hob.bundle;

import java.util.Optional;

/**
 * The name of a deletion's mark: that of the live mark, {@code .delete}, and the harness in whose
 * older tree the bundle lies, if it does.
 */
record DeletionMark(BundleName name, Optional<String> harness) {
  private static final String WORD = ".delete";

  static Optional<DeletionMark> parse(String fileName) {
    int word = fileName.indexOf(WORD);
    if (word < 0) {
      return Optional.empty();
    }
    String rest = fileName.substring(word + WORD.length());
    if (!rest.isEmpty() && !rest.startsWith(".")) {
      return Optional.empty();
    }
    Optional<String> harness = rest.isEmpty() ? Optional.empty() : Optional.of(rest.substring(1));
    return LiveMarks.nameOf(fileName.substring(0, word))
        .map(name -> new DeletionMark(name, harness));
  }

  String fileName() {
    String live = name.session() + "." + name.task() + WORD;
    return harness.map(it -> live + "." + it).orElse(live);
  }
}

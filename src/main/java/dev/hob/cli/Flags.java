package dev.hob.cli;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import picocli.CommandLine.ParseResult;

/**
 * What was said on the command line.
 *
 * @param whole with what stands before the verb
 */
record Flags(ParseResult verb, ParseResult whole) {

  boolean has(String flag) {
    return verb.hasMatchedOption(flag) || whole.hasMatchedOption(flag);
  }

  Optional<String> text(String flag) {
    return Optional.ofNullable(
        verb.matchedOptionValue(flag, whole.<String>matchedOptionValue(flag, null)));
  }

  List<String> texts(String flag) {
    return List.copyOf(verb.matchedOptionValue(flag, List.<String>of()));
  }

  /** What stands there without a flag. */
  List<String> words() {
    return List.copyOf(verb.matchedPositionalValue(0, List.<String>of()));
  }

  /** One word, or none. */
  Optional<String> word() throws RefusedException {
    atMost(1);
    return words().stream().findFirst();
  }

  /** One word. */
  String required(String what) throws RefusedException {
    return word().orElseThrow(() -> missing(what));
  }

  /** One word or more. */
  List<String> several(String what) throws RefusedException {
    if (words().isEmpty()) {
      throw missing(what);
    }
    return words();
  }

  void atMost(int most) throws RefusedException {
    if (words().size() > most) {
      throw RefusedException.badRequest(
          "one word too many: " + Plain.line(words().get(most)), seeHelp());
    }
  }

  private RefusedException missing(String what) {
    return RefusedException.badRequest(name() + " needs " + what, seeHelp());
  }

  private String seeHelp() {
    return "see hob " + name() + " --help";
  }

  private String name() {
    return verb.commandSpec().name();
  }

  Optional<Duration> duration(String flag) throws RefusedException {
    return read(
        flag, Durations::parse, "a duration like 200ms, 10s, 5m, 2h or 1m30s, at most 3650d");
  }

  OptionalLong size(String flag) throws RefusedException {
    Optional<Long> size = read(flag, Flags::size0, "a size like 4096, 64KiB, 32MiB or 1GiB");
    return size.map(OptionalLong::of).orElse(OptionalLong.empty());
  }

  private static Optional<Long> size0(String text) {
    OptionalLong size = Sizes.parse(text);
    return size.isPresent() ? Optional.of(size.getAsLong()) : Optional.empty();
  }

  /** From {@code least} to {@code most}. */
  OptionalInt number(String flag, int least, int most) throws RefusedException {
    Function<String, Optional<Integer>> parse =
        text -> Optional.of(text).filter(it -> it.matches("\\d{1,9}")).map(Integer::valueOf);
    Optional<Integer> number =
        read(
            flag,
            text -> parse.apply(text).filter(it -> it >= least && it <= most),
            "a whole number from " + least + " to " + most);
    return number.map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  private <T> Optional<T> read(String flag, Function<String, Optional<T>> parse, String wanted)
      throws RefusedException {
    Optional<String> text = text(flag);
    Optional<T> value = text.flatMap(parse);
    if (text.isPresent() && value.isEmpty()) {
      throw RefusedException.badRequest(
          flag + " " + Plain.line(text.get()) + " cannot be used", flag + " takes " + wanted);
    }
    return value;
  }

  /** Refuses flags that contradict each other. */
  void onlyOneOf(String... flags) throws RefusedException {
    List<String> said = List.of(flags).stream().filter(this::has).toList();
    if (said.size() > 1) {
      throw RefusedException.badRequest(
          said.get(0) + " and " + said.get(1) + " contradict each other", "give one of them");
    }
  }
}

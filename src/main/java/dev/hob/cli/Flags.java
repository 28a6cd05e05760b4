package dev.hob.cli;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * What was said on the command line, copied out of what read it, which reads another line soon.
 *
 * @param name the verb's
 * @param given the values of each flag that was given, by all of its names; none for one without a
 *     value. A flag behind the verb counts before the same one in front of it
 * @param words what stands there without a flag
 */
record Flags(String name, Map<String, List<String>> given, List<String> words) {
  Flags {
    given = Map.copyOf(given);
    words = List.copyOf(words);
  }

  static Flags of(ParseResult verb, ParseResult whole) {
    Map<String, List<String>> given = new HashMap<>();
    for (ParseResult part : List.of(whole, verb)) {
      for (OptionSpec option : part.matchedOptions()) {
        List.of(option.names()).forEach(it -> given.put(it, values(option.getValue())));
      }
    }
    return new Flags(
        verb.commandSpec().name(), given, verb.matchedPositionalValue(0, List.<String>of()));
  }

  private static List<String> values(Object value) {
    if (value instanceof List<?> several) {
      return several.stream().map(String::valueOf).toList();
    }
    return value instanceof String one ? List.of(one) : List.of();
  }

  boolean has(String flag) {
    return given.containsKey(flag);
  }

  Optional<String> text(String flag) {
    return texts(flag).stream().findFirst();
  }

  List<String> texts(String flag) {
    return given.getOrDefault(flag, List.of());
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

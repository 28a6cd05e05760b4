package dev.hob.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Writes down how a verb is written. */
final class VerbSpec {
  private final CommandSpec spec = CommandSpec.create();

  private VerbSpec() {}

  static VerbSpec of(String name, String purpose) {
    VerbSpec made = new VerbSpec();
    made.spec.name(name);
    made.spec
        .usageMessage()
        .description(purpose)
        .sortOptions(false)
        .customSynopsis("hob " + name + " [FLAGS]")
        .optionListHeading("\nFlags:\n");
    return made;
  }

  /** What stands there without a flag. */
  VerbSpec words(String shown, String description) {
    spec.usageMessage().customSynopsis("hob " + spec.name() + " [FLAGS] " + shown);
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("0..*")
            .arity("0..*")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .paramLabel(shown)
            .hideParamSyntax(true)
            .description(description)
            .build());
    return this;
  }

  VerbSpec flag(String name, String description) {
    return add(OptionSpec.builder(name).arity("0").type(boolean.class).description(description));
  }

  VerbSpec flag(String shortName, String name, String description) {
    return add(
        OptionSpec.builder(shortName, name)
            .arity("0")
            .type(boolean.class)
            .description(description));
  }

  VerbSpec value(String name, String label, String description) {
    return add(
        OptionSpec.builder(name)
            .arity("1")
            .type(String.class)
            .paramLabel(label)
            .description(description));
  }

  /** One of these words. */
  VerbSpec choice(String name, List<String> words, String description) {
    return add(
        OptionSpec.builder(name)
            .arity("1")
            .type(String.class)
            .paramLabel(String.join("|", words))
            .completionCandidates(words)
            .description(description));
  }

  /** May be given more than once. */
  VerbSpec values(String name, String label, String description) {
    return add(several(name, label, description));
  }

  VerbSpec values(String name, List<String> words, String description) {
    return add(several(name, "S", description).completionCandidates(words));
  }

  private static OptionSpec.Builder several(String name, String label, String description) {
    return OptionSpec.builder(name)
        .arity("1")
        .type(List.class)
        .auxiliaryTypes(String.class)
        .paramLabel(label)
        .description(description);
  }

  private VerbSpec add(OptionSpec.Builder option) {
    spec.addOption(option.build());
    return this;
  }

  /** The first word ends the flags: what follows belongs to a command. */
  VerbSpec endingAtTheFirstWord() {
    spec.parser().stopAtPositional(true);
    return this;
  }

  /** With what every verb knows. */
  CommandSpec example(String line) {
    common(this);
    spec.addOption(
        OptionSpec.builder("-h", "--help")
            .arity("0")
            .type(boolean.class)
            .usageHelp(true)
            .description("Show this, and do nothing.")
            .build());
    spec.usageMessage().footer("", "Example:", "  " + line);
    return spec;
  }

  private static void common(VerbSpec made) {
    made.flag("--json", "Reply with JSON, errors too.")
        .value("--session", "S", "Act for this session.")
        .value("--owner", "S", "Act for this agent of the session.");
  }
}

package dev.hob.wire;

import dev.hob.model.EnvironmentBlock;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.Shown;
import java.util.Map;
import java.util.Optional;

/** The whole environment of a command, where the caller sends one. */
final class EnvironmentField {
  static final Field FIELD = Field.map("environment");

  private EnvironmentField() {}

  /** What no process can have is refused: it would arrive as another variable. */
  static Result<EnvironmentBlock> of(RequestCodec fields, EnvironmentBlock usual) {
    if (!fields.has(FIELD)) {
      return Result.ok(usual);
    }
    Map<String, String> variables = fields.map(FIELD);
    return variables.entrySet().stream()
        .flatMap(it -> problem(it.getKey(), it.getValue()).stream())
        .findFirst()
        .<Result<EnvironmentBlock>>map(Result::refused)
        .orElseGet(() -> Result.ok(EnvironmentBlock.of(variables)));
  }

  private static Optional<Refusal> problem(String name, String value) {
    if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
      return refuse(
          "not the name of a variable: " + Shown.text(name),
          "a name is not empty and holds neither = nor NUL");
    }
    return value.indexOf('\0') >= 0
        ? refuse("the value of " + Shown.text(name) + " holds a NUL", "no environment takes one")
        : Optional.empty();
  }

  private static Optional<Refusal> refuse(String message, String hint) {
    return Optional.of(Refusal.of(RefusalCode.BAD_ENV, message, hint));
  }
}

package dev.hob.process.pipe;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.testing.NotRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** So that a program that cannot be compiled any more is not taken for a missing compiler. */
class NativeBuildTest {
  @Test
  void whereThereIsACompilerThereAreThePrograms() {
    boolean isHere =
        Stream.of(System.getenv("PATH").split(":", -1))
            .flatMap(folder -> Stream.of("cc", "gcc", "clang").map(it -> Path.of(folder, it)))
            .anyMatch(Files::isExecutable);
    if (!isHere || !System.getProperty("os.name").equals("Linux")) {
      NotRun.because("NativeBuildTest", "there is no C compiler, or this is not Linux");
      return;
    }
    for (String program : List.of("hob-wrap", "hob-keep", "hob")) {
      Path file = NativeBuild.SHIPPED.program(program);
      assertTrue(Files.isExecutable(file), file + " was not made");
    }
    assertTrue(NativePrograms.here().isPresent(), "they are not used");
  }
}

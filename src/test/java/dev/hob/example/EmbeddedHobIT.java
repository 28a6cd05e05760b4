package dev.hob.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.app.RunningEngine;
import dev.hob.testing.ChildJvm;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedHobIT {
  @TempDir Path folder;

  @Test
  void theExampleRunsInAProgramOfItsOwn() throws Exception {
    Process program = ChildJvm.of(EmbeddedHob.class, folder.resolve("store").toString()).start();
    String printed = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertEquals(0, program.waitFor(), printed);
    assertTrue(printed.contains("completed"), printed);
    assertTrue(printed.contains("hello from a task"), printed);
  }

  @Test
  void theExampleRunsInsideAnotherProgram() throws Exception {
    try (RunningEngine engine =
        RunningEngine.open(folder.resolve("store"), RunningEngine.Options.DEFAULT).orElseThrow()) {
      String printed = EmbeddedHob.firstTask(engine.hob(), folder);

      assertTrue(printed.contains("hello from a task"), printed);
    }
  }
}

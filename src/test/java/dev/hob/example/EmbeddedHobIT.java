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
  void theExampleRunsInAProgramOfItsOwn() {
    ChildJvm.End end = ChildJvm.same().run(EmbeddedHob.class, folder.resolve("store").toString());

    assertEquals(0, end.code(), end.output());
    assertTrue(end.output().contains("completed"), end.output());
    assertTrue(end.output().contains("hello from a task"), end.output());
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

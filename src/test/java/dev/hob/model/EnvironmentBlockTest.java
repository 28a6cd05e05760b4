package dev.hob.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every byte of an environment survives. */
class EnvironmentBlockTest {
  @Test
  void bytesThatAreNoTextAndNewlinesSurvive() {
    byte[] block = "A=\u00ff\u0080\nx=y\0EMPTY=\0".getBytes(StandardCharsets.ISO_8859_1);

    assertArrayEquals(block, EnvironmentBlock.ofNulSeparated(block).nulSeparated());
  }

  @Test
  void namesAreReplacedAddedAndRemoved() {
    EnvironmentBlock block =
        EnvironmentBlock.ofNulSeparated("A=1\0B=2\0no name\0=C\0".getBytes(StandardCharsets.UTF_8))
            .with(Map.of("A", "ü\n", "D", ""))
            .without(List.of("B", "Z"));

    assertEquals(Optional.of("ü\n"), block.value("A"));
    assertEquals(Optional.of(""), block.value("D"));
    assertEquals(Optional.empty(), block.value("B"));
    assertEquals(2, block.entries().size());
    assertEquals("2 variables", block.toString());
  }
}

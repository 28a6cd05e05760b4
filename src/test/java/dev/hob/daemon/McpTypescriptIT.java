package dev.hob.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hob.testing.NotRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The same with the client of the TypeScript SDK, where that is installed. */
class McpTypescriptIT {
  /** A folder in whose {@code node_modules} it is. */
  private static final String SDK = "MCP_TYPESCRIPT_SDK";

  @Test
  void everyToolCanBeListedAndCalled() throws IOException {
    Optional<Path> sdk = Optional.ofNullable(System.getenv(SDK)).map(Path::of);
    Optional<Path> node = Installation.find("node");
    if (sdk.filter(Files::isDirectory).isEmpty() || node.isEmpty()) {
      NotRun.because(getClass().getSimpleName(), SDK + " names no folder, or there is no node");
      return;
    }
    try (Installation hob = Installation.open()) {
      Path script = Installation.home().resolve("../../lab/mcp-typescript.mjs").normalize();
      Said said =
          new Launch(
                  hob.scratch(),
                  hob.work(),
                  List.of(
                      node.get().toString(),
                      script.toString(),
                      sdk.get().toString(),
                      Installation.launcher().toString()),
                  hob.environment())
              .run();

      assertEquals(0, said.status(), said.toString());
      assertEquals("ok: 8 tools", said.line());
    }
  }
}

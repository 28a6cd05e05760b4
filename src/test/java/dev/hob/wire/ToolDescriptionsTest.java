package dev.hob.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.hob.model.EnvironmentBlock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What models are told of the tools is so: {@code schema/mcp-tools.json}. */
class ToolDescriptionsTest {
  private static final Set<String> SHOWN_AT_ONCE = Set.of("run", "poll", "wait", "kill");

  private final JsonNode tools = read();
  private final Map<String, List<Field>> verbs =
      new Verbs(new RecordingHob(), EnvironmentBlock.empty()).fields();

  private static JsonNode read() {
    Path file = Path.of(System.getProperty("hob.basedir", "."), "schema", "mcp-tools.json");
    try {
      return new ObjectMapper().readTree(Files.readString(file));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void eachParameterIsAFieldOfTheVerbOfItsKind() {
    List<String> wrong = new ArrayList<>();
    for (JsonNode tool : tools) {
      String name = tool.path("name").asText();
      Map<String, Field> fields =
          verbs.getOrDefault(name, List.of()).stream()
              .collect(Collectors.toMap(Field::name, it -> it));
      tool.path("inputSchema")
          .path("properties")
          .properties()
          .forEach(
              it -> {
                Field field = fields.get(it.getKey());
                String type = it.getValue().path("type").asText();
                if (field == null || !type(field.kind()).equals(type)) {
                  wrong.add(name + "." + it.getKey() + ": " + type + ", " + field);
                }
              });
    }

    assertEquals(List.of(), wrong);
  }

  private static String type(Field.Kind kind) {
    return switch (kind) {
      case TEXT -> "string";
      case COUNT -> "integer";
      case FLAG -> "boolean";
      case TEXTS -> "array";
      case MAP -> "object";
    };
  }

  @Test
  void theSchemasAreSchemasAndNothingUnknownIsTaken() {
    SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    for (JsonNode tool : tools) {
      for (String schema : List.of("inputSchema", "outputSchema")) {
        assertEquals("object", tool.path(schema).path("type").asText());
        registry.getSchema(tool.path(schema)).validate(new ObjectMapper().createObjectNode());
      }
      assertTrue(tool.path("inputSchema").has("additionalProperties"), tool.path("name").asText());
    }
  }

  @Test
  void aModelFindsTheToolsAndIsToldWhatTheyMayDo() {
    Set<String> shown = new TreeSet<>();
    for (JsonNode tool : tools) {
      assertTrue(tool.path("title").asText().startsWith("Background command: "));
      assertTrue(tool.path("description").asText().length() <= 600);
      assertTrue(tool.path("annotations").path("readOnlyHint").isBoolean());
      assertTrue(
          tool.path("annotations").path("readOnlyHint").asBoolean()
              || tool.path("annotations").path("destructiveHint").isBoolean());
      if (tool.path("_meta").path("anthropic/alwaysLoad").asBoolean()) {
        shown.add(tool.path("name").asText());
      }
    }

    assertEquals(SHOWN_AT_ONCE, shown);
    assertTrue(tools.toString().length() < 10_000, tools.toString().length() + " characters");
  }
}

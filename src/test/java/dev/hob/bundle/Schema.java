package dev.hob.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** A schema of {@code schema/}, to hold JSON to. */
final class Schema {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final com.networknt.schema.Schema schema;

  private Schema(com.networknt.schema.Schema schema) {
    this.schema = schema;
  }

  static Schema named(String name) {
    Path file = Path.of(System.getProperty("hob.basedir", "."), "schema", name + ".schema.json");
    try {
      return new Schema(
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
              .getSchema(Files.readString(file), InputFormat.JSON));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Empty when the JSON keeps the schema. */
  String problemsOf(byte[] json) {
    return schema.validate(parse(json)).stream()
        .map(Object::toString)
        .collect(Collectors.joining("\n"));
  }

  private static JsonNode parse(byte[] json) {
    try {
      return MAPPER.readTree(new String(json, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}

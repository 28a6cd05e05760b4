package dev.hob.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * {@code schema/openapi.yaml}, and which of its properties were seen in JSON that was held to it.
 */
final class OpenApi {
  static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode document;
  private final Map<String, Schema> schemas = new HashMap<>();
  private final Set<String> seen = new TreeSet<>();

  private OpenApi(JsonNode document) {
    this.document = document;
  }

  static OpenApi read() {
    Path file = Path.of(System.getProperty("hob.basedir", "."), "schema", "openapi.yaml");
    try {
      return new OpenApi(new ObjectMapper(new YAMLFactory()).readTree(Files.readString(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode document() {
    return document;
  }

  JsonNode at(String pointer) {
    return document.at(pointer);
  }

  /** Behind a reference, if it is one. */
  JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? at(node.get("$ref").asText().substring(1)) : node;
  }

  static JsonNode parse(byte[] json) {
    try {
      return JSON.readTree(new String(json, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Empty when the JSON keeps the schema of that name. */
  String problemsOf(String name, JsonNode json) {
    note("#/components/schemas/" + name, json);
    return schema(name).validate(json).stream()
        .map(Object::toString)
        .collect(Collectors.joining("\n"));
  }

  private Schema schema(String name) {
    return schemas.computeIfAbsent(
        name,
        it -> {
          ObjectNode root = JSON.createObjectNode().put("$ref", "#/components/schemas/" + it);
          root.set("components", document.get("components"));
          return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
              .getSchema(root);
        });
  }

  private void note(String pointer, JsonNode json) {
    note(at(pointer.substring(1)), pointer, json);
  }

  /** Which properties of a schema the JSON has; a choice is noted for each branch that fits. */
  private void note(JsonNode schema, String place, JsonNode json) {
    if (schema.has("$ref")) {
      note(schema.get("$ref").asText(), json);
      return;
    }
    for (String all : new String[] {"allOf", "oneOf"}) {
      for (JsonNode branch : schema.path(all)) {
        if (all.equals("allOf") || fits(branch, json)) {
          note(branch, place, json);
        }
      }
    }
    schema
        .path("properties")
        .properties()
        .forEach(
            property -> {
              JsonNode value = json.get(property.getKey());
              String path = place + "/" + property.getKey();
              if (value != null) {
                seen.add(value.isNull() ? path + " null" : path);
                note(property.getValue(), path, value);
              }
            });
    if (schema.has("items")) {
      json.forEach(it -> note(schema.get("items"), place + "/[]", it));
    }
  }

  private boolean fits(JsonNode branch, JsonNode json) {
    if (!branch.has("$ref")) {
      return branch.path("type").asText().equals("null") == json.isNull();
    }
    String reference = branch.get("$ref").asText();
    return schema(reference.substring(reference.lastIndexOf('/') + 1)).validate(json).isEmpty();
  }

  /** Properties that no JSON had, and those that may be null and never were, or never were else. */
  Set<String> unseen(Set<String> names) {
    Set<String> unseen = new TreeSet<>();
    names.forEach(
        name ->
            addUnseen(at("/components/schemas/" + name), "#/components/schemas/" + name, unseen));
    return unseen;
  }

  private void addUnseen(JsonNode schema, String place, Set<String> unseen) {
    for (String all : new String[] {"allOf", "oneOf"}) {
      schema.path(all).forEach(branch -> addUnseen(branch, place, unseen));
    }
    schema
        .path("properties")
        .properties()
        .forEach(
            property -> {
              String path = place + "/" + property.getKey();
              if (!isNullOnly(property.getValue()) && !seen.contains(path)) {
                unseen.add(path);
              }
              if (mayBeNull(property.getValue()) && !seen.contains(path + " null")) {
                unseen.add(path + " null");
              }
              addUnseen(property.getValue(), path, unseen);
            });
    if (schema.has("items")) {
      addUnseen(schema.get("items"), place + "/[]", unseen);
    }
  }

  private static boolean isNullOnly(JsonNode schema) {
    return schema.path("type").asText().equals("null");
  }

  private static boolean mayBeNull(JsonNode schema) {
    boolean oneOf = false;
    for (JsonNode branch : schema.path("oneOf")) {
      oneOf |= isNullOnly(branch);
    }
    for (JsonNode type : schema.path("type")) {
      oneOf |= type.asText().equals("null");
    }
    return oneOf || isNullOnly(schema);
  }
}

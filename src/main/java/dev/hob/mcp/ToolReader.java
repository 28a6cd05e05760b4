package dev.hob.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The tools as they are described to clients: what each takes, and what it takes for granted. */
final class ToolReader {
  private final Map<String, Tool> tools = new LinkedHashMap<>();

  /**
   * A tool.
   *
   * @param parameters by name, with the JSON type of each
   */
  record Tool(String name, Map<String, String> parameters) {
    Tool {
      parameters = Map.copyOf(parameters);
    }

    boolean takes(String parameter) {
      return parameters.containsKey(parameter);
    }
  }

  ToolReader() {
    JsonNode all = parse(Handshake.toolsAsOneLine());
    for (JsonNode tool : all) {
      Map<String, String> parameters = new LinkedHashMap<>();
      tool.path("inputSchema")
          .path("properties")
          .properties()
          .forEach(it -> parameters.put(it.getKey(), it.getValue().path("type").asText()));
      String name = tool.path("name").asText();
      tools.put(name, new Tool(name, parameters));
    }
  }

  private static JsonNode parse(String json) {
    try {
      return JsonMapper.builder().build().readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the description of the tools is no JSON", e);
    }
  }

  Optional<Tool> find(String name) {
    return Optional.ofNullable(tools.get(name));
  }

  String names() {
    return String.join(", ", tools.keySet());
  }
}

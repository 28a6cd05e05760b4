package dev.hob.mcp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is answered at once, and the same by the relay and by the daemon: who is here, what it can
 * do, and which tools there are.
 *
 * <p>The protocol has two eras. In the older one a client begins with {@code initialize}, and both
 * agree on a revision. In the newer one there is no beginning: each request says which revision it
 * speaks, and each result says that it is complete.
 */
final class Handshake {
  /** Oldest first. */
  private static final List<String> WITH_A_BEGINNING =
      List.of("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25");

  private static final String WITHOUT = "2026-07-28";
  private static final String NEWEST_WITH = "2025-11-25";

  /** Models look for tools by what stands here. */
  private static final String INSTRUCTIONS =
      "hob runs shell commands in the background: builds, tests, dev servers, watchers, anything"
          + " long. run starts one and gives its task_id; poll reads its status and output; wait"
          + " blocks until it ends or prints a text; write types into stdin; kill stops the whole"
          + " process tree; list shows all, also those from before a restart. What has ended is"
          + " told once, with any reply. Commands go on when this session, client or server ends."
          + " Use it instead of &, nohup, tail -f and sleep loops.";

  static final int METHOD_NOT_FOUND = -32601;
  static final int BAD_PARAMS = -32602;
  static final int PARSE_ERROR = -32700;
  private static final int UNSUPPORTED_REVISION = -32022;

  /** What was listed is the same for as long as this program runs. */
  private static final String FRESHNESS = ",\"ttlMs\":3600000,\"cacheScope\":\"private\"";

  private final String info;
  private final String tools;

  Handshake(String version) {
    info =
        "{\"name\":\"hob\",\"title\":\"hob: background commands\",\"version\":"
            + JsonQuoting.quoted(version)
            + "}";
    tools = toolsAsOneLine();
  }

  /** The descriptions of all tools, as they are sent. */
  static String toolsAsOneLine() {
    try (InputStream resource =
        Objects.requireNonNull(Handshake.class.getResourceAsStream("mcp-tools.json"))) {
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .collect(Collectors.joining());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Empty where the daemon has to say it, or where nothing is to be said. */
  Optional<String> answer(Message message) {
    if (!message.isRequest()) {
      return Optional.empty();
    }
    String id = message.id().orElseThrow();
    if (message.era().filter(it -> !it.equals(WITHOUT) && !isKnown(it)).isPresent()) {
      return Optional.of(unsupported(id, message.era().get()));
    }
    return switch (message.method().orElseThrow()) {
      case "initialize" -> Optional.of(result(message, id, beginning(message)));
      case "server/discover" -> Optional.of(result(message, id, discovery()));
      case "tools/list" ->
          Optional.of(
              result(message, id, "\"tools\":" + tools + (isNew(message) ? FRESHNESS : "")));
      case "ping" -> Optional.of(result(message, id, ""));
      case "tools/call", "subscriptions/listen", "tasks/get" -> Optional.empty();
      case "tasks/result" -> isNew(message) ? noMethod(message, id) : Optional.empty();
      case "tasks/cancel", "tasks/update" ->
          isNew(message) ? Optional.empty() : noMethod(message, id);
      default -> noMethod(message, id);
    };
  }

  private static Optional<String> noMethod(Message message, String id) {
    return Optional.of(
        error(
            id,
            METHOD_NOT_FOUND,
            "there is no method " + message.method().orElseThrow(),
            Optional.empty()));
  }

  private static boolean isKnown(String revision) {
    return WITH_A_BEGINNING.contains(revision);
  }

  static boolean isNew(Message message) {
    return message.era().filter(WITHOUT::equals).isPresent() || message.is("server/discover");
  }

  private String beginning(Message message) {
    String agreed = message.revision().filter(Handshake::isKnown).orElse(NEWEST_WITH);
    String later =
        agreed.equals(NEWEST_WITH) ? ",\"tasks\":{\"requests\":{\"tools\":{\"call\":{}}}}" : "";
    return "\"protocolVersion\":\""
        + agreed
        + "\",\"capabilities\":{\"tools\":{}"
        + later
        + "},\"serverInfo\":"
        + info
        + ",\"instructions\":"
        + JsonQuoting.quoted(INSTRUCTIONS);
  }

  private static String discovery() {
    String revisions =
        WITH_A_BEGINNING.stream()
            .map(JsonQuoting::quoted)
            .collect(Collectors.joining(",", "[\"" + WITHOUT + "\",", "]"));
    return "\"supportedVersions\":"
        + revisions
        + ",\"capabilities\":{\"tools\":{},\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}"
        + ",\"instructions\":"
        + JsonQuoting.quoted(INSTRUCTIONS)
        + FRESHNESS;
  }

  private String result(Message message, String id, String fields) {
    String stamp =
        isNew(message)
            ? "\"resultType\":\"complete\",\"_meta\":{\"io.modelcontextprotocol/serverInfo\":"
                + info
                + "}"
            : "";
    return reply(id, "{" + stamp + (stamp.isEmpty() || fields.isEmpty() ? "" : ",") + fields + "}");
  }

  static String reply(String id, String result) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}";
  }

  private static String unsupported(String id, String asked) {
    return error(
        id,
        UNSUPPORTED_REVISION,
        "this revision of the protocol is not spoken here",
        Optional.of(
            "{\"supported\":[\""
                + WITHOUT
                + "\",\""
                + String.join("\",\"", WITH_A_BEGINNING)
                + "\"],\"requested\":"
                + JsonQuoting.quoted(asked)
                + "}"));
  }

  static String error(String id, int code, String message, Optional<String> data) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"error\":{\"code\":"
        + code
        + ",\"message\":"
        + JsonQuoting.quoted(message)
        + data.map(it -> ",\"data\":" + it).orElse("")
        + "}}";
  }

  /** The subscription stands, and there is nothing that would ever be told: the tools stay. */
  static String listening(String id) {
    return "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/acknowledged\",\"params\":"
        + "{\"notifications\":{},\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":"
        + id
        + "}}}";
  }
}

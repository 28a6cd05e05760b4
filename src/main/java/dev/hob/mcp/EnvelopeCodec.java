package dev.hob.mcp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Envelopes and their answers as bytes.
 *
 * <p>An envelope is a line of JSON about the client, and then the message as it came. An answer is
 * a line of JSON with the ids of the notices that it tells, and then the message for the client.
 */
final class EnvelopeCodec {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(RelayLines.LONGEST).build())
          .build();

  private EnvelopeCodec() {}

  static byte[] encode(Envelope envelope) {
    Envelope.Client client = envelope.client();
    String head =
        "{\"client\":"
            + JsonQuoting.quoted(client.name())
            + ",\"folder\":"
            + JsonQuoting.quoted(client.folder())
            + ",\"pid\":"
            + client.pid()
            + field("session", client.session())
            + field("umask", client.umask())
            + ",\"call\":"
            + JsonQuoting.quoted(client.call())
            + ",\"came\":"
            + list(envelope.came())
            + ",\"environment\":\""
            + Base64.getEncoder().encodeToString(envelope.environment())
            + "\"}\n";
    return joined(head, envelope.message());
  }

  private static String field(String name, Optional<String> text) {
    return text.map(it -> ",\"" + name + "\":" + JsonQuoting.quoted(it)).orElse("");
  }

  private static String list(List<String> texts) {
    return texts.stream().map(JsonQuoting::quoted).collect(Collectors.joining(",", "[", "]"));
  }

  private static byte[] joined(String head, byte[] rest) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    all.writeBytes(rest);
    return all.toByteArray();
  }

  static Envelope decode(byte[] bytes) throws Message.MalformedException {
    int end = endOfLine(bytes);
    Map<String, String> texts = new HashMap<>();
    List<String> came = new ArrayList<>();
    read(Arrays.copyOf(bytes, end), texts, came);
    Envelope.Client client =
        new Envelope.Client(
            texts.getOrDefault("client", ""),
            texts.getOrDefault("folder", "/"),
            number(texts.getOrDefault("pid", "0")),
            Optional.ofNullable(texts.get("session")),
            Optional.ofNullable(texts.get("umask")),
            texts.getOrDefault("call", ""));
    byte[] message = Arrays.copyOfRange(bytes, Math.min(end + 1, bytes.length), bytes.length);
    return new Envelope(client, decoded(texts.getOrDefault("environment", "")), came, message);
  }

  private static long number(String text) throws Message.MalformedException {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new Message.MalformedException("the pid is no number");
    }
  }

  private static byte[] decoded(String base64) throws Message.MalformedException {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new Message.MalformedException("the environment is not base64");
    }
  }

  /** An answer: what it tells for the first time, and the message, if there is one. */
  static byte[] answer(List<String> told, Optional<String> message) {
    return joined(
        "{\"told\":" + list(told) + "}\n", message.orElse("").getBytes(StandardCharsets.UTF_8));
  }

  /** Ids of notices. */
  static List<String> told(byte[] answer) throws Message.MalformedException {
    List<String> told = new ArrayList<>();
    read(Arrays.copyOf(answer, endOfLine(answer)), new HashMap<>(), told);
    return told;
  }

  static byte[] message(byte[] answer) {
    return Arrays.copyOfRange(
        answer, Math.min(endOfLine(answer) + 1, answer.length), answer.length);
  }

  private static int endOfLine(byte[] bytes) {
    int end = 0;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    return end;
  }

  /** A flat object of texts and numbers, and lists of texts, of which there is one. */
  private static void read(byte[] json, Map<String, String> texts, List<String> list)
      throws Message.MalformedException {
    try (JsonParser parser = FACTORY.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new Message.MalformedException("an envelope begins with an object");
      }
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (value == JsonToken.START_ARRAY) {
          while (parser.nextToken() == JsonToken.VALUE_STRING) {
            list.add(parser.getText());
          }
        } else if (value.isScalarValue()) {
          texts.put(name, parser.getText());
        } else {
          throw new Message.MalformedException("an envelope is flat");
        }
      }
    } catch (IOException e) {
      throw new Message.MalformedException("an envelope begins with a line of JSON");
    }
  }
}

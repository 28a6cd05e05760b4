package dev.hob.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hob.testing.Deadline;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A connection to the daemon's socket that can be left at any point. Whatever the other side does
 * to it is an {@link IOException}; only one that does nothing for very long fails the test.
 */
final class Wire implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern HEAD =
      Pattern.compile(
          "HTTP/1\\.1 ([0-9]{3}).*?\r\n(?i:content-length): *([0-9]+).*", Pattern.DOTALL);

  private final SocketChannel channel;
  private final ByteBuffer incoming = ByteBuffer.allocate(64 << 10).flip();

  private Wire(SocketChannel channel) {
    this.channel = channel;
  }

  /** The daemon's reply, all of it. */
  record Reply(int status, JsonNode json) {
    boolean isOk() {
      return status == 200;
    }
  }

  /** To the daemon that the store names, if it listens. */
  static Wire to(Installation hob) throws IOException {
    String socket = hob.address().map(it -> it.socket()).orElseThrow(() -> new IOException("gone"));
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    channel.configureBlocking(false);
    return new Wire(channel);
  }

  Wire post(String verb, Map<String, Object> fields) throws IOException {
    byte[] body = JSON.writeValueAsBytes(fields);
    String head =
        "POST /v1/" + verb + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length;
    send(ByteBuffer.wrap((head + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII)));
    send(ByteBuffer.wrap(body));
    return this;
  }

  private void send(ByteBuffer bytes) throws IOException {
    Deadline deadline = Deadline.ofSeconds(PATIENCE_SECONDS);
    while (bytes.hasRemaining()) {
      if (channel.write(bytes) == 0) {
        deadline.check(() -> "the daemon does not read");
      }
    }
  }

  Reply reply() throws IOException {
    Matcher head = head();
    int status = Integer.parseInt(head.group(1));
    return new Reply(status, JSON.readTree(body(Integer.parseInt(head.group(2)))));
  }

  /** Reads the head and about half of what follows it. */
  void halfOfTheReply() throws IOException {
    int length = Integer.parseInt(head().group(2));
    byte[] ignored = body(length / 2);
  }

  private Matcher head() throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf("\r\n\r\n") < 0) {
      text.append((char) next());
    }
    Matcher head = HEAD.matcher(text);
    if (!head.matches()) {
      throw new AssertionError("no head of a reply of known length: " + text);
    }
    return head;
  }

  private byte[] body(int length) throws IOException {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) next();
    }
    return bytes;
  }

  private int next() throws IOException {
    if (!incoming.hasRemaining()) {
      fill();
    }
    return incoming.get();
  }

  private void fill() throws IOException {
    Deadline deadline = Deadline.ofSeconds(PATIENCE_SECONDS);
    incoming.clear();
    int read = channel.read(incoming);
    while (read == 0) {
      deadline.check(() -> "the daemon does not answer");
      read = channel.read(incoming);
    }
    incoming.flip();
    if (read < 0) {
      throw new IOException("the daemon closed the connection");
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

package dev.hob.http;

import dev.hob.testing.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Writes what it is told to and reads replies, or does not; it waits for nothing for ever. */
final class RawClient implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 10;

  private final SocketChannel channel;
  private final ByteBuffer incoming = ByteBuffer.allocate(64 << 10).flip();

  private RawClient(SocketAddress server) throws IOException {
    channel = SocketChannel.open(server);
    channel.configureBlocking(false);
  }

  static RawClient unix(Path socket) throws IOException {
    return new RawClient(UnixDomainSocketAddress.of(socket));
  }

  static RawClient tcp(int port) throws IOException {
    return new RawClient(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /**
   * @param text each byte as one character
   */
  record Reply(int status, Map<String, String> headers, String text) {}

  RawClient get(String path) throws IOException {
    return send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }

  RawClient post(String path, String body) throws IOException {
    return post(path, body.getBytes(StandardCharsets.UTF_8));
  }

  RawClient post(String path, byte[] body) throws IOException {
    send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length);
    send("\r\n\r\n");
    return send(body);
  }

  RawClient send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawClient send(byte[] bytes) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    Deadline deadline = Deadline.ofSeconds(PATIENCE_SECONDS);
    while (rest.hasRemaining()) {
      if (channel.write(rest) == 0) {
        deadline.check(() -> "the server does not read");
      }
    }
    return this;
  }

  /** Sends what the system takes now; the server may have closed the connection already. */
  RawClient trySend(byte[] bytes) {
    try {
      channel.write(ByteBuffer.wrap(bytes));
    } catch (IOException e) {
      // Then it has most likely said why.
    }
    return this;
  }

  RawClient trySend(String text) {
    return trySend(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  Reply reply() throws IOException {
    Reply head = head();
    String length = head.headers().get("content-length");
    if (length != null) {
      return new Reply(head.status(), head.headers(), text(exactly(Integer.parseInt(length))));
    }
    return new Reply(head.status(), head.headers(), text(chunks()));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** Status line and headers. */
  Reply head() throws IOException {
    String line = line();
    if (!line.startsWith("HTTP/1.1 ")) {
      throw new IOException("no status line: " + line);
    }
    Map<String, String> headers = new HashMap<>();
    for (String header = line(); !header.isEmpty(); header = line()) {
      int colon = header.indexOf(':');
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
    return new Reply(Integer.parseInt(line.split(" ")[1]), headers, "");
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
      all.writeBytes(chunk);
    }
    return all.toByteArray();
  }

  /** The next chunk; an empty one is the last. */
  byte[] chunk() throws IOException {
    String length = line();
    // Jetty ends a chunk only when it begins the next one.
    return exactly(Integer.parseInt(length.isEmpty() ? line() : length, 16));
  }

  /** Reads chunks until they contain something. */
  String chunksUntil(String wanted) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf(wanted) < 0) {
      text.append(new String(chunk(), StandardCharsets.UTF_8));
    }
    return text.toString();
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = next(); b != '\n'; b = next()) {
      line.write(b);
    }
    return line.toString(StandardCharsets.ISO_8859_1).replace("\r", "");
  }

  /** So many bytes, whatever they are. */
  String take(int count) throws IOException {
    return text(exactly(count));
  }

  private byte[] exactly(int count) throws IOException {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) next();
    }
    return bytes;
  }

  private int next() throws IOException {
    if (!incoming.hasRemaining() && !fill()) {
      throw new IOException("the server closed the connection");
    }
    return incoming.get();
  }

  private boolean fill() throws IOException {
    incoming.clear();
    Deadline deadline = Deadline.ofSeconds(PATIENCE_SECONDS);
    int read = channel.read(incoming);
    while (read == 0) {
      deadline.check(() -> "the server does not answer");
      read = channel.read(incoming);
    }
    incoming.flip();
    return read > 0;
  }

  /** All that comes until the server closes the connection. */
  String rest() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      do {
        all.write(incoming.array(), incoming.position(), incoming.remaining());
      } while (fill());
    } catch (IOException e) {
      // A reset is an end too.
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  static byte[] filled(int length, char with) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) with);
    return bytes;
  }
}

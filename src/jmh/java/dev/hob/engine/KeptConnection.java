package dev.hob.engine;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/** One connection to the daemon for all calls, as a plugin keeps it. */
final class KeptConnection implements AutoCloseable {
  private final SocketChannel channel;
  private final InputStream in;

  KeptConnection(Path socket) throws IOException {
    channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    in = new BufferedInputStream(Channels.newInputStream(channel));
  }

  void send(String verb, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    String head =
        "POST /v1/" + verb + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length;
    ByteBuffer all = ByteBuffer.wrap((head + "\r\n\r\n" + json).getBytes(StandardCharsets.UTF_8));
    while (all.hasRemaining()) {
      channel.write(all);
    }
  }

  /** The body of a good reply. */
  String reply() throws IOException {
    String status = line();
    boolean chunked = false;
    int length = 0;
    for (String line = line(); !line.isEmpty(); line = line()) {
      String header = line.toLowerCase(Locale.ROOT);
      chunked |= header.startsWith("transfer-encoding:") && header.contains("chunked");
      if (header.startsWith("content-length:")) {
        length = Integer.parseInt(header.substring(header.indexOf(':') + 1).strip());
      }
    }
    String body = chunked ? chunks() : text(length);
    if (!status.contains(" 200 ")) {
      throw new IOException(status + ": " + body);
    }
    return body;
  }

  String call(String verb, String json) throws IOException {
    send(verb, json);
    return reply();
  }

  private String chunks() throws IOException {
    StringBuilder all = new StringBuilder();
    for (int size = size(); size > 0; size = size()) {
      all.append(text(size));
      line();
    }
    line();
    return all.toString();
  }

  private int size() throws IOException {
    return Integer.parseInt(line(), 16);
  }

  private String text(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the daemon has gone in the middle of a reply");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the daemon has gone in the middle of a reply");
      }
      line.append((char) c);
    }
    return line.toString().stripTrailing();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

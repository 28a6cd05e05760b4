package dev.hob.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The daemon's socket, and just as much of HTTP as the daemon speaks to its launchers: one request
 * for each connection, replies with a length or in chunks.
 */
public final class DaemonSocket {
  private static final int OK = 200;
  private static final int BUFFER = 16 << 10;
  private static final int LONGEST_LINE = 16 << 10;

  private final Path path;

  public DaemonSocket(Path path) {
    this.path = path;
  }

  /** A reply, and what of its body was not shown at once. A class, for bytes are not compared. */
  public static final class Reply {
    private final int status;
    private final byte[] body;

    Reply(int status, byte[] body) {
      this.status = status;
      this.body = body.clone();
    }

    public int status() {
      return status;
    }

    public boolean isOk() {
      return status == OK;
    }

    public byte[] bytes() {
      return body.clone();
    }

    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /** Whether somebody is there. */
  public boolean answers() {
    try (SocketChannel channel = connect()) {
      return channel.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private SocketChannel connect() throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(path));
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  public Reply post(String resource, byte[] body) throws IOException {
    return exchange("POST", resource, body, OutputStream.nullOutputStream(), false);
  }

  /** The body of a good reply is shown as it comes. */
  public Reply post(String resource, byte[] body, OutputStream shown) throws IOException {
    return exchange("POST", resource, body, shown, true);
  }

  public Reply get(String resource) throws IOException {
    return exchange("GET", resource, new byte[0], OutputStream.nullOutputStream(), false);
  }

  /** Shows what comes, as long as something does. */
  public void copy(String resource, OutputStream shown) {
    try {
      exchange("GET", resource, new byte[0], shown, true);
    } catch (IOException e) {
      // What is missing comes with the end of the call.
    }
  }

  private Reply exchange(
      String method, String resource, byte[] body, OutputStream shown, boolean streams)
      throws IOException {
    try (SocketChannel channel = connect()) {
      send(channel, method, resource, body);
      InputStream in = new BufferedInputStream(Channels.newInputStream(channel), BUFFER);
      Head head = Head.read(in);
      ByteArrayOutputStream kept = new ByteArrayOutputStream();
      head.copyBody(in, streams && head.status() == OK ? shown : kept);
      return new Reply(head.status(), kept.toByteArray());
    }
  }

  private static void send(SocketChannel channel, String method, String resource, byte[] body)
      throws IOException {
    String head =
        method
            + " "
            + resource
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    write(channel, head.getBytes(StandardCharsets.US_ASCII));
    write(channel, body);
  }

  private static void write(SocketChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /** Status, and how the body is delimited. */
  private record Head(int status, boolean chunked, long length) {

    static Head read(InputStream in) throws IOException {
      String[] first = line(in).split(" ", 3);
      if (first.length < 2 || !first[1].matches("[0-9]{3}")) {
        throw new IOException("that is no reply of the daemon");
      }
      boolean chunked = false;
      long length = 0;
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        String header = line.toLowerCase(Locale.ROOT);
        chunked |= header.startsWith("transfer-encoding:") && header.contains("chunked");
        if (header.startsWith("content-length:")) {
          length = Long.parseLong(header.substring(header.indexOf(':') + 1).strip());
        }
      }
      return new Head(Integer.parseInt(first[1]), chunked, length);
    }

    void copyBody(InputStream in, OutputStream out) throws IOException {
      if (!chunked) {
        copy(in, length, out);
        return;
      }
      for (long size = chunkSize(in); size > 0; size = chunkSize(in)) {
        copy(in, size, out);
        out.flush();
        line(in);
      }
    }

    private static long chunkSize(InputStream in) throws IOException {
      String size = line(in);
      int extension = size.indexOf(';');
      return Long.parseLong((extension < 0 ? size : size.substring(0, extension)).strip(), 16);
    }

    private static void copy(InputStream in, long count, OutputStream out) throws IOException {
      byte[] buffer = new byte[BUFFER];
      long left = count;
      while (left > 0) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          throw new EOFException("the daemon has gone in the middle of a reply");
        }
        out.write(buffer, 0, read);
        left -= read;
      }
    }

    private static String line(InputStream in) throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0 || line.length() > LONGEST_LINE) {
          throw new EOFException("the daemon has gone in the middle of a reply");
        }
        line.append((char) c);
      }
      return line.toString().stripTrailing();
    }
  }
}

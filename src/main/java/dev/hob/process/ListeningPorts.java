package dev.hob.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which ports of this machine somebody listens on. Linux says so without being asked on the wire; a
 * connection would be seen by the one who listens, and is made only elsewhere.
 */
public final class ListeningPorts {
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));

  /** As the table has the state of a socket that listens. */
  private static final String LISTENS = "0A";

  private static final int CONNECT_MILLIS = 50;
  private static final int HEX = 16;

  private final boolean hasTables;
  private final Set<Integer> ports;

  private ListeningPorts(boolean hasTables, Set<Integer> ports) {
    this.hasTables = hasTables;
    this.ports = Set.copyOf(ports);
  }

  /** As it is now. */
  public static ListeningPorts look() {
    Set<Integer> ports = new HashSet<>();
    boolean seen = false;
    for (Path table : TABLES) {
      try {
        Files.readAllLines(table, StandardCharsets.ISO_8859_1).stream()
            .skip(1)
            .forEach(line -> add(line, ports));
        seen = true;
      } catch (IOException e) {
        // Of the other family there may be one.
      }
    }
    return new ListeningPorts(seen, ports);
  }

  /** {@code sl local_address rem_address st …}, an address being {@code HEX:PORT}. */
  private static void add(String line, Set<Integer> ports) {
    String[] fields = line.strip().split("\\s+", 5);
    final int state = 3;
    if (fields.length > state && fields[state].equals(LISTENS)) {
      ports.add(Integer.parseInt(fields[1].substring(fields[1].lastIndexOf(':') + 1), HEX));
    }
  }

  public boolean has(int port) {
    return hasTables ? ports.contains(port) : connects(port);
  }

  private static boolean connects(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}

package dev.hob.bundle;

import dev.hob.model.DaemonAddress;
import dev.hob.model.ProjectKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Where the daemon's socket lies: in {@code run/} of the store, or, where that path is too long for
 * a socket, in a folder of the user below {@code /tmp}.
 *
 * <p>What lies here is made and removed by the holder of the store's lock only.
 */
public final class RunFolder {
  /** Linux has room for 108 bytes with the end, macOS for 104. */
  static final int LONGEST_SOCKET_PATH = 100;

  private static final Path ELSEWHERE = Path.of("/tmp");

  private final StoreLayout layout;
  private final Disk disk;
  private final AtomicFile files;
  private final Owner owner;

  RunFolder(StoreLayout layout, Disk disk, AtomicFile files, Owner owner) {
    this.layout = layout;
    this.disk = disk;
    this.files = files;
    this.owner = owner;
  }

  /** Where the socket is to be; its folder is there, and nobody else's. What lay there is gone. */
  public Path makeRoomForSocket() throws IOException {
    Path socket = socket();
    Path folder = Disk.folderOf(socket);
    disk.createFolder(folder);
    new FolderGuard(owner).require(folder);
    disk.deleteFile(socket);
    return socket;
  }

  private Path socket() {
    Path near = layout.runFolder().resolve("hobd.sock");
    boolean fits = near.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST_SOCKET_PATH;
    return fits
        ? near
        : ELSEWHERE
            .resolve("hob-" + owner.number())
            .resolve(ProjectKey.of(layout.root().toString()).digits() + ".sock");
  }

  /** What whoever asks at the port must know; in a file, for the user alone to read. */
  public Path writeToken(String token) throws IOException {
    Path file = layout.runFolder().resolve("token");
    disk.createFolder(layout.runFolder());
    files.put(file, "token", (token + "\n").getBytes(StandardCharsets.US_ASCII));
    return file;
  }

  /** When nobody can ask at the port any more. */
  public void removeToken() throws IOException {
    disk.deleteFile(layout.runFolder().resolve("token"));
  }

  /** For logs of the daemon itself. */
  public Path logFolder() throws IOException {
    Path folder = layout.root().resolve("log");
    disk.createFolder(folder);
    return folder;
  }

  /** Whether a client may trust that the socket is the user's own. */
  public static boolean isOwn(DaemonAddress address) {
    try {
      Path folder = Disk.folderOf(Path.of(address.socket()));
      return new FolderGuard(Owner.current()).problem(folder).isEmpty();
    } catch (IOException e) {
      return false;
    }
  }
}

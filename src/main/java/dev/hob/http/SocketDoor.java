package dev.hob.http;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;

/**
 * A unix socket, only for the user whose process this is.
 *
 * @param file what tells this socket's file from another one's that was bound under its name later
 * @param owner of the file, and so of this process
 */
record SocketDoor(ServerSocketChannel channel, Path path, Object file, UserPrincipal owner)
    implements Door {
  private static final int BACKLOG = 128;

  static SocketDoor bind(Path path) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.bind(UnixDomainSocketAddress.of(path), BACKLOG);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
      return new SocketDoor(
          channel, path, fileKey(path), Files.getOwner(path, LinkOption.NOFOLLOW_LINKS));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static Object fileKey(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  @Override
  public boolean admits(SocketChannel client) throws IOException {
    return client.getOption(ExtendedSocketOptions.SO_PEERCRED).user().equals(owner);
  }

  @Override
  public Gate gate() {
    return Gate.withoutToken();
  }

  @Override
  public void hide() throws IOException {
    try {
      if (fileKey(path).equals(file)) {
        Files.deleteIfExists(path);
      }
    } catch (NoSuchFileException e) {
      // Hidden already.
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

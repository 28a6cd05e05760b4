package dev.hob.bundle;

import dev.hob.model.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a command is given to read or run, made ready before it starts: its input, and its own text
 * where that is too long for an argument.
 */
public final class InputFiles {
  private final Path root;
  private final Disk disk;

  InputFiles(Path root, Disk disk) {
    this.root = root;
    this.disk = disk;
  }

  /** A fifo that stays open until it is closed by word. */
  public void createFifo(Bundle bundle) throws IOException {
    disk.createFifo(bundle.input());
  }

  /** A file that is read to its end. */
  public Optional<Refusal> createInput(Bundle bundle, byte[] content) throws IOException {
    return create(bundle, bundle.input(), content);
  }

  /** The command's text. */
  public Optional<Refusal> createScript(Bundle bundle, byte[] content) throws IOException {
    return create(bundle, bundle.script(), content);
  }

  private Optional<Refusal> create(Bundle bundle, Path file, byte[] content) throws IOException {
    try (FileChannel channel = disk.createFile(file)) {
      disk.write(channel, file, ByteBuffer.wrap(content), 0);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          DiskFull.refusal(e, root).orElseThrow(() -> e).about(bundle.name().task()));
    }
  }

  /** Nobody reads it any more. */
  public void removeInput(Bundle bundle) throws IOException {
    disk.deleteFile(bundle.input());
  }
}

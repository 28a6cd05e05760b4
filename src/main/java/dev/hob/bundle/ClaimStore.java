package dev.hob.bundle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;

/**
 * Who may decide about a start: the wrapper that runs the command, or a recovery that calls it off.
 * Whoever makes the file first; the other one finds it there.
 */
public final class ClaimStore {
  private final Disk disk;
  private final GuardedRead reader;

  ClaimStore(Disk disk, Owner owner) {
    this.disk = disk;
    this.reader = new GuardedRead(owner);
  }

  public ClaimReading read(Bundle bundle) {
    return reader
        .read(bundle.claim(), ClaimCodec.MAX_BYTES)
        .fold(
            content -> ClaimCodec.decode(content.bytes()),
            absent -> new ClaimReading.None(),
            unsafe -> new ClaimReading.Unreadable("the claim is not used: " + unsafe.detail()),
            unreadable -> new ClaimReading.Unreadable(unreadable.why()));
  }

  /**
   * Calls the start off, unless a wrapper was faster. What stands there afterwards is given: only
   * {@link ClaimReading.CalledOff} means that nothing ran and nothing will.
   */
  public ClaimReading callOff(Bundle bundle) throws IOException {
    Path file = bundle.claim();
    try (FileChannel channel = disk.createFile(file)) { // commit: from here no wrapper runs
      disk.write(channel, file, ByteBuffer.wrap(ClaimCodec.calledOff()), 0);
      return new ClaimReading.CalledOff();
    } catch (FileAlreadyExistsException e) {
      return read(bundle);
    }
  }
}

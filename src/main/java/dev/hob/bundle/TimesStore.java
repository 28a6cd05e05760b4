package dev.hob.bundle;

import dev.hob.model.OutputSample;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * When a task's output came, by samples. They are not synced: without them the order between two
 * streams is not known any more, and nothing else is lost.
 */
public final class TimesStore {
  private static final int MAX_BYTES = 1 << 20;

  private final Disk disk;
  private final GuardedRead reader;

  TimesStore(Disk disk, Owner owner) {
    this.disk = disk;
    reader = new GuardedRead(owner);
  }

  /** None where there is nothing that can be read. */
  public List<OutputSample> read(Bundle bundle) {
    return reader
        .read(bundle.times(), MAX_BYTES)
        .fold(
            content -> TimesCodec.decode(content.bytes()),
            absent -> List.of(),
            unsafe -> List.of(),
            unreadable -> List.of());
  }

  /** At the end of those before it; a file that is full stays as it is. */
  void append(Bundle bundle, OutputSample sample) throws IOException {
    Path file = bundle.times();
    boolean begun = Files.exists(file);
    try (FileChannel channel = begun ? Disk.openFile(file) : disk.createFile(file)) {
      long whole = Math.max(0, channel.size() - TimesCodec.HEADER_BYTES) / TimesCodec.ENTRY_BYTES;
      long at = TimesCodec.HEADER_BYTES + whole * TimesCodec.ENTRY_BYTES;
      if (at + TimesCodec.ENTRY_BYTES > MAX_BYTES) {
        return;
      }
      if (channel.size() < TimesCodec.HEADER_BYTES) {
        disk.write(channel, file, TimesCodec.header(), 0);
      }
      disk.write(channel, file, TimesCodec.entry(sample), at);
    }
  }
}

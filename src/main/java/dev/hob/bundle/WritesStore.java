package dev.hob.bundle;

import dev.hob.model.WriteRecord;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What was written into a command lately, by the request ids of the writes. Not synced: the command
 * does not outlive what a sync is against.
 */
public final class WritesStore {
  private static final int MAX_BYTES = 1 << 16;

  private final Disk disk;
  private final GuardedRead reader;

  WritesStore(Disk disk, Owner owner) {
    this.disk = disk;
    reader = new GuardedRead(owner);
  }

  private List<WritesCodec.Numbered> read(Bundle bundle) {
    return reader
        .read(bundle.writes(), MAX_BYTES)
        .fold(
            content -> WritesCodec.decode(content.bytes()),
            absent -> List.of(),
            unsafe -> List.of(),
            unreadable -> List.of());
  }

  /** The latest of that request id. */
  public Optional<WriteRecord> find(Bundle bundle, String requestId) {
    String hash = WriteRecord.hash(requestId);
    return read(bundle).stream()
        .map(WritesCodec.Numbered::write)
        .filter(it -> it.request().equals(hash))
        .reduce((earlier, later) -> later);
  }

  /** Under the number that a write has, or a new one. */
  void note(Bundle bundle, String requestId, Optional<WriteRecord.Done> done) throws IOException {
    WriteRecord write = WriteRecord.of(requestId, done);
    List<WritesCodec.Numbered> before = read(bundle);
    long next = before.isEmpty() ? 0 : before.get(before.size() - 1).number() + 1;
    long number =
        before.stream()
            .filter(it -> done.isPresent() && it.write().request().equals(write.request()))
            .mapToLong(WritesCodec.Numbered::number)
            .max()
            .orElse(next);
    Path file = bundle.writes();
    boolean begun = Files.exists(file);
    try (FileChannel channel = begun ? Disk.openFile(file) : disk.createFile(file)) {
      if (channel.size() < WritesCodec.LINE_BYTES) {
        disk.write(channel, file, WritesCodec.header(), 0);
      }
      disk.write(
          channel,
          file,
          WritesCodec.encode(new WritesCodec.Numbered(number, write)),
          WritesCodec.place(number));
    }
  }
}

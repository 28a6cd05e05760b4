package dev.hob.bundle;

import dev.hob.model.NoticeEvent;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/** The journals of delivery. Appends to one journal must follow each other. */
public final class NoticeJournalStore {
  /** Some hundred thousand events: no task has so many, and a reader's memory is bounded. */
  private static final int MAX_BYTES = 32 << 20;

  private final Path root;
  private final Disk disk;
  private final GuardedRead reader;

  NoticeJournalStore(Path root, Disk disk, Owner owner) {
    this.root = root;
    this.disk = disk;
    this.reader = new GuardedRead(owner);
  }

  public JournalReading read(Bundle bundle) {
    return reader
        .read(bundle.notices(), MAX_BYTES)
        .fold(
            content -> NoticeJournalCodec.decode(content.bytes()),
            absent -> new JournalReading.Absent(),
            unsafe -> new JournalReading.Damaged(unsafe.kind(), unsafe.detail()),
            unreadable -> new JournalReading.Unreadable(unreadable.why()));
  }

  /** Adds an event at the end, durably; empty when it is there. */
  public Optional<Refusal> append(Bundle bundle, NoticeEvent event) throws IOException {
    JournalReading reading = read(bundle);
    try {
      if (reading instanceof JournalReading.Absent) {
        begin(bundle, event);
        return Optional.empty();
      }
      if (reading instanceof JournalReading.Found found) {
        extend(bundle, found.journal().wholeBytes(), event);
        return Optional.empty();
      }
      return Optional.of(notWritable(bundle, reading));
    } catch (IOException e) {
      return Optional.of(
          DiskFull.refusal(e, root).orElseThrow(() -> e).about(bundle.name().task()));
    }
  }

  private void begin(Bundle bundle, NoticeEvent event) throws IOException {
    Path file = bundle.notices();
    try (FileChannel channel = disk.createFile(file)) {
      writeFirst(channel, file, event);
    }
    disk.forceFolder(bundle.folder());
  }

  private void writeFirst(FileChannel channel, Path file, NoticeEvent event) throws IOException {
    try {
      write(channel, file, 0, event);
    } catch (IOException e) {
      disk.discard(file, e);
      throw e;
    }
  }

  private void extend(Bundle bundle, long wholeBytes, NoticeEvent event) throws IOException {
    Path file = bundle.notices();
    try (FileChannel channel = Disk.openFile(file)) {
      if (channel.size() > wholeBytes) {
        disk.truncate(channel, file, wholeBytes);
      }
      write(channel, file, wholeBytes, event);
    }
  }

  /** The header belongs to the first write. */
  private void write(FileChannel channel, Path file, long position, NoticeEvent event)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (position == 0) {
      bytes.writeBytes(NoticeJournalCodec.header());
    }
    bytes.writeBytes(NoticeJournalCodec.encode(event));
    try {
      disk.write(channel, file, ByteBuffer.wrap(bytes.toByteArray()), position); // commit
      disk.force(channel, file);
    } catch (IOException e) {
      withoutTail(channel, file, position, e);
      throw e;
    }
  }

  /** What was refused must not be found later. */
  private void withoutTail(FileChannel channel, Path file, long position, IOException failure) {
    try {
      disk.truncate(channel, file, position);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static Refusal notWritable(Bundle bundle, JournalReading reading) {
    boolean newer = reading instanceof JournalReading.Newer;
    return Refusal.of(
            newer ? RefusalCode.RECORD_NEWER : RefusalCode.RECORD_DAMAGED,
            "the journal of notices of task "
                + bundle.name().task()
                + " is not written to: "
                + reading,
            newer ? "a newer hob wrote it: use that one" : "hob doctor says more")
        .about(bundle.name().task());
  }
}

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
import java.util.function.Function;

/** The journals of delivery. Appends to one journal must follow each other. */
public final class NoticeJournalStore {
  /** Some hundred thousand events: no task has so many, and a reader's memory is bounded. */
  static final int MAX_BYTES = 32 << 20;

  /** For the last event; watches may fill only half, so that deliveries always find room. */
  private static final int RESERVE = 1 << 20;

  private static final int HEAD_BYTES = 4 << 10;

  private final Path root;
  private final Disk disk;
  private final GuardedRead reader;

  NoticeJournalStore(Path root, Disk disk, Owner owner) {
    this.root = root;
    this.disk = disk;
    this.reader = new GuardedRead(owner);
  }

  public JournalReading read(Bundle bundle) {
    return decoded(reader.read(bundle.notices(), MAX_BYTES), NoticeJournalCodec::decode);
  }

  /** Only the header: what an append costs does not depend on how many came before it. */
  private JournalReading readHead(Bundle bundle) {
    return decoded(
        reader.readBeginning(bundle.notices(), HEAD_BYTES), NoticeJournalCodec::decodeHead);
  }

  private static JournalReading decoded(
      GuardedRead.Reading reading, Function<byte[], JournalReading> decode) {
    return reading.fold(
        content -> decode.apply(content.bytes()),
        absent -> new JournalReading.Absent(),
        unsafe -> new JournalReading.Damaged(unsafe.kind(), unsafe.detail()),
        unreadable -> new JournalReading.Unreadable(unreadable.why()));
  }

  /** Adds an event at the end, durably; empty when it is there. */
  public Optional<Refusal> append(Bundle bundle, NoticeEvent event) throws IOException {
    JournalReading head = readHead(bundle);
    try {
      if (head instanceof JournalReading.Absent) {
        begin(bundle, event);
        return Optional.empty();
      }
      return head instanceof JournalReading.Found
          ? extend(bundle, event)
          : Optional.of(notWritable(bundle, head));
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
  }

  /** A journal that was not there before is taken back when it cannot be made durable. */
  private void writeFirst(FileChannel channel, Path file, NoticeEvent event) throws IOException {
    try {
      write(channel, file, 0, event);
      disk.forceFolder(Disk.folderOf(file));
    } catch (IOException e) {
      disk.discard(file, e);
      throw e;
    }
  }

  private Optional<Refusal> extend(Bundle bundle, NoticeEvent event) throws IOException {
    Path file = bundle.notices();
    try (FileChannel channel = Disk.openFile(file)) {
      long wholeBytes = wholeBytes(channel);
      if (wholeBytes > (event.isDelivery() ? MAX_BYTES - RESERVE : MAX_BYTES / 2)) {
        return Optional.of(full(bundle));
      }
      if (channel.size() > wholeBytes) {
        disk.truncate(channel, file, wholeBytes);
      }
      write(channel, file, wholeBytes, event);
      return Optional.empty();
    }
  }

  /** Up to the last newline, looked for from the end. */
  private static long wholeBytes(FileChannel channel) throws IOException {
    ByteBuffer part = ByteBuffer.allocate(HEAD_BYTES);
    for (long end = channel.size(); end > 0; end -= HEAD_BYTES) {
      long from = Math.max(0, end - HEAD_BYTES);
      part.clear().limit((int) (end - from));
      while (part.hasRemaining() && channel.read(part, from + part.position()) >= 0) {
        // A newline that a short read leaves out would cost all events after the one before it.
      }
      for (int i = part.position() - 1; i >= 0; i--) {
        if (part.get(i) == '\n') {
          return from + i + 1;
        }
      }
    }
    return 0;
  }

  private static Refusal full(Bundle bundle) {
    return Refusal.of(
            RefusalCode.DISK_FULL,
            "the journal of notices of task " + bundle.name().task() + " is full",
            "remove watches that match too often")
        .about(bundle.name().task());
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

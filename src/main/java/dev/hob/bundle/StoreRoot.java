package dev.hob.bundle;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The store's folder, made where it is missing and found fit to keep secrets and promises.
 *
 * @param path canonical: one store has one name
 */
public record StoreRoot(Path path) {
  /** A block, so that a disk with room for a name but none for content is found out. */
  private static final int TRIAL_BYTES = 4096;

  /** Threads that open a store at the same time must not meet at one file. */
  private static final AtomicLong TRIALS = new AtomicLong();

  private static final Set<String> NETWORK_TYPES =
      Set.of(
          "nfs",
          "nfs4",
          "cifs",
          "smb2",
          "smb3",
          "smbfs",
          "9p",
          "afs",
          "afpfs",
          "ceph",
          "lustre",
          "glusterfs",
          "ncpfs",
          "webdav",
          "davfs",
          "fuse.sshfs",
          "fuse.rclone",
          "fuse.s3fs",
          "fuse.glusterfs",
          "fuse.ceph",
          "fuse.ceph-fuse",
          "fuse.gvfsd-fuse",
          "fuse.smbnetfs",
          "fuse.curlftpfs",
          "fuse.davfs2",
          "fuse.juicefs");

  /**
   * What is asked of the folder.
   *
   * @param pid of the process that opens it
   * @param networkAllowed the user knows that locks and durability are the server's matter then
   */
  public record Wish(Path folder, long pid, boolean networkAllowed) {
    public static Wish of(Path folder, long pid) {
      return new Wish(folder, pid, false);
    }
  }

  public static Result<StoreRoot> open(Wish wish) {
    return open(wish, new Disk(DiskProbe.NONE, NameExchange.ofPlatform()));
  }

  static Result<StoreRoot> open(Wish wish, Disk disk) {
    Path folder = wish.folder().toAbsolutePath().normalize();
    try {
      createMissing(folder, disk);
      Path real = folder.toRealPath();
      Optional<Refusal> problem = problem(real, wish.networkAllowed());
      if (problem.isPresent()) {
        return Result.refused(problem.get());
      }
      tryWriting(real, wish.pid(), disk);
      return Result.ok(new StoreRoot(real));
    } catch (IOException e) {
      return Result.refused(unusable(folder, e));
    }
  }

  private static void createMissing(Path folder, Disk disk) throws IOException {
    Path parent = folder.getParent();
    if (parent != null && !Files.exists(folder)) {
      createMissing(parent, disk);
      disk.createFolder(folder);
    }
  }

  private static Optional<Refusal> problem(Path real, boolean networkAllowed) throws IOException {
    Optional<String> strangeness = new FolderGuard(Owner.current()).rootProblem(real);
    if (strangeness.isPresent()) {
      return Optional.of(
          Refusal.of(
              RefusalCode.UNSAFE_STORE,
              "the store's folder " + real + " " + strangeness.get(),
              "set HOB_HOME to a folder of your own with mode 0700"));
    }
    String type = Files.getFileStore(real).type().toLowerCase(Locale.ROOT);
    if (!networkAllowed && isNetwork(type)) {
      return Optional.of(
          Refusal.of(
              RefusalCode.STORE_UNUSABLE,
              "the store's folder " + real + " is on a network file system (" + type + ")",
              "set HOB_HOME to a folder on a local disk, or allow it in the configuration"));
    }
    return Optional.empty();
  }

  static boolean isNetwork(String type) {
    return NETWORK_TYPES.contains(type);
  }

  /** The only proof that a disk takes what is written to it. */
  private static void tryWriting(Path root, long pid, Disk disk) throws IOException {
    Path trial = TempName.beside(root.resolve("trial"), pid, "open-" + TRIALS.incrementAndGet());
    if (Files.exists(trial, NOFOLLOW_LINKS)) {
      disk.deleteFile(trial); // of a process that had our pid before us
    }
    try (FileChannel channel = disk.createFile(trial)) {
      disk.write(channel, trial, ByteBuffer.allocate(TRIAL_BYTES), 0);
    } finally {
      disk.deleteFile(trial);
    }
  }

  private static Refusal unusable(Path folder, IOException e) {
    return DiskFull.refusal(e, folder)
        .orElseGet(
            () ->
                Refusal.of(
                    RefusalCode.STORE_UNUSABLE,
                    "the store's folder " + folder + " cannot be written: " + e,
                    "set HOB_HOME to a folder of your own on a disk that can be written"));
  }
}

package dev.hob.bundle;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import dev.hob.model.NativeName;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The two renames that Java does not have: exchange of two names, and rename to a name that must be
 * free.
 *
 * <p>Exchange is why it exists: ext4 flushes a file that is renamed over another, which costs five
 * times as much as exchanging the two names and unlinking the old content (docs/decisions/0001).
 * Where the platform or the file system has no such call, {@link #tryExchange} says false and the
 * caller renames.
 */
final class NameExchange {
  private static final int AT_FDCWD = -100;
  private static final int RENAME_NOREPLACE = 1;
  private static final int RENAME_EXCHANGE = 2;
  private static final int RENAME_SWAP = 2;
  private static final int RENAME_EXCL = 4;

  /**
   * What a seccomp filter says to a call that it does not know; plain rename then tells the truth.
   */
  private static final int EPERM = 1;

  private static final int ENOENT = 2;
  private static final int EEXIST = 17;
  private static final int EINVAL = 22;
  private static final int ENOSPC = 28;
  private static final int ENOSYS = 38;
  private static final int ENOTSUP_MAC = 45;
  private static final int EOPNOTSUPP = 95;
  private static final int EDQUOT = 122;

  private final Calls calls;

  private NameExchange(Calls calls) {
    this.calls = calls;
  }

  static NameExchange ofPlatform() {
    return new NameExchange(Calls.load());
  }

  /** As on a platform that has neither call. */
  static NameExchange missing() {
    return new NameExchange(Calls.MISSING);
  }

  /** False when nothing was done because it cannot be done here. */
  boolean tryExchange(Path one, Path other) throws IOException {
    return done(calls.exchange(bytes(one), bytes(other)), one, other);
  }

  /** False when nothing was done because it cannot be done here. */
  boolean tryRenameToNew(Path from, Path to) throws IOException {
    return done(calls.renameToNew(bytes(from), bytes(to)), from, to);
  }

  private static boolean done(int errno, Path from, Path to) throws IOException {
    return switch (errno) {
      case 0 -> true;
      case EPERM, EINVAL, ENOSYS, ENOTSUP_MAC, EOPNOTSUPP -> false;
      case ENOSPC -> throw new FileSystemException(to.toString(), null, "No space left on device");
      case EDQUOT -> throw new FileSystemException(to.toString(), null, "Disk quota exceeded");
      case EEXIST -> throw new FileAlreadyExistsException(to.toString());
      case ENOENT -> throw new NoSuchFileException(from.toString(), to.toString(), null);
      default ->
          throw new FileSystemException(
              from.toString(), to.toString(), "rename failed, errno " + errno);
    };
  }

  private static byte[] bytes(Path path) {
    return NativeName.of(path.toString());
  }

  /** The platform's calls; each gives 0 or an errno. */
  private interface Calls {
    Calls MISSING =
        new Calls() {
          @Override
          public int exchange(byte[] one, byte[] other) {
            return ENOSYS;
          }

          @Override
          public int renameToNew(byte[] from, byte[] to) {
            return ENOSYS;
          }
        };

    int exchange(byte[] one, byte[] other);

    int renameToNew(byte[] from, byte[] to);

    static Calls load() {
      try {
        if (Platform.isLinux()) {
          return Linux.registered();
        }
        return Platform.isMac() ? MacOs.registered() : MISSING;
      } catch (LinkageError e) {
        // No JNA for this C library (musl), or one older than the call: plain rename serves.
        return MISSING;
      }
    }
  }

  /** {@code renameat2} of glibc 2.28 and newer. */
  private static final class Linux implements Calls {
    static Linux registered() {
      Native.register(Linux.class, "c");
      return new Linux();
    }

    private static native int renameat2(int fromDir, byte[] from, int toDir, byte[] to, int flags);

    @Override
    public int exchange(byte[] one, byte[] other) {
      return call(one, other, RENAME_EXCHANGE);
    }

    @Override
    public int renameToNew(byte[] from, byte[] to) {
      return call(from, to, RENAME_NOREPLACE);
    }

    private static int call(byte[] from, byte[] to, int flags) {
      return renameat2(AT_FDCWD, from, AT_FDCWD, to, flags) == 0 ? 0 : Native.getLastError();
    }
  }

  /** {@code renamex_np} of macOS 10.12 and newer; not yet tried on a Mac. */
  private static final class MacOs implements Calls {
    static MacOs registered() {
      Native.register(MacOs.class, "c");
      return new MacOs();
    }

    // The name is Apple's.
    private static native int renamex_np(byte[] from, byte[] to, int flags);

    @Override
    public int exchange(byte[] one, byte[] other) {
      return renamex_np(one, other, RENAME_SWAP) == 0 ? 0 : Native.getLastError();
    }

    @Override
    public int renameToNew(byte[] from, byte[] to) {
      return renamex_np(from, to, RENAME_EXCL) == 0 ? 0 : Native.getLastError();
    }
  }
}

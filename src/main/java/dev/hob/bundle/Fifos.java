package dev.hob.bundle;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import dev.hob.model.NativeName;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Fifos, which Java cannot make. */
final class Fifos {
  private static final int OWNER_ONLY = 0600;
  private static final int ENOENT = 2;
  private static final int EEXIST = 17;

  private Fifos() {}

  /** Only owner's rights are asked for, which no umask in use takes away. */
  static void create(Path fifo) throws IOException {
    if (Platform.isWindows()) {
      throw new FileSystemException(fifo.toString(), null, "this platform has no fifos");
    }
    if (Calls.mkfifo(NativeName.of(fifo.toString()), OWNER_ONLY) == 0) {
      return;
    }
    int errno = Native.getLastError();
    throw switch (errno) {
      case EEXIST -> new FileAlreadyExistsException(fifo.toString());
      case ENOENT -> new NoSuchFileException(fifo.toString());
      default -> new FileSystemException(fifo.toString(), null, "mkfifo failed, errno " + errno);
    };
  }

  /** Apart, so that it is loaded only when a fifo is made. */
  private static final class Calls {
    static {
      Native.register(Calls.class, "c");
    }

    private static native int mkfifo(byte[] path, int mode);
  }
}

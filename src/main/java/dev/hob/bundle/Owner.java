package dev.hob.bundle;

import com.sun.security.auth.module.UnixSystem;
import java.nio.file.FileSystems;

/** The user that hob runs as, and whose files it trusts. */
final class Owner {
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("unix");
  private static final int ANYBODY = -1;

  private final int uid;

  private Owner(int uid) {
    this.uid = uid;
  }

  /** On Windows owners are not compared: the store lies in the user's own profile. */
  static Owner current() {
    return new Owner(POSIX ? (int) new UnixSystem().getUid() : ANYBODY);
  }

  /** -1 where there are no numbers. */
  int number() {
    return uid;
  }

  boolean owns(int fileUid) {
    return uid == ANYBODY || uid == fileUid;
  }
}

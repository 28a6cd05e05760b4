package dev.hob.process.pipe;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;

/**
 * The calls of {@code posix_spawn}, by the C library's names; those that spawn give an errno. Apart
 * from all others, for an older C library lacks some of them and then none of these is here.
 */
final class SpawnCalls {
  private static final boolean LOADED = load();

  private SpawnCalls() {}

  private static boolean load() {
    if (!Platform.isLinux()) {
      return false;
    }
    try {
      Native.register(SpawnCalls.class, "c");
      return true;
    } catch (LinkageError e) {
      return false;
    }
  }

  static boolean areHere() {
    return LOADED;
  }

  static native int posix_spawn(
      int[] pid, byte[] program, Pointer actions, Pointer attributes, Pointer argv, Pointer envp);

  static native int posix_spawn_file_actions_init(Pointer actions);

  static native int posix_spawn_file_actions_destroy(Pointer actions);

  static native int posix_spawn_file_actions_addopen(
      Pointer actions, int fd, byte[] path, int flags, int mode);

  static native int posix_spawn_file_actions_adddup2(Pointer actions, int fd, int newFd);

  static native int posix_spawn_file_actions_addchdir_np(Pointer actions, byte[] path);

  static native int posix_spawn_file_actions_addclosefrom_np(Pointer actions, int from);

  static native int posix_spawnattr_init(Pointer attributes);

  static native int posix_spawnattr_destroy(Pointer attributes);

  static native int posix_spawnattr_setflags(Pointer attributes, short flags);

  static native int posix_spawnattr_setsigmask(Pointer attributes, Pointer set);

  static native int posix_spawnattr_setsigdefault(Pointer attributes, Pointer set);

  static native int sigemptyset(Pointer set);
}

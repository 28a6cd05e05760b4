package dev.hob.process.pipe;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.hob.model.NativeName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Starts processes by {@code posix_spawn}: no copy of the JVM, no thread per child, and a child
 * that we can wait for.
 *
 * <p>The JVM does not mark its descriptors close-on-exec, so closing all of them in the child is
 * compulsory (tried: files, sockets and locks leak otherwise).
 */
final class PosixSpawn {
  /** Larger than the C library's structures, whose sizes are not ours to know. */
  private static final int STRUCTURE_BYTES = 1024;

  private static final int SIGNALS = 64;
  private static final short SETSIGDEF = 0x04;
  private static final short SETSIGMASK = 0x08;
  private static final short SETSID = 0x80;
  private static final int ENOENT = 2;
  private static final int E2BIG = 7;
  private static final int EAGAIN = 11;
  private static final int ENOMEM = 12;
  private static final int EACCES = 13;
  private static final int ENOTDIR = 20;
  private static final int EMFILE = 24;

  private PosixSpawn() {}

  /** The pid of the new process. */
  static long start(SpawnPlan plan) throws SpawnException {
    try (Memory actions = new Memory(STRUCTURE_BYTES);
        Memory attributes = new Memory(STRUCTURE_BYTES)) {
      SpawnCalls.posix_spawn_file_actions_init(actions);
      SpawnCalls.posix_spawnattr_init(attributes);
      try {
        describe(plan, actions, attributes);
        return spawn(plan, actions, attributes);
      } finally {
        SpawnCalls.posix_spawn_file_actions_destroy(actions);
        SpawnCalls.posix_spawnattr_destroy(attributes);
      }
    }
  }

  private static void describe(SpawnPlan plan, Memory actions, Memory attributes) {
    SpawnCalls.posix_spawn_file_actions_addchdir_np(actions, path(plan.folder()));
    new TreeMap<>(plan.streams()).forEach((fd, stream) -> connect(actions, fd, stream));
    SpawnCalls.posix_spawn_file_actions_addclosefrom_np(actions, plan.streams().size());
    SpawnCalls.posix_spawnattr_setflags(attributes, (short) (SETSIGDEF | SETSIGMASK | SETSID));
    try (Memory set = new Memory(STRUCTURE_BYTES)) {
      SpawnCalls.sigemptyset(set);
      SpawnCalls.posix_spawnattr_setsigmask(attributes, set);
      // Not by sigfillset: it leaves out two that the C library then has ignored in the child.
      set.setMemory(0, SIGNALS / Byte.SIZE, (byte) 0xff);
      SpawnCalls.posix_spawnattr_setsigdefault(attributes, set);
    }
  }

  private static void connect(Pointer actions, int fd, SpawnPlan.Stream stream) {
    if (stream instanceof SpawnPlan.Stream.Opened opened) {
      SpawnCalls.posix_spawn_file_actions_addopen(
          actions, fd, path(opened.file()), opened.flags(), 0);
    } else if (stream instanceof SpawnPlan.Stream.SameAs same) {
      SpawnCalls.posix_spawn_file_actions_adddup2(actions, same.number(), fd);
    } else {
      SpawnCalls.posix_spawn_file_actions_adddup2(
          actions, ((SpawnPlan.Stream.Given) stream).fd(), fd);
    }
  }

  private static long spawn(SpawnPlan plan, Memory actions, Memory attributes)
      throws SpawnException {
    List<byte[]> arguments = new ArrayList<>();
    plan.command().forEach(argument -> arguments.add(argument.getBytes(StandardCharsets.UTF_8)));
    int[] pid = new int[1];
    try (Memory argv = strings(arguments);
        Memory envp = strings(plan.environment().entries())) {
      byte[] program = path(Path.of(plan.program()));
      int errno = SpawnCalls.posix_spawn(pid, program, actions, attributes, argv, envp);
      if (errno != 0) {
        throw new SpawnException(message(plan, errno));
      }
    }
    return pid[0];
  }

  /** An array of pointers, ended by a null pointer, and behind it what they point to. */
  private static Memory strings(List<byte[]> strings) {
    long head = (strings.size() + 1L) * Native.POINTER_SIZE;
    long bytes = head + strings.stream().mapToLong(it -> it.length + 1L).sum();
    Memory block = new Memory(bytes);
    long at = head;
    for (int i = 0; i < strings.size(); i++) {
      byte[] string = strings.get(i);
      block.setPointer((long) i * Native.POINTER_SIZE, block.share(at));
      block.write(at, string, 0, string.length);
      block.setByte(at + string.length, (byte) 0);
      at += string.length + 1L;
    }
    block.setPointer((long) strings.size() * Native.POINTER_SIZE, Pointer.NULL);
    return block;
  }

  private static byte[] path(Path path) {
    return NativeName.of(path.toString());
  }

  /** The call says what was wrong, not with what: the likeliest is looked at. */
  private static String message(SpawnPlan plan, int errno) {
    return switch (errno) {
      case ENOENT, ENOTDIR, EACCES ->
          Files.isDirectory(plan.folder()) && Files.isExecutable(plan.folder())
              ? "a file that it needs is missing or may not be used (errno " + errno + ")"
              : "the folder " + plan.folder() + " is missing or may not be entered";
      case E2BIG -> "the command and its environment are larger than the system allows";
      case EAGAIN, ENOMEM -> "the system has no room for another process (errno " + errno + ")";
      case EMFILE -> "hob has too many files open";
      default -> "the system made no process (errno " + errno + ")";
    };
  }
}

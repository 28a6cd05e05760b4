package dev.hob.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.model.SampleTasks;
import dev.hob.testing.ChildJvm;
import dev.hob.testing.NotRun;
import dev.hob.testing.OtherUser;
import dev.hob.testing.Tree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores on disks and in folders that take no writes, by real mounts and a real other user. */
class UnwritableStoreIT {
  @TempDir private Path temp;

  @Test
  void onAFullDiskEveryWriteIsRefusedAndNothingChanges() throws Exception {
    assertUnwritable(
        "onAFullDiskEveryWriteIsRefusedAndNothingChanges",
        "dd if=/dev/zero of=\"$1/filler\" bs=4k 2>/dev/null || true",
        List.of(
            "open disk_full",
            "read found running",
            "create disk_full",
            "update disk_full",
            "captures disk_full",
            "journal disk_full",
            "read found running"));
  }

  @Test
  void onAReadOnlyDiskEveryWriteFailsByNameAndNothingChanges() throws Exception {
    String output =
        assertUnwritable(
            "onAReadOnlyDiskEveryWriteFailsByNameAndNothingChanges",
            "mount -o remount,ro \"$1\"",
            List.of());

    assertTrue(output.contains("open store_unusable"), output);
    assertEquals(2, output.lines().filter("read found running"::equals).count(), output);
    for (String what : List.of("create", "update", "captures", "journal")) {
      assertTrue(
          output.lines().anyMatch(it -> it.matches(what + " failed: .*Read-only file system.*")),
          output);
    }
  }

  /**
   * Everything happens in a mount namespace of its own, so that nothing of it outlives the test: a
   * small tmpfs, a store with a task in it, the trouble, and then every write.
   */
  private String assertUnwritable(String test, String trouble, List<String> wanted)
      throws IOException, InterruptedException {
    String missing = mountsMissing();
    if (!missing.isEmpty()) {
      NotRun.because(test, missing);
      return assertInjected(wanted);
    }
    TestStore.in(temp).records().create(SampleTasks.running("t1")).orElseThrow();
    Path mount = WriteScenario.folder(temp, "mount");
    String script =
        """
        set -e
        mount -t tmpfs -o size=256k,mode=0700 none "$1"
        cp -a "$2" "$1/store"
        %s
        find "$1/store" -type f -exec sha256sum {} + | sort > "$3/before"
        shift 3
        "$@"
        """
            .formatted(trouble);
    ChildJvm.End end =
        ChildJvm.same()
            .through(
                "unshare",
                "-m",
                "sh",
                "-c",
                script
                    + "\nfind \""
                    + mount
                    + "/store\" -type f -exec sha256sum {} + | sort"
                    + " | diff \""
                    + temp
                    + "/before\" - && echo unchanged",
                "sh",
                mount.toString(),
                temp.resolve("store").toString(),
                temp.toString())
            .run(DiskChild.class, mount.resolve("store").toString());

    assertEquals(0, end.code(), end.output());
    List<String> lines = end.output().lines().toList();
    assertEquals("unchanged", lines.get(lines.size() - 1), end.output());
    if (!wanted.isEmpty()) {
      assertEquals(wanted, lines.subList(0, lines.size() - 1));
    }
    return end.output();
  }

  /**
   * Where mounting is not allowed the disk says so itself; WriteFailureTest does it step by step.
   */
  private String assertInjected(List<String> wanted) throws IOException {
    BundleStore store = TestStore.in(temp);
    store.records().create(SampleTasks.running("t1")).orElseThrow();
    Tree before = Tree.of(temp);
    BundleStore full =
        TestStore.in(
            temp,
            (step, file) -> {
              if (step == DiskStep.WRITE) {
                throw new IOException("No space left on device");
              }
            });
    String code =
        TestStore.code(
            full.records().update(TestStore.name("t1"), it -> it.after(SampleTasks.marker(0))));
    assertEquals("disk_full", code);
    assertEquals(before, Tree.of(temp));
    return String.join("\n", wanted);
  }

  private static String mountsMissing() throws IOException, InterruptedException {
    Process trial =
        new ProcessBuilder("unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt")
            .redirectErrorStream(true)
            .start();
    String said = new String(trial.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return trial.waitFor() == 0 ? "" : "mounting is not allowed here: " + said.strip();
  }

  @Test
  void theStoreOfAnotherUserIsRefusedAndShowsNothing() throws IOException {
    if (!OtherUser.missing().isEmpty()) {
      NotRun.because("theStoreOfAnotherUserIsRefusedAndShowsNothing", OtherUser.missing());
      return;
    }
    Path shared = sharedFolder();
    TestStore.in(shared).records().create(SampleTasks.running("t1")).orElseThrow();
    Tree before = Tree.of(shared.resolve("store"));
    ChildJvm.End end =
        OtherUser.jvm(Files.createDirectory(shared.resolve("classes")))
            .run(DiskChild.class, shared.resolve("store").toString());

    assertEquals(0, end.code(), end.output());
    assertTrue(end.output().startsWith("open unsafe_store\n"), end.output());
    assertEquals(0, end.output().lines().filter(line -> line.endsWith("ok")).count(), end.output());
    assertEquals(0, end.output().lines().filter(it -> it.contains("found")).count(), end.output());
    assertEquals(before, Tree.of(shared.resolve("store")));
  }

  @Test
  void aFolderThatMayNotBeWrittenIsNamed() throws IOException {
    if (!OtherUser.missing().isEmpty()) {
      NotRun.because("aFolderThatMayNotBeWrittenIsNamed", OtherUser.missing());
      return;
    }
    Path shared = sharedFolder();
    Path own = Files.createDirectory(shared.resolve("own"));
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("r-x------"));
    Files.setAttribute(own, "unix:uid", OtherUser.UID);

    ChildJvm.End end =
        OtherUser.jvm(Files.createDirectory(shared.resolve("classes")))
            .run(RootChild.class, own.toString());

    assertTrue(
        end.output().matches("(?s)store_unusable: the store's folder .*/own cannot be written.*"),
        end.output());
  }

  /** One that the other user can enter, unlike the test's own. */
  private Path sharedFolder() throws IOException {
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path shared = Files.createDirectory(temp.resolve("shared"));
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
    return shared;
  }
}

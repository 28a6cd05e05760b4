package dev.hob.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.model.Refusal;
import dev.hob.testing.NotRun;
import dev.hob.testing.OtherUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("smoke")
class StoreRootTest {
  @TempDir private Path temp;

  @Test
  void aMissingFolderIsMadePrivateWithAllAboveIt() throws IOException {
    Path folder = temp.resolve("state/of a user/hob");

    assertEquals("ok", open(folder));

    assertEquals("rwx------", mode(folder));
    assertEquals("rwx------", mode(Disk.folderOf(folder)));
    assertEquals(0, Fixtures.entries(folder).size(), "the trial leaves nothing");
  }

  @Test
  void aFolderThatOthersCanWriteIsRefused() throws IOException {
    for (String mode : List.of("rwxrwx---", "rwx----w-", "rwxrwxrwx")) {
      Path folder = temp.resolve(mode);
      Files.createDirectory(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));

      assertEquals("unsafe_store", open(folder));
    }
  }

  @Test
  void aFolderThatOthersCanOnlyLookAtIsUsed() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("open"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));

    assertEquals("ok", open(folder));
  }

  @Test
  void aFolderOfAnotherUserIsRefused() throws IOException {
    if (!OtherUser.missing().isEmpty()) {
      NotRun.because("aFolderOfAnotherUserIsRefused", OtherUser.missing());
      return;
    }
    Path folder = Files.createDirectory(temp.resolve("theirs"));
    Files.setAttribute(folder, "unix:uid", OtherUser.UID);

    assertEquals("unsafe_store", open(folder));
  }

  @Test
  void aFileInPlaceOfTheFolderIsRefused() throws IOException {
    assertEquals("unsafe_store", open(Files.writeString(temp.resolve("file"), "")));
    assertEquals("store_unusable", open(temp.resolve("file/below")));
  }

  @Test
  void aLinkToTheStoreIsTheStore() throws IOException {
    Path real = Files.createDirectory(temp.resolve("real"));
    Path link = Files.createSymbolicLink(temp.resolve("link"), real);

    StoreRoot root = StoreRoot.open(StoreRoot.Wish.of(link, TestStore.PID)).orElseThrow();

    assertEquals(real.toRealPath(), root.path());
  }

  @Test
  void aDanglingLinkIsRefusedAndNotFollowed() throws IOException {
    Path link = Files.createSymbolicLink(temp.resolve("link"), temp.resolve("nowhere"));

    assertEquals("store_unusable", open(link));
    assertFalse(Files.exists(temp.resolve("nowhere")));
  }

  @Test
  void theRefusalNamesTheFolderAndTheWayOut() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("loose"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));

    Refusal refusal =
        StoreRoot.open(StoreRoot.Wish.of(folder, TestStore.PID))
            .fold(
                root -> {
                  throw new AssertionError(root.toString());
                },
                it -> it);

    assertEquals(
        "the store's folder " + folder.toRealPath() + " can be written by others than its owner",
        refusal.message());
    assertEquals("set HOB_HOME to a folder of your own with mode 0700", refusal.hint());
  }

  @Test
  void threadsThatOpenOneStoreAtOnceAllGetIt() {
    Path folder = temp.resolve("shared");
    long opened = IntStream.range(0, 200).parallel().filter(i -> open(folder).equals("ok")).count();

    assertEquals(200, opened);
  }

  @Test
  void networkFileSystemsAreKnownByTheirTypes() {
    for (String type : List.of("nfs4", "cifs", "9p", "fuse.sshfs")) {
      assertTrue(StoreRoot.isNetwork(type), type);
    }
    for (String type : List.of("ext2/ext3", "tmpfs", "btrfs", "fuseblk", "overlay")) {
      assertFalse(StoreRoot.isNetwork(type), type);
    }
  }

  private static String open(Path folder) {
    return TestStore.code(StoreRoot.open(StoreRoot.Wish.of(folder, TestStore.PID)));
  }

  private static String mode(Path folder) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder));
  }
}

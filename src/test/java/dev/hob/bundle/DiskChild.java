package dev.hob.bundle;

import dev.hob.model.CaptureStream;
import dev.hob.model.NoticeEvent;
import dev.hob.model.NoticeId;
import dev.hob.model.NoticeKind;
import dev.hob.model.Refusal;
import dev.hob.model.Result;
import dev.hob.model.SampleTasks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Tries every write on a store and says what came of each: {@code STORE}. */
final class DiskChild {
  private DiskChild() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    System.out.println(
        "open " + TestStore.code(StoreRoot.open(StoreRoot.Wish.of(folder, TestStore.PID))));
    BundleStore store = BundleStore.of(new StoreRoot(folder.toRealPath()), TestStore.user());
    BundleName t1 = TestStore.name("t1");
    say("read", () -> Fixtures.shown(store.records().read(t1)));
    say("create", () -> TestStore.code(store.records().create(SampleTasks.accepted("t2"))));
    say(
        "update",
        () ->
            TestStore.code(
                store
                    .records()
                    .update(
                        t1,
                        it -> Result.ok(it.with(it.remains().withLabel("x".repeat(300_000)))))));
    say(
        "captures",
        () -> code(store.captures().create(store.bundle(t1), Set.of(CaptureStream.STDOUT))));
    say(
        "journal",
        () ->
            code(
                store
                    .notices()
                    .append(
                        store.bundle(t1),
                        new NoticeEvent.Expired(
                            new NoticeId(t1.task(), NoticeKind.COMPLETION, 1),
                            SampleTasks.END,
                            "x".repeat(300_000)))));
    say("read", () -> Fixtures.shown(store.records().read(t1)));
  }

  private static String code(Optional<Refusal> refusal) {
    return refusal.map(it -> it.code().word()).orElse("ok");
  }

  /** A write. */
  @FunctionalInterface
  private interface Try {
    String run() throws IOException;
  }

  private static void say(String what, Try write) {
    try {
      System.out.println(what + " " + write.run());
    } catch (IOException e) {
      System.out.println(what + " failed: " + e.getMessage());
    }
  }
}

package dev.hob.bundle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Tries to get the store's lock, says how it went, and holds it until it is killed. */
final class LockChild {
  private LockChild() {}

  static String attempt(String folder) throws IOException {
    return TestStore.code(StoreLock.acquire(TestStore.root(Path.of(folder))));
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    String code = attempt(arguments[0]);
    System.out.println("lock " + code);
    if (code.equals("ok") && arguments.length > 1) {
      new CountDownLatch(1).await();
    }
  }
}

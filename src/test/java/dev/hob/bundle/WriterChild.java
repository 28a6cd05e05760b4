package dev.hob.bundle;

import dev.hob.model.Result;
import java.io.IOException;
import java.nio.file.Path;

/** Changes a record over and over: {@code FOLDER TASK TIMES WHO}. Asks for no lock. */
final class WriterChild {
  private WriterChild() {}

  public static void main(String[] arguments) throws IOException {
    BundleStore store = TestStore.in(Path.of(arguments[0]));
    BundleName name = TestStore.name(arguments[1]);
    int refused = 0;
    for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
      String label = arguments[3] + "-" + i + "-" + "x".repeat(i % 4000);
      boolean done =
          store
              .records()
              .update(name, it -> Result.ok(it.with(it.remains().withLabel(label))))
              .isOk();
      refused += done ? 0 : 1;
    }
    System.out.println("refused " + refused);
  }
}

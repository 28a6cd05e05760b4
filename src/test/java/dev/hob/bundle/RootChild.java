package dev.hob.bundle;

import java.nio.file.Path;

/** Opens a store's folder and says what came of it. */
final class RootChild {
  private RootChild() {}

  public static void main(String[] arguments) {
    System.out.println(
        StoreRoot.open(StoreRoot.Wish.of(Path.of(arguments[0]), TestStore.PID))
            .fold(root -> "opened " + root.path(), Object::toString));
  }
}

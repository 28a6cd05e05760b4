package dev.hob.bundle;

import java.io.IOException;
import java.nio.file.Path;

/** A folder of the store that hob will not use; the message names it and why. */
public final class UnsafeFolderException extends IOException {
  private static final long serialVersionUID = 1;

  UnsafeFolderException(Path folder, String problem) {
    super("the folder " + folder + " " + problem + "; hob needs it private: chmod 700, own uid");
  }
}

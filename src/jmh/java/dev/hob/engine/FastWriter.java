package dev.hob.engine;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Says so much a second, for so long, and one planted line in each second, the last one at the very
 * end: {@code MEGABYTES SECONDS PLANTED RESULT}. A planted line ends with the time; the result is
 * how many bytes were written, and in how many microseconds.
 */
public final class FastWriter {
  private static final int BLOCK = 256 << 10;

  private FastWriter() {}

  public static void main(String[] arguments) throws IOException {
    long rate = Long.parseLong(arguments[0]) * 1_000_000;
    int seconds = Integer.parseInt(arguments[1]);
    byte[] block = block();
    long blocks = rate * seconds / block.length;
    long began = System.nanoTime();
    long written = 0;
    try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
      for (long i = 1; i <= blocks; i++) {
        out.write(block);
        written += block.length;
        if (i * seconds / blocks > (i - 1) * seconds / blocks) {
          String line = arguments[2] + " " + Figures.now() + "\n";
          out.write(line.getBytes(StandardCharsets.UTF_8));
        }
        long due = began + TimeUnit.SECONDS.toNanos(seconds) * i / blocks;
        if (due > System.nanoTime()) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
      }
    }
    long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - began);
    Files.writeString(Path.of(arguments[3]), written + " " + micros);
  }

  private static byte[] block() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; lines.length() < BLOCK; i++) {
      lines.append(i).append(" compiling a file of a project with a name of usual length\n");
    }
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }
}

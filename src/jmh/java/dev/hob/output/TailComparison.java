package dev.hob.output;

import dev.hob.model.CaptureStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/**
 * What the end of a log costs, short or long, beside {@code tail}: {@code [ROUNDS] [GIGABYTES]}.
 * The long log is written whole, and removed.
 */
public final class TailComparison {
  private static final int LINES = 200;
  private static final int BLOCK = 8 << 20;

  private TailComparison() {}

  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200;
    long bytes = (arguments.length > 1 ? Long.parseLong(arguments[1]) : 5) << 30;
    Path folder = Files.createTempDirectory("hob-tails");
    Path small = folder.resolve("small");
    Path large = folder.resolve("large");
    try {
      write(small, 5 << 10);
      write(large, bytes);
      System.out.printf("the last %d lines, %d rounds, milliseconds, median%n", LINES, rounds);
      tell("hob, 5 kB", rounds, () -> hob(small));
      tell("hob, " + (bytes >> 30) + " GB", rounds, () -> hob(large));
      tell("tail, 5 kB", rounds, () -> tail(small));
      tell("tail, " + (bytes >> 30) + " GB", rounds, () -> tail(large));
    } finally {
      Files.deleteIfExists(small);
      Files.deleteIfExists(large);
      Files.delete(folder);
    }
  }

  private static void write(Path file, long bytes) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; lines.length() < Math.min(bytes, BLOCK); i++) {
      lines.append(i).append(" compiling a file of a project with a name of usual length\n");
    }
    byte[] block = lines.toString().getBytes(StandardCharsets.UTF_8);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      while (channel.size() < bytes) {
        channel.write(ByteBuffer.wrap(block));
      }
    }
  }

  /** One way to read. */
  private interface Read {
    void run() throws Exception;
  }

  private static void tell(String name, int rounds, Read read) throws Exception {
    long[] nanos = new long[rounds];
    for (int i = -rounds; i < rounds; i++) {
      long began = System.nanoTime();
      read.run();
      if (i >= 0) {
        nanos[i] = System.nanoTime() - began;
      }
    }
    Arrays.sort(nanos);
    System.out.printf("%-16s %.3f%n", name, nanos[rounds / 2] / 1e6);
  }

  private static void hob(Path file) throws IOException {
    try (StoredStream stream = PlainStream.whole(file, CaptureStream.STDOUT, List.of())) {
      Windows.clean(stream, Bounds.LOG.withLines(LINES)).read(new Wanted.Last());
    }
  }

  private static void tail(Path file) throws IOException, InterruptedException {
    Process tail =
        new ProcessBuilder("tail", "-n", Integer.toString(LINES), file.toString()).start();
    tail.getInputStream().readAllBytes();
    tail.waitFor();
  }
}

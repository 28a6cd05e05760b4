package dev.hob.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A JDK on this machine. */
public record InstalledJdk(int feature, Path home) {
  private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");

  /** Where installers put them; {@code HOB_SMOKE_JDK} names one that lies elsewhere. */
  private static List<Path> places() {
    List<Path> places = new ArrayList<>();
    Optional.ofNullable(System.getenv("HOB_SMOKE_JDK")).map(Path::of).ifPresent(places::add);
    places.addAll(children(Path.of("/usr/lib/jvm")));
    places.addAll(children(Path.of("/opt")));
    children(Path.of("/Library/Java/JavaVirtualMachines")).stream()
        .map(it -> it.resolve("Contents/Home"))
        .forEach(places::add);
    return places;
  }

  private static List<Path> children(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One for each newer version of Java. */
  public static List<InstalledJdk> newerThanThis() {
    List<InstalledJdk> newer = new ArrayList<>();
    places().stream()
        .flatMap(home -> of(home).stream())
        .filter(jdk -> jdk.feature > Runtime.version().feature())
        .sorted(Comparator.comparingInt(InstalledJdk::feature))
        .filter(jdk -> newer.stream().noneMatch(it -> it.feature == jdk.feature))
        .forEach(newer::add);
    return newer;
  }

  private static Optional<InstalledJdk> of(Path home) {
    try {
      Matcher version = VERSION.matcher(Files.readString(home.resolve("release")));
      return version.find()
          ? Optional.of(new InstalledJdk(Integer.parseInt(version.group(1)), home))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // no JDK
    }
  }

  public Path java() {
    return home.resolve("bin").resolve("java");
  }

  @Override
  public String toString() {
    return "Java " + feature;
  }
}

package dev.hob.process.pipe;

import dev.hob.model.EnvironmentBlock;
import dev.hob.process.Descriptor;
import dev.hob.process.HeldProcess;
import dev.hob.process.ThisProcess;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The programs of {@code native-wrappers/posix-native}, where they were built for this system. They
 * lie in the folder {@code native} beside hob's own code.
 *
 * <p>They are held open, so that an update of hob, which puts others in their place, changes
 * nothing for a hob that runs.
 */
public final class NativePrograms {
  static final String WRAP = "hob-wrap";
  static final String KEEP = "hob-keep";

  /** What they answer when they are asked for nothing. */
  private static final int USAGE = 64;

  private static final Optional<NativePrograms> HERE = folder().flatMap(NativePrograms::in);

  private final Path folder;
  private final String wrap;
  private final String keep;

  private NativePrograms(Path folder, Descriptor wrap, Descriptor keep) {
    this.folder = folder;
    this.wrap = held(wrap);
    this.keep = held(keep);
  }

  /** Empty where they were not built, or not for this system. */
  public static Optional<NativePrograms> here() {
    return HERE;
  }

  private static Optional<Path> folder() {
    CodeSource source = NativePrograms.class.getProtectionDomain().getCodeSource();
    try {
      return source == null
          ? Optional.empty()
          : Optional.of(Path.of(source.getLocation().toURI()).resolveSibling("native"));
    } catch (URISyntaxException | IllegalArgumentException e) {
      return Optional.empty(); // hob's code lies in no file
    }
  }

  static Optional<NativePrograms> in(Path folder) {
    Path wrap = folder.resolve(WRAP);
    Path keep = folder.resolve(KEEP);
    boolean canSpawn = SpawnCalls.areHere() && Descriptor.areHere();
    if (!canSpawn || !Files.isExecutable(wrap) || !Files.isExecutable(keep)) {
      return Optional.empty();
    }
    try {
      NativePrograms programs =
          new NativePrograms(folder, Descriptor.toRun(wrap), Descriptor.toRun(keep));
      return runs(programs.wrap) && runs(programs.keep) ? Optional.of(programs) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // as for another processor
    }
  }

  private static String held(Descriptor program) {
    return "/proc/" + ThisProcess.pid() + "/fd/" + program.number();
  }

  private static boolean runs(String program) throws IOException {
    SpawnPlan plan =
        new SpawnPlan(
            program,
            List.of("hob"),
            EnvironmentBlock.of(Map.of()),
            Path.of("/"),
            Map.of(0, SpawnPlan.nothing(), 1, SpawnPlan.nothing(), 2, SpawnPlan.nothing()));
    return HeldProcess.awaitExit(PosixSpawn.start(plan)) == USAGE;
  }

  public Path whereTheyLie() {
    return folder;
  }

  /** The file to be run; it goes by another name. */
  String wrap() {
    return wrap;
  }

  String keep() {
    return keep;
  }
}

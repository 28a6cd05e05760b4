package dev.hob.bundle;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.hob.model.SessionHash;
import dev.hob.model.TaskId;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which folders a session has: its own below the root, and those of stores older than hob, which
 * kept one tree per harness and are read where they stand.
 */
public final class SessionFolders {
  private final StoreLayout layout;
  private final List<String> olderHarnesses;
  private final FolderGuard guard;

  SessionFolders(StoreLayout layout, List<String> olderHarnesses, FolderGuard guard) {
    this.layout = layout;
    this.olderHarnesses = List.copyOf(olderHarnesses);
    this.guard = guard;
  }

  /** Where new tasks of the session go. */
  Path direct(SessionHash session) {
    return layout.sessionFolder(session);
  }

  /** The session's folder: the direct one if it exists, else the older one if there is just one. */
  public Optional<Path> find(SessionHash session) {
    if (Files.isDirectory(direct(session), NOFOLLOW_LINKS)) {
      return Optional.of(direct(session));
    }
    List<Path> older = older(session);
    return older.size() == 1 ? Optional.of(older.get(0)) : Optional.empty();
  }

  private List<Path> older(SessionHash session) {
    return olderHarnesses.stream()
        .map(harness -> layout.olderSessionsFolder(harness).resolve(session.digits()))
        .filter(folder -> Files.isDirectory(folder, NOFOLLOW_LINKS))
        .toList();
  }

  /**
   * Where the files of a task lie. A session that has gone on with hob has new tasks in its direct
   * folder and the old ones where they were.
   */
  Bundle locate(BundleName name) {
    Bundle direct = new Bundle(name, direct(name.session()));
    if (Files.exists(direct.record(), NOFOLLOW_LINKS)) {
      return direct;
    }
    List<Bundle> older =
        older(name.session()).stream()
            .map(folder -> new Bundle(name, folder))
            .filter(bundle -> Files.exists(bundle.record(), NOFOLLOW_LINKS))
            .toList();
    return older.size() == 1 ? older.get(0) : direct;
  }

  /** The harness in whose older tree a bundle lies; empty for a direct one. */
  Optional<String> olderHarness(Bundle bundle) {
    return olderHarnesses.stream()
        .filter(harness -> bundle.folder().startsWith(layout.olderSessionsFolder(harness)))
        .findFirst();
  }

  Bundle inOlder(String harness, BundleName name) {
    return new Bundle(name, layout.olderSessionsFolder(harness).resolve(name.session().digits()));
  }

  boolean exists(Bundle bundle) {
    return Files.isDirectory(bundle.folder(), NOFOLLOW_LINKS);
  }

  /** Every session folder of the store, older ones too; those that are not private are left out. */
  List<Path> all() throws IOException {
    List<Path> trees = new ArrayList<>();
    trees.add(layout.sessionsFolder());
    olderHarnesses.forEach(harness -> trees.add(layout.olderSessionsFolder(harness)));
    List<Path> folders = new ArrayList<>();
    for (Path tree : trees) {
      for (Path folder : entries(tree)) {
        if (isSession(folder) && guard.look(folder) == FolderGuard.Standing.PRIVATE) {
          folders.add(folder);
        }
      }
    }
    return folders;
  }

  private static boolean isSession(Path folder) {
    return SessionHash.parse(String.valueOf(folder.getFileName()))
        .fold(hash -> true, refusal -> false);
  }

  /** Every bundle that has something under the name of its record, readable or not. */
  public List<Bundle> bundles() throws IOException {
    List<Bundle> bundles = new ArrayList<>();
    for (Path folder : all()) {
      bundlesIn(folder).forEach(bundles::add);
    }
    return bundles;
  }

  /** Every bundle of one session, in its direct folder and in older ones. */
  public List<Bundle> bundles(SessionHash session) throws IOException {
    List<Bundle> bundles = new ArrayList<>();
    for (Path folder :
        Stream.concat(Stream.of(direct(session)), older(session).stream()).toList()) {
      if (guard.look(folder) == FolderGuard.Standing.PRIVATE) {
        bundlesIn(folder).forEach(bundles::add);
      }
    }
    return bundles;
  }

  private static Stream<Bundle> bundlesIn(Path folder) throws IOException {
    SessionHash session = new SessionHash(String.valueOf(folder.getFileName()));
    return entries(folder).stream()
        .map(file -> Bundle.recordedTask(String.valueOf(file.getFileName())))
        .flatMap(Optional::stream)
        .map((TaskId task) -> new Bundle(new BundleName(session, task), folder));
  }

  /** What is in a folder; nothing, when there is no such folder. */
  static List<Path> entries(Path folder) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(entries::add);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return entries;
  }
}

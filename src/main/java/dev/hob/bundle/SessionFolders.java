package dev.hob.bundle;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.SessionHash;
import dev.hob.model.Shown;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which folders a session has: its own below the root, and those of stores older than hob, which
 * kept one tree per harness and are read where they stand.
 */
public final class SessionFolders {
  /** Ids that a refusal names; more would not help to choose. */
  private static final int MAX_NAMED = 8;

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

  /** The bundle's name, and the harness that its folder speaks for. */
  RecordCodec.Place place(Bundle bundle) {
    return new RecordCodec.Place(bundle.name(), olderHarness(bundle).orElse(""));
  }

  /** Whether the id has files anywhere in its session, or a deletion that is not finished. */
  boolean isTaken(BundleName name) {
    return new Bundle(name, direct(name.session())).hasFiles()
        || Files.exists(layout.deletionMark(name, Optional.empty()))
        || olderHarnesses.stream().anyMatch(harness -> isTakenIn(harness, name));
  }

  private boolean isTakenIn(String harness, BundleName name) {
    return Files.exists(layout.olderSessionsFolder(harness))
        && (inOlder(harness, name).hasFiles()
            || Files.exists(layout.deletionMark(name, Optional.of(harness))));
  }

  Bundle inOlder(String harness, BundleName name) {
    return new Bundle(name, layout.olderSessionsFolder(harness).resolve(name.session().digits()));
  }

  boolean isHarness(String name) {
    return olderHarnesses.contains(name);
  }

  /**
   * Bundles that were found, and folders that were not looked into: not private, or not readable.
   * What lies there is not gone, so nothing may be concluded from its absence here.
   */
  public record Listing(List<Bundle> bundles, List<Path> leftOut) {
    public Listing {
      bundles = List.copyOf(bundles);
      leftOut = List.copyOf(leftOut);
    }
  }

  /** Every session folder of the store, older ones too, usable or not. */
  List<Path> all() throws IOException {
    List<Path> trees = new ArrayList<>();
    trees.add(layout.sessionsFolder());
    olderHarnesses.forEach(harness -> trees.add(layout.olderSessionsFolder(harness)));
    List<Path> folders = new ArrayList<>();
    for (Path tree : trees) {
      entries(tree).stream().filter(SessionFolders::isSession).forEach(folders::add);
    }
    return folders;
  }

  private static boolean isSession(Path folder) {
    return SessionHash.parse(String.valueOf(folder.getFileName())).isOk();
  }

  /** Every session of the store, each once. */
  public Set<SessionHash> sessions() throws IOException {
    Set<SessionHash> sessions = new LinkedHashSet<>();
    all().forEach(it -> sessions.add(new SessionHash(String.valueOf(it.getFileName()))));
    return sessions;
  }

  /** Every bundle that has something under the name of its record, readable or not. */
  public Listing bundles() throws IOException {
    return listing(all());
  }

  /** Every bundle of one session, in its direct folder and in older ones. */
  public Listing bundles(SessionHash session) {
    return listing(Stream.concat(Stream.of(direct(session)), older(session).stream()).toList());
  }

  private Listing listing(List<Path> folders) {
    List<Bundle> bundles = new ArrayList<>();
    List<Path> leftOut = new ArrayList<>();
    for (Path folder : folders) {
      try {
        bundles.addAll(bundlesIn(folder));
      } catch (IOException e) {
        leftOut.add(folder);
      }
    }
    return new Listing(bundles, leftOut);
  }

  private List<Bundle> bundlesIn(Path folder) throws IOException {
    try {
      guard.require(folder);
    } catch (NoSuchFileException e) {
      return List.of();
    }
    SessionHash session = new SessionHash(String.valueOf(folder.getFileName()));
    return entries(folder).stream()
        .map(file -> Bundle.recordedTask(String.valueOf(file.getFileName())))
        .flatMap(Optional::stream)
        .map(task -> new Bundle(new BundleName(session, task), folder))
        .toList();
  }

  /** The one bundle of a session whose id is the text or begins with it. */
  public Result<Bundle> resolve(SessionHash session, String text) {
    List<Bundle> matching =
        bundles(session).bundles().stream()
            .filter(bundle -> bundle.name().task().value().startsWith(text))
            .toList();
    List<Bundle> exact =
        matching.stream().filter(it -> it.name().task().value().equals(text)).toList();
    List<Bundle> candidates = exact.isEmpty() ? matching : exact;
    if (candidates.isEmpty() || text.isEmpty()) {
      return Result.refused(
          Refusal.of(
              RefusalCode.TASK_NOT_FOUND,
              "no task of this session has an id that begins with " + Shown.text(text),
              "hob list shows them"));
    }
    return candidates.size() == 1
        ? Result.ok(candidates.get(0))
        : Result.refused(ambiguous(text, candidates));
  }

  private static Refusal ambiguous(String text, List<Bundle> candidates) {
    List<String> ids =
        candidates.stream().map(it -> it.name().task().value()).sorted().limit(MAX_NAMED).toList();
    return Refusal.of(
        RefusalCode.AMBIGUOUS_ID,
        candidates.size() + " tasks have an id that begins with " + Shown.text(text),
        "give more of the id: " + String.join(", ", ids));
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

package dev.hob.bundle;

import dev.hob.model.IdSource;
import java.nio.file.Path;
import java.util.List;

/**
 * The door to all files of the store.
 *
 * <p>Reading needs nothing. Whoever writes must hold the {@link StoreLock}, and changes what exists
 * of a task through the {@link RecordWriter}, which keeps the order.
 */
public final class BundleStore {
  /** Harnesses whose stores are older than hob and lie below the same root. */
  public static final List<String> OLDER_HARNESSES = List.of("opencode", "pi");

  private final SessionFolders folders;
  private final SessionStore sessions;
  private final LiveMarks live;
  private final RecordStore records;
  private final ExitMarkerStore markers;
  private final CaptureFiles captures;
  private final ClaimStore claims;
  private final InputFiles input;
  private final NoticeJournalStore notices;
  private final TimesStore times;
  private final WritesStore writes;
  private final Deletion deletion;
  private final Quarantine quarantine;
  private final StoreSweep sweep;
  private final DaemonFile daemon;
  private final SessionBookStore sessionBook;
  private final RunFolder run;
  private final CacheFolder cache;
  private final Path lockFile;

  /**
   * Who uses the store.
   *
   * @param pid goes into the names of temp files, so that their writer is known
   * @param ids for names of what is set aside
   * @param olderHarnesses whose trees are looked into too
   */
  public record User(long pid, IdSource ids, List<String> olderHarnesses) {
    public User {
      olderHarnesses = List.copyOf(olderHarnesses);
      if (!olderHarnesses.stream().allMatch(name -> name.matches("[A-Za-z0-9_-]+"))) {
        throw new IllegalArgumentException("not names of harnesses: " + olderHarnesses);
      }
    }
  }

  public static BundleStore of(StoreRoot root, User user) {
    return over(root, user, new Disk(DiskProbe.NONE, NameExchange.ofPlatform()));
  }

  static BundleStore over(StoreRoot root, User user, Disk disk) {
    return new BundleStore(new StoreLayout(root.path()), user, disk, Owner.current());
  }

  private BundleStore(StoreLayout layout, User user, Disk disk, Owner owner) {
    AtomicFile files = new AtomicFile(disk, user.pid());
    lockFile = layout.lockFile();
    folders = new SessionFolders(layout, user.olderHarnesses(), new FolderGuard(owner));
    sessions = new SessionStore(layout, folders, disk, files, owner);
    live = new LiveMarks(layout, disk, new FolderGuard(owner));
    records = new RecordStore(layout.root(), folders, sessions, live, files, owner);
    markers = new ExitMarkerStore(disk, files, owner);
    captures = new CaptureFiles(layout.root(), disk, markers);
    claims = new ClaimStore(disk, owner);
    input = new InputFiles(layout.root(), disk);
    notices = new NoticeJournalStore(layout.root(), disk, owner);
    times = new TimesStore(disk, owner);
    writes = new WritesStore(disk, owner);
    deletion = new Deletion(layout, folders, records, sessions, disk);
    quarantine = new Quarantine(layout, disk, user.ids(), owner);
    sweep = new StoreSweep(layout, folders, live, deletion, disk);
    daemon = new DaemonFile(layout, files, disk);
    sessionBook = new SessionBookStore(layout, disk, files, user.ids(), owner);
    run = new RunFolder(layout, disk, files, owner);
    cache = new CacheFolder(layout, disk, files, owner);
  }

  /** Where the files of a task lie; they need not exist. */
  public Bundle bundle(BundleName name) {
    return folders.locate(name);
  }

  /** Locked while somebody writes to the store; to be looked at by other processes only. */
  public Path lockFile() {
    return lockFile;
  }

  public SessionFolders folders() {
    return folders;
  }

  public SessionStore sessions() {
    return sessions;
  }

  public LiveMarks live() {
    return live;
  }

  public RecordStore records() {
    return records;
  }

  public ExitMarkerStore markers() {
    return markers;
  }

  public CaptureFiles captures() {
    return captures;
  }

  public ClaimStore claims() {
    return claims;
  }

  public InputFiles input() {
    return input;
  }

  public NoticeJournalStore notices() {
    return notices;
  }

  public TimesStore times() {
    return times;
  }

  public WritesStore writes() {
    return writes;
  }

  Deletion deletion() {
    return deletion;
  }

  Quarantine quarantine() {
    return quarantine;
  }

  public StoreSweep sweep() {
    return sweep;
  }

  public DaemonFile daemon() {
    return daemon;
  }

  public SessionBookStore sessionBook() {
    return sessionBook;
  }

  public CacheFolder cache() {
    return cache;
  }

  public RunFolder run() {
    return run;
  }
}

package dev.hob.bundle;

import dev.hob.model.SessionHash;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where everything lies below the root.
 *
 * <pre>
 * store.lock                            held by the one writer for its life
 * hobd.json                             where the daemon is
 * sessions.json                         which processes speak for which sessions
 * sessions.json.damaged-&lt;random&gt;        one that could not be read, set aside
 * run/                                  its socket
 * log/                                  its log
 * live/&lt;session-hash&gt;.&lt;task-id&gt;          what recovery must read
 * live/&lt;session-hash&gt;.&lt;task-id&gt;.delete   a deletion that has begun and must be finished;
 * {@code .delete.<harness>} in an older tree
 * bash-tasks/&lt;session-hash&gt;/            the bundles of a session
 * &lt;harness&gt;/bash-tasks/&lt;session-hash&gt;/  the same in stores older than hob
 * quarantine/&lt;session-hash&gt;/            what could not be read as what it should be
 * </pre>
 */
record StoreLayout(Path root) {
  static final String BUNDLES = "bash-tasks";
  static final String SESSION_FILE = "session.json";

  Path lockFile() {
    return root.resolve("store.lock");
  }

  Path daemonFile() {
    return root.resolve("hobd.json");
  }

  Path sessionBookFile() {
    return root.resolve("sessions.json");
  }

  Path runFolder() {
    return root.resolve("run");
  }

  Path cacheFolder() {
    return root.resolve("cache");
  }

  Path liveFolder() {
    return root.resolve("live");
  }

  Path liveMark(BundleName name) {
    return liveFolder().resolve(name.session() + "." + name.task());
  }

  Path deletionMark(BundleName name, Optional<String> olderHarness) {
    return liveFolder().resolve(new DeletionMark(name, olderHarness).fileName());
  }

  Path sessionsFolder() {
    return root.resolve(BUNDLES);
  }

  Path sessionFolder(SessionHash session) {
    return sessionsFolder().resolve(session.digits());
  }

  Path olderSessionsFolder(String harness) {
    return root.resolve(harness).resolve(BUNDLES);
  }

  Path quarantineFolder() {
    return root.resolve("quarantine");
  }

  Path quarantineFolder(SessionHash session) {
    return quarantineFolder().resolve(session.digits());
  }
}

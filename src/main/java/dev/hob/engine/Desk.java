package dev.hob.engine;

import dev.hob.bundle.BundleName;

/** What all parts of the engine work with: the surroundings, and what is known of tasks. */
record Desk(
    Surroundings all,
    Admission gate,
    LiveTasks live,
    Catalogue catalogue,
    Ledger ledger,
    Scans scans,
    Telling telling) {

  /** Those who show what a task has said, and tell its session what has become of it. */
  record Telling(Outputs outputs, PostOffice post, Watches watches, Sessions sessions) {

    /** Whether the session is still to be told something of the task, or may be. */
    boolean isUntold(BundleName task) {
      return post.isOpen(task) || watches.isOpen(task);
    }
  }
}

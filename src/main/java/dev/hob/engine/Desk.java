package dev.hob.engine;

/** What all parts of the engine work with: the surroundings, and what is known of tasks. */
record Desk(
    Surroundings all,
    Admission gate,
    LiveTasks live,
    Catalogue catalogue,
    Ledger ledger,
    Scans scans) {}

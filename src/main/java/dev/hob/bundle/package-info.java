/**
 * The files of a task: where they lie, what they say, and how they are written so that no crash can
 * corrupt them.
 *
 * <p>Owns everything below the store's root but the index. Files are the truth: whoever is killed
 * at whatever instant, each file afterwards has its old content or its new one. May depend on the
 * model, on Jackson in the codecs, and on JNA in {@code NameExchange}.
 *
 * <p>Invariants: reading never moves or writes. Only {@code Disk} changes the file system, and asks
 * its probe before each step, so that tests can end the process at any of them. One process writes,
 * the one that holds the store's lock; within it, updates of one task follow each other on the
 * task's lane. Ids and hashes are validated before a path is made of them: a {@code BundleName}
 * cannot name anything outside the store.
 *
 * <p>Public: {@code StoreRoot} (opens and checks the folder), {@code StoreLock}, {@code
 * BundleStore} (the door to the rest: records, sessions and their registry, markers, journals,
 * deletion, quarantine, sweep), {@code Lanes} and {@code RecordWriter} (the one writer), and the
 * values that readings give. Each format has a layout (names), a codec (bytes to values, no paths)
 * and a store (paths, atomic writes).
 */
@NullMarked
package dev.hob.bundle;

import org.jspecify.annotations.NullMarked;

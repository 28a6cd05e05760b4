package dev.hob.model;

/** Where ids come from; random in production, chosen in tests. */
@FunctionalInterface
public interface IdSource {
  TaskId next();
}

package dev.hob.model;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * By what the leftovers of an ended task are found: its group, and when its leader started. The pid
 * itself is gone, for it is somebody else's now.
 */
public record FormerProcess(OptionalLong pgid, Optional<String> start) {
  public static final FormerProcess NONE =
      new FormerProcess(OptionalLong.empty(), Optional.empty());

  public static FormerProcess of(long pgid, String start) {
    return new FormerProcess(OptionalLong.of(pgid), Optional.of(start));
  }
}

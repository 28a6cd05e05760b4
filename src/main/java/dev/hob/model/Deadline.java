package dev.hob.model;

import java.time.Duration;
import java.time.Instant;

/**
 * When the timeout strikes.
 *
 * @param boot the boot whose clock counts: wall clocks step, and a process lives within one boot
 * @param sinceBoot on that boot's monotonic clock; time asleep does not count
 * @param display the same moment by the wall clock, for people
 */
public record Deadline(String boot, Duration sinceBoot, Instant display) {}

package dev.hob.process;

/**
 * What the system says of a process.
 *
 * @param group and {@code session}: 0 where the platform does not tell
 * @param residentBytes 0 where the platform does not tell
 * @param stopped by a stop signal: it does not see others before it goes on
 */
public record ProcessFacts(
    ProcessRef ref,
    long parent,
    long group,
    long session,
    boolean stopped,
    long residentBytes,
    String name) {

  public long pid() {
    return ref.pid();
  }
}

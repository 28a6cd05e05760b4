package dev.hob.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A whole environment, byte for byte: names and values need not be text, and values may hold
 * newlines.
 */
public final class EnvironmentBlock {
  /** {@code NAME=value} by name; names and values as ISO-8859-1, which keeps every byte. */
  private final Map<String, String> entries;

  private EnvironmentBlock(Map<String, String> entries) {
    this.entries = entries;
  }

  public static EnvironmentBlock empty() {
    return new EnvironmentBlock(Map.of());
  }

  public static EnvironmentBlock of(Map<String, String> variables) {
    return empty().with(variables);
  }

  /** From {@code NAME=value} entries, each ended by a NUL; what has no name is left out. */
  public static EnvironmentBlock ofNulSeparated(byte[] block) {
    Map<String, String> entries = new LinkedHashMap<>();
    for (String entry : new String(block, StandardCharsets.ISO_8859_1).split("\0")) {
      int equals = entry.indexOf('=');
      if (equals > 0) {
        entries.put(entry.substring(0, equals), entry.substring(equals + 1));
      }
    }
    return new EnvironmentBlock(entries);
  }

  public EnvironmentBlock with(Map<String, String> variables) {
    Map<String, String> changed = new LinkedHashMap<>(entries);
    variables.forEach((name, value) -> changed.put(bytesOf(name), bytesOf(value)));
    return new EnvironmentBlock(changed);
  }

  public EnvironmentBlock without(Collection<String> names) {
    Map<String, String> changed = new LinkedHashMap<>(entries);
    names.forEach(name -> changed.remove(bytesOf(name)));
    return new EnvironmentBlock(changed);
  }

  private static String bytesOf(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  public Optional<String> value(String name) {
    return Optional.ofNullable(entries.get(bytesOf(name)))
        .map(it -> new String(it.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
  }

  /** Whether there are names that no shell has for its own variables. */
  public boolean hasOddNames() {
    return entries.keySet().stream().anyMatch(it -> !it.matches("[A-Za-z_][A-Za-z0-9_]*"));
  }

  /** Each entry as {@code NAME=value}, without an end. */
  public List<byte[]> entries() {
    List<byte[]> bytes = new ArrayList<>();
    entries.forEach(
        (name, value) -> bytes.add((name + '=' + value).getBytes(StandardCharsets.ISO_8859_1)));
    return bytes;
  }

  /** All entries, each ended by a NUL. */
  public byte[] nulSeparated() {
    StringBuilder block = new StringBuilder();
    entries.forEach((name, value) -> block.append(name).append('=').append(value).append('\0'));
    return block.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EnvironmentBlock it && Arrays.equals(nulSeparated(), it.nulSeparated());
  }

  @Override
  public int hashCode() {
    return entries.hashCode();
  }

  /** Values are often secrets. */
  @Override
  public String toString() {
    return entries.size() + " variables";
  }
}

package dev.hob.output;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What bytes that are no text are, by how they begin. */
final class Kind {
  static final int BYTES = 16;
  private static final String UNKNOWN = "binary data";

  /** Latin-1 characters stand for bytes. */
  private static final List<Sign> SIGNS =
      List.of(
          new Sign("\u0089PNG", "PNG image"),
          new Sign("\u00ff\u00d8\u00ff", "JPEG image"),
          new Sign("GIF8", "GIF image"),
          new Sign("%PDF", "PDF document"),
          new Sign("PK\u0003\u0004", "zip archive"),
          new Sign("\u001f\u008b", "gzip data"),
          new Sign("BZh", "bzip2 data"),
          new Sign("\u00fd7zXZ", "xz data"),
          new Sign("(\u00b5/\u00fd", "zstd data"),
          new Sign("7z\u00bc\u00af", "7-zip archive"),
          new Sign("\u007fELF", "ELF program"),
          new Sign("\u00ca\u00fe\u00ba\u00be", "Java class or Mach-O program"),
          new Sign("\u00cf\u00fa\u00ed\u00fe", "Mach-O program"),
          new Sign("MZ", "Windows program"),
          new Sign("\u0000asm", "WebAssembly module"),
          new Sign("SQLite format 3", "SQLite database"),
          new Sign("OggS", "Ogg media"),
          new Sign("RIFF", "RIFF media"),
          new Sign("\u00ff\u00fe", "UTF-16 text"),
          new Sign("\u00fe\u00ff", "UTF-16 text"));

  private Kind() {}

  private record Sign(String beginning, String kind) {}

  static String of(byte[] beginning) {
    String text = new String(beginning, StandardCharsets.ISO_8859_1);
    return SIGNS.stream()
        .filter(it -> text.startsWith(it.beginning()))
        .map(Sign::kind)
        .findFirst()
        .orElse(UNKNOWN);
  }
}

package dev.hob.process.pty;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Text between the marks by which a program tells what was pasted from what was typed. */
public final class Pasted {
  private static final String BEGIN = "\u001b[200~";
  private static final String END = "\u001b[201~";

  private Pasted() {}

  /** What would end it early is left out. */
  public static byte[] bytes(byte[] text) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(BEGIN.getBytes(StandardCharsets.US_ASCII));
    all.writeBytes(
        new String(text, StandardCharsets.ISO_8859_1)
            .replace(END, "")
            .getBytes(StandardCharsets.ISO_8859_1));
    all.writeBytes(END.getBytes(StandardCharsets.US_ASCII));
    return all.toByteArray();
  }
}

package dev.hob.output;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What a reader gets of one stream.
 *
 * @param at where it would begin if it had anything
 * @param total how long the stream was
 * @param parts one after another, without a hole between them
 */
public record Window(long at, long total, List<Part> parts) {
  public Window {
    parts = List.copyOf(parts);
  }

  public long from() {
    return parts.isEmpty() ? at : parts.get(0).from();
  }

  /** Where the next one begins. */
  public long to() {
    return parts.isEmpty() ? at : parts.get(parts.size() - 1).to();
  }

  /** As a reader sees it, with a line for each part that is not shown. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      boolean midLine = text.length() > 0 && text.charAt(text.length() - 1) != '\n';
      if (midLine && !(part instanceof Part.Shown)) {
        text.append('\n');
      }
      text.append(part.mark());
    }
    return text.toString();
  }

  /** The shown bytes as they are, for a window that was read raw. */
  public byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Part part : parts) {
      if (part instanceof Part.Shown shown) {
        bytes.writeBytes(shown.bytes());
      }
    }
    return bytes.toByteArray();
  }

  /** What is there and not shown: before, between and after. */
  public List<Part.LeftOut> leftOut() {
    List<Part.LeftOut> leftOut = new ArrayList<>();
    if (from() > 0) {
      leftOut.add(new Part.LeftOut(0, from()));
    }
    for (Part part : parts) {
      if (part instanceof Part.LeftOut inside) {
        leftOut.add(inside);
      }
    }
    if (to() < total) {
      leftOut.add(new Part.LeftOut(to(), total));
    }
    return leftOut;
  }

  /** How many lines lack their middle. */
  public int shortenedLines() {
    return parts.stream()
        .mapToInt(it -> it instanceof Part.Shown shown ? shown.shortenedLines() : 0)
        .sum();
  }
}

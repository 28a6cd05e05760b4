package dev.hob.notice;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a scan is to find, worked out in the simplest way: all of the stream at once, line by line,
 * with the JDK's own search.
 */
final class PlainOracle {
  private static final Pattern SEQUENCE =
      Pattern.compile(
          "\\x1b[ -/]*+(?:\\[[ -?]*+[@-~]?|[\\]PX^_][^\\x07\\x1b]*+\\x07?|[0-~])?", Pattern.DOTALL);

  private PlainOracle() {}

  /** A match in the stream, and the line that it is in. */
  record Found(long line, long from, long to) {}

  /** Chars of a text, and where in the stream each of them begins and ends. */
  private record Placed(String text, List<Long> begins, List<Long> ends) {

    static Placed bytes(String latin, long from) {
      List<Long> begins = new ArrayList<>();
      List<Long> ends = new ArrayList<>();
      for (int i = 0; i < latin.length(); i++) {
        begins.add(from + i);
        ends.add(from + i + 1);
      }
      return new Placed(latin, begins, ends);
    }

    Placed withoutEscapes() {
      StringBuilder left = new StringBuilder();
      List<Long> leftBegins = new ArrayList<>();
      List<Long> leftEnds = new ArrayList<>();
      Matcher sequence = SEQUENCE.matcher(text);
      int at = 0;
      while (at < text.length()) {
        int next = sequence.find(at) ? sequence.start() : text.length();
        left.append(text, at, next);
        leftBegins.addAll(begins.subList(at, next));
        leftEnds.addAll(ends.subList(at, next));
        at = next < text.length() ? sequence.end() : next;
      }
      return new Placed(left.toString(), leftBegins, leftEnds);
    }

    Placed decoded() {
      StringBuilder characters = new StringBuilder();
      List<Long> newBegins = new ArrayList<>();
      List<Long> newEnds = new ArrayList<>();
      int at = 0;
      while (at < text.length()) {
        int width = Math.min(4, text.length() - at);
        Optional<String> character = Optional.empty();
        while (width > 0 && character.isEmpty()) {
          character = strictly(text.substring(at, at + width));
          width -= character.isEmpty() ? 1 : 0;
        }
        String taken = character.orElse("\ufffd");
        for (int i = 0; i < taken.length(); i++) {
          newBegins.add(begins.get(at));
          newEnds.add(ends.get(at + Math.max(1, width) - 1));
        }
        characters.append(taken);
        at += Math.max(1, width);
      }
      return new Placed(characters.toString(), newBegins, newEnds);
    }

    /** One character that is these bytes. */
    private static Optional<String> strictly(String latin) {
      try {
        CharBuffer text =
            StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(latin.getBytes(StandardCharsets.ISO_8859_1)));
        return Optional.of(text.toString()).filter(it -> it.codePointCount(0, it.length()) == 1);
      } catch (CharacterCodingException e) {
        return Optional.empty();
      }
    }

    Optional<Found> first(Pattern pattern, long line) {
      Matcher matcher = pattern.matcher(text);
      return matcher.find() ? Optional.of(found(matcher, line)) : Optional.empty();
    }

    private Found found(Matcher matcher, long line) {
      return new Found(line, begins.get(matcher.start()), ends.get(matcher.end() - 1));
    }
  }

  static List<Found> text(byte[] stream, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    String latin = new String(bytes, StandardCharsets.ISO_8859_1);
    Pattern pattern = Pattern.compile(Pattern.quote(latin));
    return each(stream, pattern, false);
  }

  static List<Found> regex(byte[] stream, Pattern pattern) {
    return each(stream, pattern, true);
  }

  /** The positions where lines begin. */
  static List<Long> lines(byte[] stream) {
    List<Long> begins = new ArrayList<>();
    begins.add(0L);
    for (int i = 0; i < stream.length; i++) {
      if (stream[i] == '\n' || stream[i] == '\r') {
        begins.add(i + 1L);
      }
    }
    return begins;
  }

  private static List<Found> each(byte[] stream, Pattern pattern, boolean decodes) {
    List<Found> all = new ArrayList<>();
    String latin = new String(stream, StandardCharsets.ISO_8859_1);
    List<Long> begins = lines(stream);
    for (int i = 0; i < begins.size(); i++) {
      long begin = begins.get(i);
      long end = i + 1 < begins.size() ? begins.get(i + 1) - 1 : stream.length;
      Placed raw = Placed.bytes(latin.substring((int) begin, (int) end), begin);
      Placed shown = raw.withoutEscapes();
      Optional<Found> inRaw = (decodes ? raw.decoded() : raw).first(pattern, begin);
      Optional<Found> inShown = (decodes ? shown.decoded() : shown).first(pattern, begin);
      boolean shownIsFirst =
          inRaw.isEmpty() || (inShown.isPresent() && inShown.get().to() < inRaw.get().to());
      (shownIsFirst ? inShown : inRaw).ifPresent(all::add);
    }
    return all;
  }
}

package dev.hob.cli;

import dev.hob.model.EnvironmentBlock;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a launcher sends, as bytes. The first part is what a web form sends, so that a script can
 * have it made; bytes that are no text follow as they are.
 *
 * <pre>
 * a=ARG&amp;a=ARG…      the arguments, in order
 * &amp;cwd=FOLDER
 * &amp;tty=101          whether 0, 1 and 2 are terminals
 * &amp;cols=80          how wide; absent where that is not known
 * &amp;umask=022        absent where that is not known
 * &amp;stdin=yes      an input follows; empty or absent where none does
 * &amp;env=&amp;BYTES       NAME=VALUE entries, each ended by a NUL
 * &amp;in=&amp;BYTES        the standard input, to its end; only where it was asked for
 * </pre>
 *
 * The mark of the input stands where an entry would begin.
 */
public final class InvocationCodec {
  private static final byte[] ENVIRONMENT = "&env=&".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] INPUT = "&in=&".getBytes(StandardCharsets.US_ASCII);

  /** Keeps every byte. */
  private static final Charset BYTES = StandardCharsets.ISO_8859_1;

  private static final int MOST_COLUMNS = 10_000;

  private InvocationCodec() {}

  public static byte[] encode(Invocation call, Optional<byte[]> input) {
    StringBuilder form = new StringBuilder();
    call.arguments().forEach(it -> add(form, "a", it));
    add(form, "cwd", call.folder());
    Invocation.Terminal terminal = call.terminal();
    add(form, "tty", bit(terminal.stdin()) + bit(terminal.stdout()) + bit(terminal.stderr()));
    add(form, "cols", String.valueOf(terminal.columns()));
    call.umask().ifPresent(it -> add(form, "umask", it));
    input.ifPresent(it -> add(form, "stdin", "yes"));
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(form.toString().getBytes(StandardCharsets.US_ASCII));
    body.writeBytes(ENVIRONMENT);
    body.writeBytes(call.environment().nulSeparated());
    input.ifPresent(
        bytes -> {
          body.writeBytes(INPUT);
          body.writeBytes(bytes);
        });
    return body.toByteArray();
  }

  private static String bit(boolean set) {
    return set ? "1" : "0";
  }

  private static void add(StringBuilder form, String name, String value) {
    form.append(form.isEmpty() ? "" : "&").append(name).append('=');
    form.append(URLEncoder.encode(value, StandardCharsets.UTF_8));
  }

  public static Result<Invocation> decode(String callId, byte[] body) {
    int formEnd = find(body, ENVIRONMENT, 0);
    if (formEnd < 0) {
      return refused("it has no environment");
    }
    int blockBegin = formEnd + ENVIRONMENT.length;
    try {
      Form form = Form.of(new String(body, 0, formEnd, BYTES));
      boolean hasInput = form.one("stdin").filter(it -> !it.isEmpty()).isPresent();
      int blockEnd = hasInput ? endOfEntries(body, blockBegin) : body.length;
      if (!form.all("a").stream().allMatch(InvocationCodec::isText)) {
        return Result.refused(
            Refusal.of(
                RefusalCode.BAD_REQUEST,
                "an argument is no text in UTF-8",
                "give such bytes in a variable or in a file"));
      }
      return form.one("cwd").isEmpty()
          ? refused("it has no folder")
          : Result.ok(
              new Invocation(
                  form.all("a").stream().map(InvocationCodec::text).toList(),
                  text(form.one("cwd").get()),
                  EnvironmentBlock.ofNulSeparated(Arrays.copyOfRange(body, blockBegin, blockEnd)),
                  terminal(form),
                  form.one("umask").filter(it -> !it.isEmpty()),
                  input(body, blockEnd),
                  callId));
    } catch (IllegalArgumentException e) {
      return refused("it is no web form");
    }
  }

  /** Behind each NUL there is another entry, or the mark of the input. */
  private static int endOfEntries(byte[] body, int from) {
    int at = from;
    while (at < body.length && !isAt(body, INPUT, at)) {
      int nul = at;
      while (nul < body.length && body[nul] != 0) {
        nul++;
      }
      at = Math.min(nul + 1, body.length);
    }
    return at;
  }

  private static Invocation.Input input(byte[] body, int mark) {
    if (mark >= body.length) {
      return Invocation.Input.NONE;
    }
    int begin = mark + INPUT.length;
    return () -> Optional.of(new ByteArrayInputStream(body, begin, body.length - begin));
  }

  private static Invocation.Terminal terminal(Form form) {
    String bits = form.one("tty").filter(it -> it.matches("[01]{3}")).orElse("000");
    int columns =
        form.one("cols")
            .filter(it -> it.matches("[0-9]{1,5}"))
            .map(Integer::parseInt)
            .filter(it -> it <= MOST_COLUMNS)
            .orElse(0);
    return new Invocation.Terminal(
        bits.charAt(0) == '1', bits.charAt(1) == '1', bits.charAt(2) == '1', columns);
  }

  private static int find(byte[] body, byte[] wanted, int from) {
    for (int at = from; at <= body.length - wanted.length; at++) {
      if (isAt(body, wanted, at)) {
        return at;
      }
    }
    return -1;
  }

  private static boolean isAt(byte[] body, byte[] wanted, int at) {
    return at + wanted.length <= body.length
        && Arrays.equals(body, at, at + wanted.length, wanted, 0, wanted.length);
  }

  private static String text(String bytes) {
    return new String(bytes.getBytes(BYTES), StandardCharsets.UTF_8);
  }

  /** What is no text would be changed by decoding it. */
  private static boolean isText(String bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.getBytes(BYTES)));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static Result<Invocation> refused(String why) {
    return Result.refused(
        Refusal.of(
            RefusalCode.BAD_REQUEST,
            "that is no call of a launcher: " + why,
            "the launcher and the daemon are of different versions: hob stop"));
  }

  /** Names and values, each character of which is a byte. */
  private record Form(List<String> names, List<String> values) {

    static Form of(String text) {
      Form form = new Form(new ArrayList<>(), new ArrayList<>());
      for (String pair : text.split("&", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          form.names().add(pair.substring(0, equals));
          form.values().add(URLDecoder.decode(pair.substring(equals + 1), BYTES));
        }
      }
      return form;
    }

    List<String> all(String name) {
      List<String> found = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        if (names.get(i).equals(name)) {
          found.add(values.get(i));
        }
      }
      return found;
    }

    Optional<String> one(String name) {
      List<String> found = all(name);
      return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }
  }
}

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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

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
 * &amp;pid=4711        whose process makes the call; absent where that is not known
 * &amp;input=5          how many bytes of input there are; none; or some, by who cannot count them
 * &amp;env=&amp;BYTES       NAME=VALUE entries, each ended by a NUL
 * &amp;in=&amp;BYTES        the standard input, to its end; only where it was asked for
 * </pre>
 *
 * The mark of the input stands where an entry would begin. A script does not know how long its
 * input is: then the first such mark is it, if an argument is {@code -}, for only those calls have
 * an input; else an entry may look like the mark.
 */
public final class InvocationCodec {
  private static final byte[] ENVIRONMENT = "&env=&".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] INPUT = "&in=&".getBytes(StandardCharsets.US_ASCII);
  private static final String NO_INPUT = "none";
  private static final String SOME_INPUT = "some";
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
    call.pid().ifPresent(it -> add(form, "pid", String.valueOf(it)));
    add(form, "input", input.map(it -> String.valueOf(it.length)).orElse(NO_INPUT));
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
    try {
      return decode(
          callId,
          Form.of(new String(body, 0, formEnd, StandardCharsets.ISO_8859_1)),
          new Rest(body, formEnd + ENVIRONMENT.length));
    } catch (IllegalArgumentException e) {
      return refused("it is no web form");
    } catch (CharacterCodingException e) {
      return Result.refused(
          Refusal.of(
              RefusalCode.BAD_REQUEST,
              "an argument is not UTF-8",
              "put such bytes into a file or a variable: those are kept as they are"));
    }
  }

  private static Result<Invocation> decode(String callId, Form form, Rest rest)
      throws CharacterCodingException {
    List<String> arguments = form.texts("a");
    Optional<String> folder = form.one("cwd");
    OptionalInt mark = rest.mark(form.one("input"), arguments);
    if (folder.isEmpty()) {
      return refused("it has no folder");
    }
    if (mark.isEmpty() || !rest.isWhole(mark.getAsInt())) {
      return refused("it breaks off");
    }
    return Result.ok(
        new Invocation(
            arguments,
            folder.get(),
            rest.environment(mark.getAsInt()),
            terminal(form),
            form.one("umask").filter(it -> !it.isEmpty()),
            rest.input(mark.getAsInt()),
            pid(form),
            callId));
  }

  /** What follows the form, from {@code begin} on. A class, for bytes are not compared. */
  private static final class Rest {
    private final byte[] body;
    private final int begin;

    Rest(byte[] body, int begin) {
      this.body = body;
      this.begin = begin;
    }

    /**
     * Where the input's mark stands; the end of the body for none; empty where there must be one.
     */
    OptionalInt mark(Optional<String> said, List<String> arguments) {
      if (said.isEmpty()) {
        return OptionalInt.of(arguments.contains("-") ? endOfEntries() : body.length);
      }
      if (said.get().equals(SOME_INPUT)) {
        return OptionalInt.of(endOfEntries());
      }
      if (said.get().equals(NO_INPUT)) {
        return OptionalInt.of(body.length);
      }
      int mark = body.length - INPUT.length - Integer.parseInt(said.get());
      return mark >= begin && isAt(body, INPUT, mark) ? OptionalInt.of(mark) : OptionalInt.empty();
    }

    /** Behind each NUL there is another entry, or the mark of the input. */
    private int endOfEntries() {
      int at = begin;
      while (at < body.length && !isAt(body, INPUT, at)) {
        int nul = at;
        while (nul < body.length && body[nul] != 0) {
          nul++;
        }
        at = Math.min(nul + 1, body.length);
      }
      return at;
    }

    boolean isWhole(int mark) {
      return mark == begin || body[mark - 1] == 0;
    }

    EnvironmentBlock environment(int mark) {
      return EnvironmentBlock.ofNulSeparated(Arrays.copyOfRange(body, begin, mark));
    }

    Invocation.Input input(int mark) {
      if (mark >= body.length) {
        return Invocation.Input.NONE;
      }
      int first = mark + INPUT.length;
      return () -> Optional.of(new ByteArrayInputStream(body, first, body.length - first));
    }
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

  private static OptionalLong pid(Form form) {
    return form.one("pid").filter(it -> it.matches("[0-9]{1,10}")).stream()
        .mapToLong(Long::parseLong)
        .filter(it -> it >= 1 && it <= Integer.MAX_VALUE)
        .findFirst();
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

  private static Result<Invocation> refused(String why) {
    return Result.refused(
        Refusal.of(
            RefusalCode.BAD_REQUEST,
            "that is no call of a launcher: " + why,
            "the launcher and the daemon are of different versions: hob stop"));
  }

  /** Names and values; each character is a byte. */
  private record Form(List<String> names, List<String> values) {

    static Form of(String text) {
      Form form = new Form(new ArrayList<>(), new ArrayList<>());
      for (String pair : text.split("&", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          form.names().add(pair.substring(0, equals));
          form.values()
              .add(URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.ISO_8859_1));
        }
      }
      return form;
    }

    private List<byte[]> all(String name) {
      List<byte[]> found = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        if (names.get(i).equals(name)) {
          found.add(values.get(i).getBytes(StandardCharsets.ISO_8859_1));
        }
      }
      return found;
    }

    /** A command that is not what was typed must not run. */
    List<String> texts(String name) throws CharacterCodingException {
      List<String> texts = new ArrayList<>();
      for (byte[] bytes : all(name)) {
        texts.add(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
      }
      return texts;
    }

    /** A folder may have a name that is no text; that is no reason to answer nothing at all. */
    Optional<String> one(String name) {
      List<byte[]> found = all(name);
      return found.size() == 1
          ? Optional.of(new String(found.get(0), StandardCharsets.UTF_8))
          : Optional.empty();
    }
  }
}

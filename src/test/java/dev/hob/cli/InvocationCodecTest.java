package dev.hob.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.model.EnvironmentBlock;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.testing.Seeded;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InvocationCodecTest {
  private static final String ID = "call-1";

  private static final List<String> TEXTS =
      List.of(
          "",
          "-",
          "--",
          "run",
          "a b",
          "100%",
          "%41",
          "+",
          "&",
          "=",
          "a=b&c=d",
          "&env=&",
          "&in=&",
          "@file",
          "ü 世界 🐙",
          "line\nline\r\n",
          "\u0001\u001b[2J",
          "x".repeat(3000));

  /** ISO-8859-1: each character is a byte. */
  private static final List<String> ENTRIES =
      List.of(
          "A=",
          "A=1",
          "B=&in=&",
          "C=\n&in=&\n",
          "D=&env=&",
          "E=%41+",
          "F=\u00ff\u00fe\u0001",
          "G=a=b",
          "H=\u00c3\u00bc",
          "I=" + "x".repeat(3000),
          "in=&",
          "Z=&in=");

  private static final List<String> INPUTS =
      List.of(
          "", "text\n", "&in=&", "\0", "\0&in=&\0", "\u0000\u00ff\u0080", "A=1\0&in=&x", "%&+=");

  private static byte[] bytes(String latin) {
    return latin.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static EnvironmentBlock block(List<String> entries) {
    return EnvironmentBlock.ofNulSeparated(bytes(String.join("\0", entries) + "\0"));
  }

  private static <T> List<T> several(Seeded random, List<T> of) {
    List<T> several = new ArrayList<>();
    for (int i = random.below(6); i > 0; i--) {
      several.add(random.of(of));
    }
    return several;
  }

  private static Invocation random(Seeded random, List<String> entries) {
    return new Invocation(
        several(random, TEXTS),
        "/folder" + random.of(TEXTS),
        block(several(random, entries)),
        new Invocation.Terminal(
            random.chance(), random.chance(), random.chance(), random.below(10_001)),
        random.chance() ? Optional.empty() : Optional.of("022"),
        Invocation.Input.NONE,
        random.chance()
            ? OptionalLong.empty()
            : OptionalLong.of(1 + random.below(Integer.MAX_VALUE)),
        ID);
  }

  private static void assertSame(Invocation call, Optional<byte[]> input, Invocation decoded) {
    assertEquals(call.arguments(), decoded.arguments());
    assertEquals(call.folder(), decoded.folder());
    assertArrayEquals(call.environment().nulSeparated(), decoded.environment().nulSeparated());
    assertEquals(call.terminal(), decoded.terminal());
    assertEquals(call.umask(), decoded.umask());
    assertEquals(call.pid(), decoded.pid());
    assertEquals(ID, decoded.callId());
    assertEquals(
        input.map(InvocationCodecTest::latin), input(decoded).map(InvocationCodecTest::latin));
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  static Optional<byte[]> input(Invocation call) {
    try {
      Optional<InputStream> input = call.stdin().open();
      return input.isPresent() ? Optional.of(input.get().readAllBytes()) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatIsSentArrives() {
    Seeded random = Seeded.fresh();
    List<String> entries = new ArrayList<>(ENTRIES);
    entries.addAll(List.of("&in=&look=alike", "&env=&=1"));
    for (int round = 0; round < Seeded.rounds(3_000); round++) {
      Invocation call = random(random, entries);
      Optional<byte[]> input =
          random.chance() ? Optional.empty() : Optional.of(bytes(random.of(INPUTS)));

      byte[] body = InvocationCodec.encode(call, input);

      assertSame(call, input, InvocationCodec.decode(ID, body).orElseThrow());
    }
  }

  @Test
  void whatAScriptSendsArrivesWithoutTheLengthOfItsInput() {
    Seeded random = Seeded.fresh();
    for (int round = 0; round < Seeded.rounds(3_000); round++) {
      Invocation call = random(random, ENTRIES);
      boolean reads = call.arguments().contains("-") && random.chance();
      Optional<byte[]> input = reads ? Optional.of(bytes(random.of(INPUTS))) : Optional.empty();

      byte[] body = asAScript(InvocationCodec.encode(call, input));

      assertSame(call, input, InvocationCodec.decode(ID, body).orElseThrow());
    }
  }

  private static byte[] asAScript(byte[] body) {
    return bytes(latin(body).replaceFirst("&input=(none|[0-9]+)&", "&"));
  }

  @Test
  void aPidThatNoProcessCanHaveIsNone() {
    for (String pid : List.of("1", "4711", "2147483647")) {
      assertEquals(OptionalLong.of(Long.parseLong(pid)), pid(pid), pid);
    }
    for (String pid :
        List.of("0", "2147483648", "9999999999", "99999999999", "-1", "", "x", "1&pid=2")) {
      assertEquals(OptionalLong.empty(), pid(pid), pid);
    }
  }

  private static OptionalLong pid(String said) {
    return InvocationCodec.decode(ID, bytes("a=list&cwd=/&pid=" + said + "&env=&"))
        .orElseThrow()
        .pid();
  }

  @Test
  void anEntryThatLooksLikeTheMarkOfAnInputIsAnEntryWhereNoneWasAskedFor() {
    EnvironmentBlock environment = block(List.of("A=1", "&in=&x", "B=2"));
    Invocation call = call(List.of("run", "--", "env"), environment);

    byte[] body = asAScript(InvocationCodec.encode(call, Optional.empty()));

    assertSame(call, Optional.empty(), InvocationCodec.decode(ID, body).orElseThrow());
  }

  private static Invocation call(List<String> arguments, EnvironmentBlock environment) {
    return new Invocation(
        arguments,
        "/folder",
        environment,
        Invocation.Terminal.NONE,
        Optional.empty(),
        Invocation.Input.NONE,
        OptionalLong.empty(),
        ID);
  }

  @Test
  void aCallThatBreaksOffInItsInputIsRefusedWhereverThatIs() {
    Invocation call = call(List.of("write", "t1", "-"), block(List.of("A=1", "B=2")));
    byte[] body = InvocationCodec.encode(call, Optional.of(bytes("input\0&in=&")));

    for (int length = 0; length < body.length; length++) {
      assertRefused(Arrays.copyOf(body, length));
    }
  }

  @Test
  void aCallThatBreaksOffWithinAnEntryIsRefused() {
    Invocation call = call(List.of("list"), block(List.of("A=1", "B=2")));
    byte[] whole = InvocationCodec.encode(call, Optional.empty());
    int begin = latin(whole).indexOf("&env=&") + "&env=&".length();

    for (byte[] body : List.of(whole, asAScript(whole))) {
      int cut = whole.length - body.length;
      for (int length = 0; length < body.length; length++) {
        boolean isBetweenEntries =
            length == begin - cut || (length > begin - cut && body[length - 1] == 0);
        Result<Invocation> decoded = InvocationCodec.decode(ID, Arrays.copyOf(body, length));
        assertEquals(isBetweenEntries, decoded.isOk(), "cut at " + length);
      }
    }
  }

  private static Refusal assertRefused(byte[] body) {
    Result<Invocation> decoded = InvocationCodec.decode(ID, body);
    assertFalse(decoded.isOk(), () -> "taken: " + latin(body));
    Refusal refusal = ((Result.Refused<Invocation>) decoded).refusal();
    assertEquals(RefusalCode.BAD_REQUEST, refusal.code());
    return refusal;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "&env=&",
        "a=list&env=&",
        "a=list&cwd=%2&env=&",
        "a=%zz&cwd=/&env=&",
        "a=%-1&cwd=/&env=&",
        "a=list&cwd=/&cwd=/&env=&",
        "cwd=/&env=",
        "cwd=/&env=&A=1",
        "cwd=/&input=&env=&",
        "cwd=/&input=-5&env=&&in=&",
        "cwd=/&input=1&env=&&in=&",
        "cwd=/&input=-2147483648&env=&&in=&",
        "cwd=/&input=2147483647&env=&&in=&",
        "cwd=/&input=99999999999&env=&&in=&"
      })
  void whatIsNoCallIsRefused(String body) {
    assertRefused(bytes(body));
  }

  @Test
  void aCommandThatIsNotWhatWasTypedDoesNotRun() {
    Refusal refusal = assertRefused(bytes("a=rm&a=caf%E9&cwd=/&env=&"));

    assertTrue(refusal.message().contains("not UTF-8"), refusal.toString());
    assertRefused(bytes("a=caf\u00e9&cwd=/&env=&"));
    assertTrue(InvocationCodec.decode(ID, bytes("a=list&cwd=/caf%E9&env=&")).isOk());
  }

  @Test
  void whatATerminalSaysOfItselfIsTakenOnlyAsFarAsItMakesSense() {
    String call = "cwd=/&tty=%s&cols=%s&umask=&env=&";

    assertEquals(
        new Invocation.Terminal(true, false, true, 80), terminal(call.formatted("101", "80")));
    assertEquals(Invocation.Terminal.NONE, terminal(call.formatted("yes", "wide")));
    assertEquals(Invocation.Terminal.NONE, terminal(call.formatted("", "99999")));
    assertEquals(Invocation.Terminal.NONE, terminal("cwd=/&env=&"));
  }

  private static Invocation.Terminal terminal(String body) {
    return InvocationCodec.decode(ID, bytes(body)).orElseThrow().terminal();
  }

  @Test
  void garbageNeverThrows() {
    Seeded random = Seeded.fresh();
    int taken = 0;
    for (int round = 0; round < Seeded.rounds(10_000); round++) {
      byte[] body =
          InvocationCodec.encode(
              random(random, ENTRIES),
              random.chance() ? Optional.empty() : Optional.of(bytes(random.of(INPUTS))));
      for (int change = random.below(5); change >= 0; change--) {
        body = mutated(body, random);
      }
      taken += decoded(body) ? 1 : 0;
    }
    assertTrue(taken > 0, "nothing but refusals was tested");
  }

  private static boolean decoded(byte[] body) {
    try {
      Result<Invocation> decoded = InvocationCodec.decode(ID, body);
      return decoded.fold(call -> input(call).map(it -> it.length).orElse(0) >= 0, no -> false);
    } catch (RuntimeException | Error e) {
      throw new AssertionError(latin(body), e);
    }
  }

  private static byte[] mutated(byte[] body, Seeded random) {
    ByteArrayOutputStream mutant = new ByteArrayOutputStream();
    int at = random.below(body.length + 1);
    int end = Math.min(body.length, at + random.below(8));
    mutant.write(body, 0, at);
    if (random.chance()) {
      mutant.writeBytes(
          bytes(random.of("%", "&", "=", "\0", "&in=&", "&env=&", "\u00ff", "-", "+")));
    }
    if (random.below(10) != 0) {
      int from = random.chance() ? at : end;
      mutant.write(body, from, body.length - from);
    }
    return mutant.toByteArray();
  }
}

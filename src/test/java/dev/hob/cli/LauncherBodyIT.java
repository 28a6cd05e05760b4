package dev.hob.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.model.EnvironmentBlock;
import dev.hob.testing.NotRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What curl makes of a call, as {@code src/dist/lib/hob.sh} has it made, is read as it was meant.
 */
class LauncherBodyIT {
  private static final Path LAUNCHER =
      Path.of(System.getProperty("hob.basedir", "."), "src", "dist", "lib", "hob.sh");

  private static final int PATIENCE_MILLIS = 20_000;

  private static final List<String> ODD =
      List.of(
          "run",
          "--",
          "",
          "@file",
          "=",
          "a=b",
          "100%",
          "%41",
          "&in=&",
          "&env=&",
          "a&b",
          "+ +",
          "ü 世界 🐙",
          "two\nlines",
          "tab\t'\"\\$x",
          "\u0001\u001b[2J",
          "-x",
          "--data");

  /** Byte for byte, as octal escapes of printf where they are no text. */
  private static final List<String> ENVIRONMENT =
      List.of(
          "BIN=\\377\\376\\001",
          "LINES=a\\n\\nb",
          "MARK=&in=&",
          "FORM=%%41+&env=&",
          "EMPTY=",
          "&in=&look=alike",
          "U=\\303\\274");

  @TempDir private Path temp;

  @Test
  void everyByteArrivesAsItWasGiven() throws Exception {
    Optional<Invocation> call = sent(ODD, "");

    if (call.isPresent()) {
      assertEquals(ODD, call.get().arguments());
      assertEquals(temp.toRealPath().toString(), call.get().folder());
      assertEquals(new Invocation.Terminal(true, false, true, 80), call.get().terminal());
      assertEquals(Optional.of("022"), call.get().umask());
      assertTrue(call.get().pid().isPresent());
      assertEquals(Optional.empty(), InvocationCodecTest.input(call.get()));
      assertEnvironment(ENVIRONMENT, call.get().environment());
    }
  }

  @Test
  void anInputArrivesToItsEnd() throws Exception {
    List<String> plain = ENVIRONMENT.stream().filter(it -> !it.startsWith("&in=&")).toList();

    Optional<Invocation> call = sent(List.of("write", "t1", "-"), "\0\u00ff&in=&\nA=1\0", plain);

    if (call.isPresent()) {
      assertEquals(List.of("write", "t1", "-"), call.get().arguments());
      assertEquals(
          "\0\u00ff&in=&\nA=1\0",
          new String(
              InvocationCodecTest.input(call.get()).orElseThrow(), StandardCharsets.ISO_8859_1));
      assertEnvironment(plain, call.get().environment());
    }
  }

  @Test
  void anEmptyInputIsAnInput() throws Exception {
    Optional<Invocation> call = sent(List.of("write", "t1", "-"), "", List.of("A=1"));

    call.ifPresent(it -> assertEquals(0, InvocationCodecTest.input(it).orElseThrow().length));
  }

  private static void assertEnvironment(List<String> wanted, EnvironmentBlock environment) {
    List<String> entries =
        environment.entries().stream()
            .map(it -> new String(it, StandardCharsets.ISO_8859_1))
            .filter(it -> !it.startsWith("PWD=") && !it.startsWith("PATH="))
            .filter(
                it -> !it.startsWith("_=") && !it.startsWith("SHLVL=") && !it.startsWith("OLDPWD="))
            .toList();
    assertEquals(wanted.stream().map(LauncherBodyIT::printed).toList(), entries);
  }

  /** What printf makes of it. */
  private static String printed(String format) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      if (format.startsWith("\\n", i)) {
        text.append('\n');
        i++;
      } else if (format.charAt(i) == '\\') {
        text.append((char) Integer.parseInt(format.substring(i + 1, i + 4), 8));
        i += 3;
      } else {
        text.append(format.charAt(i));
        i += format.startsWith("%%", i) ? 1 : 0;
      }
    }
    return text.toString();
  }

  private Optional<Invocation> sent(List<String> arguments, String input) throws Exception {
    return sent(arguments, input, ENVIRONMENT);
  }

  private Optional<Invocation> sent(List<String> arguments, String input, List<String> environment)
      throws Exception {
    if (!Files.isReadable(Path.of("/proc/self/environ")) || !isThere("curl")) {
      NotRun.because("LauncherBodyIT", "there is no curl, or no /proc");
      return Optional.empty();
    }
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(PATIENCE_MILLIS);
      Process launcher = launcher(arguments, input, environment, server.getLocalPort());
      try (Socket client = server.accept()) {
        client.setSoTimeout(PATIENCE_MILLIS);
        byte[] body = body(client.getInputStream());
        client
            .getOutputStream()
            .write(
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertTrue(launcher.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
        return Optional.of(InvocationCodec.decode("call-1", body).orElseThrow());
      } finally {
        launcher.destroyForcibly();
      }
    }
  }

  private static boolean isThere(String program) {
    return Stream.of(String.valueOf(System.getenv("PATH")).split(":", -1))
        .anyMatch(it -> Files.isExecutable(Path.of(it, program)));
  }

  /** The launcher's own lines make the arguments of curl; all else is given. */
  private Process launcher(List<String> arguments, String input, List<String> environment, int port)
      throws IOException {
    String launcher = Files.readString(LAUNCHER);
    int begin = launcher.indexOf("# The body of the call, made by curl");
    int end = launcher.indexOf("# Asks the daemon.");
    assertTrue(begin > 0 && end > begin, "the launcher makes its body elsewhere");
    Path script = temp.resolve("body.sh");
    Files.writeString(
        script,
        "hob_tty=101 hob_columns=80 hob_umask=022 hob_input="
            + (arguments.contains("-") ? "some" : "")
            + "\n"
            + launcher.substring(begin, end)
            + "\ncurl -q -s --noproxy '*' -H Expect: -H 'Content-Type: application/octet-stream'"
            + " \"$@\" http://127.0.0.1:"
            + port
            + "/\n");
    Path given = temp.resolve("input");
    Files.write(given, input.getBytes(StandardCharsets.ISO_8859_1));
    List<String> command = new ArrayList<>(List.of("sh", "-c", surroundings(environment), "sh"));
    command.add(script.toString());
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .directory(temp.toRealPath().toFile())
        .redirectInput(given.toFile())
        .redirectErrorStream(true)
        .redirectOutput(temp.resolve("said").toFile())
        .start();
  }

  /** A shell makes the bytes that no Java text can hold. */
  private static String surroundings(List<String> environment) {
    StringBuilder command = new StringBuilder("exec env -i \"PATH=$PATH\"");
    for (String entry : environment) {
      command.append(" \"$(printf '").append(entry).append("')\"");
    }
    return command.append(" sh \"$@\"").toString();
  }

  private static byte[] body(InputStream in) throws IOException {
    int length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      String header = line.toLowerCase(Locale.ROOT);
      if (header.startsWith("content-length:")) {
        length = Integer.parseInt(header.substring(header.indexOf(':') + 1).strip());
      }
    }
    return in.readNBytes(length);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.write(c);
    }
    return line.toString(StandardCharsets.US_ASCII).strip();
  }
}

package dev.hob.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * Who may ask. A page in a browser can send requests to this machine too, and can have its own name
 * resolved to 127.0.0.1: so the Host must be this machine, and the Origin, if there is one, too.
 */
final class Gate {
  private static final Pattern THIS_MACHINE =
      Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]{1,5})?");

  private final Optional<byte[]> authorization;

  private Gate(Optional<byte[]> authorization) {
    this.authorization = authorization;
  }

  /** The system has checked who connects. */
  static Gate withoutToken() {
    return new Gate(Optional.empty());
  }

  static Gate withToken(String token) {
    return new Gate(Optional.of(("Bearer " + token).getBytes(StandardCharsets.ISO_8859_1)));
  }

  Optional<Problem> refusal(Request request) {
    HttpFields headers = request.getHeaders();
    // What an absolute request line names counts as much as the header.
    String authority = String.valueOf(request.getHttpURI().getAuthority());
    String host = String.valueOf(headers.get(HttpHeader.HOST));
    if (!THIS_MACHINE.matcher(authority).matches() || !THIS_MACHINE.matcher(host).matches()) {
      return Optional.of(Problem.FOREIGN_HOST);
    }
    if (!headers.getValuesList(HttpHeader.ORIGIN).stream().allMatch(("http://" + host)::equals)) {
      return Optional.of(Problem.FOREIGN_ORIGIN);
    }
    return authorization
        .filter(wanted -> !carries(headers.getValuesList(HttpHeader.AUTHORIZATION), wanted))
        .map(wanted -> Problem.NO_TOKEN);
  }

  /** Takes the same time wherever the first wrong letter is. */
  private static boolean carries(List<String> given, byte[] wanted) {
    return given.size() == 1
        && MessageDigest.isEqual(given.get(0).getBytes(StandardCharsets.ISO_8859_1), wanted);
  }
}

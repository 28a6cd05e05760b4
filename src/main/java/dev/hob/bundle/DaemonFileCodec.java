package dev.hob.bundle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.model.DaemonAddress;
import dev.hob.model.Machine;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * {@code hobd.json} as bytes: one field a line, for the launcher is a script that reads lines.
 *
 * <pre>
 * schema_version  1
 * version         of the daemon
 * socket          its path
 * pid, start      its process
 * host, boot_id, pid_ns  where that process lives
 * tcp_port        absent unless asked for
 * </pre>
 */
final class DaemonFileCodec {
  private static final int VERSION = 1;

  private DaemonFileCodec() {}

  static byte[] encode(DaemonAddress address) {
    ObjectNode json = JsonText.object();
    json.put("schema_version", VERSION);
    json.put("version", address.version());
    json.put("socket", address.socket());
    json.put("pid", address.pid());
    json.put("start", address.start());
    json.put("host", address.machine().host());
    json.put("boot_id", address.machine().boot());
    json.put("pid_ns", address.machine().pidNamespace());
    address.tcpPort().ifPresent(port -> json.put("tcp_port", port));
    return JsonText.pretty(json);
  }

  static Optional<DaemonAddress> decode(byte[] bytes) {
    try {
      JsonFields fields = new JsonFields(JsonText.parse(bytes));
      return Optional.of(
          new DaemonAddress(
              fields.number("pid"),
              fields.text("start"),
              new Machine(fields.text("host"), fields.text("boot_id"), fields.text("pid_ns")),
              fields.text("version"),
              fields.text("socket"),
              port(fields)));
    } catch (DamageException e) {
      return Optional.empty();
    }
  }

  private static OptionalInt port(JsonFields fields) throws DamageException {
    return fields.smallNumberIfAny("tcp_port");
  }
}

package dev.hob.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RefusalCodeTest {
  /** Plugins, scripts and models rest on every row. */
  private static final String TABLE =
      """
      bad_request 64 400
      blank_command 64 400
      bad_workdir 64 400
      bad_shell 64 400
      bad_env 64 400
      unknown_key 64 400
      request_id_reused 64 409
      line_too_long 64 400
      unsupported 64 501
      not_pty 64 409
      stdin_closed 64 409
      task_ended 64 409
      needs_approval 64 409
      secret_needed 64 409
      task_not_found 66 404
      ambiguous_id 66 409
      daemon_unreachable 69 503
      too_many_tasks 73 429
      disk_full 73 507
      record_newer 74 409
      internal 74 500
      foreign_session 77 403
      identity_unproven 77 409
      other_namespace 77 403
      confined_client 77 403
      terminal 64 409
      out_of_order 64 409
      id_taken 64 409
      record_damaged 74 409
      unsafe_store 77 403
      store_unusable 74 507
      store_locked 69 409
      """;

  @Test
  void codesAndWhatFrontEndsShowForThemAreStable() {
    String now =
        Arrays.stream(RefusalCode.values())
            .map(it -> it.word() + " " + it.exitStatus() + " " + it.httpStatus() + "\n")
            .collect(Collectors.joining());

    assertEquals(TABLE, now);
  }
}

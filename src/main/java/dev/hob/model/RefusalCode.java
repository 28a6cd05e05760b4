package dev.hob.model;

/**
 * Every reason for which hob says no, with what each front end shows for it.
 *
 * <p>The word is stable for ever: plugins and models branch on it. The exit statuses are those of
 * sysexits where one fits: 64 usage, 66 no such thing, 69 no daemon, 73 limit or disk, 74 I/O, 77
 * not yours.
 */
public enum RefusalCode {
  BAD_REQUEST("bad_request", 64, 400),
  BLANK_COMMAND("blank_command", 64, 400),
  BAD_WORKDIR("bad_workdir", 64, 400),
  BAD_SHELL("bad_shell", 64, 400),
  BAD_ENV("bad_env", 64, 400),
  UNKNOWN_KEY("unknown_key", 64, 400),
  REQUEST_ID_REUSED("request_id_reused", 64, 409),
  LINE_TOO_LONG("line_too_long", 64, 400),
  UNSUPPORTED("unsupported", 64, 501),
  NOT_PTY("not_pty", 64, 409),
  STDIN_CLOSED("stdin_closed", 64, 409),
  TASK_ENDED("task_ended", 64, 409),
  NEEDS_APPROVAL("needs_approval", 64, 409),
  SECRET_NEEDED("secret_needed", 64, 409),
  TASK_NOT_FOUND("task_not_found", 66, 404),
  AMBIGUOUS_ID("ambiguous_id", 66, 409),
  DAEMON_UNREACHABLE("daemon_unreachable", 69, 503),
  TOO_MANY_TASKS("too_many_tasks", 73, 429),
  DISK_FULL("disk_full", 73, 507),
  RECORD_NEWER("record_newer", 74, 409),
  INTERNAL("internal", 74, 500),
  FOREIGN_SESSION("foreign_session", 77, 403),
  IDENTITY_UNPROVEN("identity_unproven", 77, 409),
  OTHER_NAMESPACE("other_namespace", 77, 403),
  CONFINED_CLIENT("confined_client", 77, 403),

  /** A terminal record never changes, but for the few fields that may. */
  TERMINAL("terminal", 64, 409),
  /** The event cannot happen in the state that the task is in. */
  OUT_OF_ORDER("out_of_order", 64, 409),
  /** A file of this id is already there; it is never truncated. */
  ID_TAKEN("id_taken", 64, 409),
  /** The record on disk can be read by nobody as a record of this task. */
  RECORD_DAMAGED("record_damaged", 74, 409),
  /** The store's folder is not one that hob may keep secrets in. */
  UNSAFE_STORE("unsafe_store", 77, 403),
  /** The store's folder cannot be written, or not safely: read-only, or on a network. */
  STORE_UNUSABLE("store_unusable", 74, 507),
  /** Another process, or this one, already writes to the store. */
  STORE_LOCKED("store_locked", 69, 409);

  private final String word;
  private final int exitStatus;
  private final int httpStatus;

  RefusalCode(String word, int exitStatus, int httpStatus) {
    this.word = word;
    this.exitStatus = exitStatus;
    this.httpStatus = httpStatus;
  }

  /** The stable word of JSON replies. */
  public String word() {
    return word;
  }

  public int exitStatus() {
    return exitStatus;
  }

  public int httpStatus() {
    return httpStatus;
  }
}

/*
 * Carries a call of hob to the daemon of the store, and shows what comes back.
 *
 * It knows the plain way alone: a daemon of this version is there and answers. For all else it
 * becomes lib/hob.sh, which knows every way and is slower; but only while nothing was shown, and
 * nothing may have been done that would be done once more. What was read from stdin is given back.
 *
 * One request on one connection. The body is what InvocationCodec reads; the reply is made of
 * frames: a kind (o stdout, e stderr, r receipt, x exit), a length of four bytes, the highest
 * first, and as many bytes. A reply without an exit is not whole. For a receipt, which is empty, the
 * daemon is told on a connection beside that one that stdout was written out.
 */
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#ifndef PATH_MAX
#define PATH_MAX 4096
#endif
#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

#define FRAMES "application/vnd.hob.frames"

enum { BAD_CALL = 64, NO_DAEMON = 69, BUSY = 73, NOT_SHOWN = 74 };

enum {
  HEAD_ROOM = 512, /* for the head of the request, before its body */
  MOST_OF_A_CALL = 16 << 20, /* as the daemon has it */
  MOST_OF_A_HEAD = 8 << 10,
  MOST_OF_A_FRAME = 1 << 20,
  PIECE = 64 << 10,
  LENGTH_DIGITS = 8, /* of the input */
  MOST_OF_A_FILE = 8 << 10, /* of hobd.json */
};

extern char **environ;

static char **arguments; /* those of main */
static const char *verb = ""; /* the first word that is no flag */
static bool says_json; /* whether refusals are JSON */
static bool takes_input; /* whether the call reads our stdin */
static bool follows; /* whether a flag says so */
static char call_id[33];
static struct sockaddr_un daemon_at;

/* The request, and what of a reply has come. What is not touched of them costs no memory. */
static struct {
  size_t length, input; /* where the input begins */
  char bytes[HEAD_ROOM + MOST_OF_A_CALL];
} request;
static struct { int from; size_t begin, end; char bytes[PIECE + 1]; } reply;

/* ---- what is shown ---- */

/* Waits until a descriptor that does not block is ready. False: it has another trouble. */
static bool is_only_late(int fd, short event) {
  struct pollfd wanted = {.fd = fd, .events = event};
  if (errno == EAGAIN || errno == EWOULDBLOCK) poll(&wanted, 1, -1);
  else if (errno != EINTR) return false;
  return true;
}

static bool write_all(int fd, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t written = write(fd, bytes, length);
    if (written < 0 && !is_only_late(fd, POLLOUT)) return false;
    if (written > 0) bytes += written, length -= (size_t)written;
  }
  return true;
}

static void say(const char *what, const char *why) {
  const char *parts[] = {"hob: ", what, *why ? ": " : "", why, "\n"};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) write_all(2, parts[i], strlen(parts[i]));
}

static const char *reason(int error) {
  static char text[64];
  char digits[DIGITS];
  const char *words = error == ENOSPC ? "the disk is full" : error == ENOENT ? "it is not there"
      : error == EACCES ? "permission denied" : "the system refuses";
  join(text, sizeof text, words, ", error ", write_number(digits, (unsigned)error, 10, 1));
  return text;
}

/* Whoever reads stdout may have all that is wanted; who does not read stderr misses nothing else. */
static void show(char kind, const char *bytes, size_t length) {
  if (write_all(kind == 'e' ? 2 : 1, bytes, length) || kind == 'e') return;
  if (errno != EPIPE) say("stdout cannot be written to", reason(errno));
  exit(NOT_SHOWN);
}

/* The texts need no escapes in JSON. */
static _Noreturn void refuse(int status, const char *code, const char *message, const char *hint) {
  const char *parts[] = {"{\"error\":{\"code\":\"", code, "\",\"message\":\"", message,
                         "\",\"hint\":\"", hint, "\"}}\n"};
  for (size_t i = 0; says_json && i < sizeof parts / sizeof *parts; i++) {
    show('o', parts[i], strlen(parts[i]));
  }
  if (!says_json) {
    say(message, "");
    say(hint, "");
  }
  exit(status);
}

static _Noreturn void refuse_gone(void) {
  refuse(NO_DAEMON, "daemon_unreachable", "the daemon has gone in the middle of the call",
         "tasks are not touched by that: see hob list");
}

static _Noreturn void refuse_size(void) {
  refuse(BAD_CALL, "bad_request", "the call is larger than 16 MiB",
         "give a large input as a file: --stdin FILE");
}

/* ---- the slower way ---- */

/* The folder above the one that this program lies in, through all links. */
static bool find_home(char home[PATH_MAX]) {
  ssize_t length = readlink("/proc/self/exe", home, PATH_MAX - 1);
  if (length <= 0) return false;
  home[length] = '\0';
  for (int level = 0; level < 2; level++) {
    char *slash = strrchr(home, '/');
    if (!slash) return false;
    *slash = '\0';
  }
  return true;
}

/* Becomes the script. With an id where the daemon may have heard the call: it is known by that. */
static _Noreturn void become_script(const char *id) {
  char home[PATH_MAX], script[PATH_MAX + 16], as_call[sizeof call_id + 16];
  /* Nothing is asked any more, so where the request would be is room for as many words. */
  char **words = (char **)request.bytes;
  size_t given = 0, room = sizeof request.bytes / sizeof *words;
  if (!find_home(home)) {
    say("it is not known where hob lies", "call lib/hob.sh beside it");
    exit(NO_DAEMON);
  }
  join(script, sizeof script, home, "/lib/hob.sh", "");
  words[given++] = script;
  if (*id) {
    join(as_call, sizeof as_call, "--as-call=", id, "");
    words[given++] = as_call;
  }
  for (char **at = arguments + 1; *at && given + 1 < room; at++) words[given++] = *at;
  words[given] = NULL;
  execve(script, words, environ);
  say(script, reason(errno));
  exit(NO_DAEMON);
}

/* Gives what was read from stdin back to whoever reads it next. */
static bool put_input_back(void) {
  int again = memfd_create("stdin", 0);
  return again >= 0 && write_all(again, request.bytes + request.input, request.length - request.input)
      && lseek(again, 0, SEEK_SET) == 0 && dup2(again, 0) == 0;
}

/*
 * What was asked of a daemon that did not answer may be asked again: what must not be done twice is
 * known by its id.
 */
static _Noreturn void ask_again(void) {
  if (takes_input && !put_input_back()) refuse_gone();
  become_script(call_id);
}

/* ---- what is asked for ---- */

static bool is_one_of(const char *word, const char *const *words) {
  while (*words && strcmp(*words, word) != 0) words++;
  return *words != NULL;
}

/* As the script reads them: flags may stand before the verb, and two have a word of their own. */
static void read_arguments(void) {
  static const char *const with_word[] = {"--session", "--owner", NULL};
  const char *before = "";
  for (char **at = arguments + 1; *at; at++) {
    const char *word = *at;
    if (is_one_of(before, with_word)) {
      before = "";
      continue;
    }
    if (strcmp(before, "--stdin") == 0 && strcmp(word, "-") == 0) takes_input = true;
    before = word;
    if (strcmp(word, "--") == 0) break;
    if (strcmp(word, "--json") == 0) says_json = true;
    if (strcmp(word, "--follow") == 0) follows = true;
    if (strcmp(word, "--stdin=-") == 0) takes_input = true;
    if (strcmp(word, "-") == 0 && strcmp(verb, "write") == 0) takes_input = true;
    if (word[0] != '-' && !*verb) verb = word;
  }
  takes_input = takes_input && (strcmp(verb, "run") == 0 || strcmp(verb, "write") == 0);
}

/* ---- the daemon ---- */

static void find_store(char store[PATH_MAX]) {
  static const struct { const char *variable; const char *below; } places[] = {
      {"HOB_HOME", ""}, {"XDG_STATE_HOME", "/hob"}, {"HOME", "/.local/state/hob"}};
  for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
    const char *value = getenv(places[i].variable);
    if (!value || !*value || (i == 1 && *value != '/')) continue;
    if (!join(store, PATH_MAX, value, places[i].below, "")) break;
    return;
  }
  become_script("");
}

/* Where the mark ends; NULL if it is not there. */
static const char *behind(const char *text, const char *mark) {
  for (size_t count = strlen(mark); *text; text++) {
    if (strncmp(text, mark, count) == 0) return text + count;
  }
  return NULL;
}

/* A field of hobd.json, which has one on a line. An escape needs a reader of JSON. */
static void copy_field(const char *json, const char *mark, char *value, size_t room) {
  const char *begin = behind(json, mark);
  if (!begin) become_script("");
  size_t length = 0;
  while (begin[length] && !strchr("\"\\\n", begin[length])) length++;
  if (begin[length] != '"' || length >= room) become_script("");
  memcpy(value, begin, length);
  value[length] = '\0';
}

static void find_daemon(void) {
  char path[PATH_MAX + 16], store[PATH_MAX], json[MOST_OF_A_FILE], version[64];
  find_store(store);
  join(path, sizeof path, store, "/hobd.json", "");
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  ssize_t length = file < 0 ? -1 : read(file, json, sizeof json - 1);
  if (file >= 0) close(file);
  if (length < 0) become_script("");
  json[length] = '\0';
  copy_field(json, "\"version\": \"", version, sizeof version);
  copy_field(json, "\"socket\": \"", daemon_at.sun_path, sizeof daemon_at.sun_path);
  struct stat found;
  if (strcmp(version, HOB_VERSION) != 0 || stat(daemon_at.sun_path, &found) < 0
      || !S_ISSOCK(found.st_mode) || found.st_uid != geteuid())
    become_script("");
  daemon_at.sun_family = AF_UNIX;
}

/* Below 0: nobody is there. */
static int connect_to_daemon(void) {
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  if (fd >= 0 && fcntl(fd, F_SETFD, FD_CLOEXEC) == 0
      && connect(fd, (const struct sockaddr *)&daemon_at, sizeof daemon_at) == 0)
    return fd;
  if (fd >= 0) close(fd);
  return -1;
}

/* ---- the request ---- */

static void put(const char *bytes, size_t length) {
  if (length > sizeof request.bytes - request.length) refuse_size();
  memcpy(request.bytes + request.length, bytes, length);
  request.length += length;
}

static void put_text(const char *text) {
  put(text, strlen(text));
}

static bool is_plain(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z')
      || (letter >= '0' && letter <= '9') || (letter && strchr("-_./:", letter));
}

static void put_value(const char *name, const char *value) {
  char digits[DIGITS];
  put_text(name);
  for (; *value; value++) {
    if (is_plain(*value)) {
      put(value, 1);
    } else {
      put_text("%");
      put_text(write_number(digits, (unsigned char)*value, 16, 2));
    }
  }
}

/* As the caller's shell calls it, if that is where we are; its real name may be another. */
static void put_folder(void) {
  char real[PATH_MAX];
  const char *named = getenv("PWD");
  struct stat there, here;
  if (!named || *named != '/' || stat(named, &there) < 0 || stat(".", &here) < 0
      || there.st_dev != here.st_dev || there.st_ino != here.st_ino)
    named = getcwd(real, sizeof real);
  if (!named || *named != '/') become_script("");
  put_value("&cwd=", named);
}

static bool is_number(const char *text) {
  while (*text >= '0' && *text <= '9') text++;
  return !*text;
}

static void put_columns(bool to_terminal) {
  const char *columns = getenv("COLUMNS");
  struct winsize size;
  char digits[DIGITS];
  if (!columns || !*columns) {
    bool is_known = to_terminal && ioctl(1, TIOCGWINSZ, &size) == 0;
    columns = is_known ? write_number(digits, size.ws_col, 10, 1) : "";
  }
  put_value("&cols=", is_number(columns) ? columns : "");
}

static void put_umask(void) {
  char digits[DIGITS];
  mode_t mask = umask(0);
  umask(mask);
  put_value("&umask=", strcmp(verb, "run") == 0 ? write_number(digits, mask, 8, 4) : "");
}

/* To its end; how much it is has its place before the environment already. */
static void put_input(size_t place_of_length) {
  char digits[DIGITS];
  request.input = request.length;
  for (ssize_t more = 1; more != 0;) {
    size_t room = sizeof request.bytes - request.length;
    if (room == 0) refuse_size();
    more = read(0, request.bytes + request.length, room < PIECE ? room : PIECE);
    if (more < 0 && !is_only_late(0, POLLIN)) {
      say("stdin cannot be read", reason(errno));
      exit(NOT_SHOWN);
    }
    if (more > 0) request.length += (size_t)more;
  }
  const char *length = write_number(digits, request.length - request.input, 10, LENGTH_DIGITS);
  memcpy(request.bytes + place_of_length, length, LENGTH_DIGITS);
}

static void put_pid(void) {
  char digits[DIGITS];
  put_value("&pid=", write_number(digits, (unsigned long)getpid(), 10, 1));
}

static void make_body(const char terminals[4]) {
  request.length = HEAD_ROOM;
  for (char **at = arguments + 1; *at; at++)
    put_value(request.length == HEAD_ROOM ? "a=" : "&a=", *at);
  put_folder();
  put_value("&tty=", terminals);
  put_columns(terminals[1] == '1');
  put_umask();
  put_pid();
  put_text("&input=");
  size_t place_of_length = request.length;
  put_text(takes_input ? "00000000" : "none");
  put_text("&env=&");
  for (char **at = environ; *at; at++) put(*at, strlen(*at) + 1);
  if (!takes_input) return;
  put_text("&in=&");
  put_input(place_of_length);
}

static void make_call_id(void) {
  unsigned char random[(sizeof call_id - 1) / 2];
  if (getentropy(random, sizeof random) < 0) become_script("");
  char digits[DIGITS];
  for (size_t i = 0; i < sizeof random; i++) {
    memcpy(call_id + 2 * i, write_number(digits, random[i], 16, 2), 3);
  }
}

/* It goes right before the body, so that one write sends both. */
static const char *put_head_before_body(void) {
  char head[HEAD_ROOM], more[HEAD_ROOM], digits[DIGITS];
  const char *length = write_number(digits, request.length - HEAD_ROOM, 10, 1);
  join(head, sizeof head, "POST /v1/cli/", call_id,
       " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept: " FRAMES "\r\n");
  join(more, sizeof more, head, "Content-Type: application/octet-stream\r\nContent-Length: ", length);
  join(head, sizeof head, more, "\r\n\r\n", "");
  size_t bytes = strlen(head);
  return memcpy(request.bytes + HEAD_ROOM - bytes, head, bytes);
}

/* What is not sent to its end is refused, or its reader is gone: the reply tells. */
static void send_all(int fd, const char *bytes, const char *end) {
  while (bytes < end) {
    ssize_t sent = send(fd, bytes, (size_t)(end - bytes), MSG_NOSIGNAL);
    if (sent < 0 && !is_only_late(fd, POLLOUT)) return;
    if (sent > 0) bytes += sent;
  }
}

/* ---- the reply ---- */

/* Takes in more of it. False: there is no more. */
static bool receive(void) {
  if (reply.begin == reply.end) reply.begin = reply.end = 0;
  ssize_t more;
  do {
    more = recv(reply.from, reply.bytes + reply.end, PIECE - reply.end, 0);
  } while (more < 0 && is_only_late(reply.from, POLLIN));
  if (more > 0) reply.end += (size_t)more;
  return more > 0;
}

/* The status of the reply, of which the body is left; 0 if there is none that can be read. */
static int read_head(bool *has_frames) {
  const char *end = NULL;
  while (!end) {
    if (reply.end > MOST_OF_A_HEAD || !receive()) return 0;
    reply.bytes[reply.end] = '\0';
    end = behind(reply.bytes, "\r\n\r\n");
  }
  reply.begin = (size_t)(end - reply.bytes);
  char after = *end;
  reply.bytes[reply.begin] = '\0';
  *has_frames = behind(reply.bytes, FRAMES) != NULL;
  reply.bytes[reply.begin] = after;
  const char *status = behind(reply.bytes, "HTTP/1.");
  if (status != reply.bytes + 7 || (*status != '0' && *status != '1') || status[1] != ' ') return 0;
  long number = 0;
  char digits[] = {status[2], status[3], status[4], '\0'};
  return read_number(digits, 10, &number) && strlen(digits) == 3 && status[5] == ' ' ? (int)number : 0;
}

static int next_byte(void) {
  if (reply.begin == reply.end && !receive()) refuse_gone();
  return (unsigned char)reply.bytes[reply.begin++];
}

static void show_payload(char kind, uint32_t length) {
  while (length > 0) {
    if (reply.begin == reply.end && !receive()) refuse_gone();
    size_t here = reply.end - reply.begin;
    if (here > length) here = length;
    show(kind, reply.bytes + reply.begin, here);
    reply.begin += here;
    length -= (uint32_t)here;
  }
}

static int read_exit(uint32_t length) {
  int status = 0;
  if (length < 1 || length > 3) refuse_gone();
  for (; length > 0; length--) {
    int digit = next_byte() - '0';
    if (digit < 0 || digit > 9) refuse_gone();
    status = 10 * status + digit;
  }
  if (status > 255) refuse_gone();
  return status;
}

/*
 * All before this is written out. Whatever is answered, be it by a daemon that goes: the call ends
 * as its own reply says.
 */
static void tell_shown(void) {
  char told[HEAD_ROOM], answer;
  int fd = connect_to_daemon();
  if (fd < 0) return;
  join(told, sizeof told, "POST /v1/cli/", call_id,
       "/shown HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  send_all(fd, told, told + strlen(told));
  while (recv(fd, &answer, sizeof answer, 0) < 0 && is_only_late(fd, POLLIN)) continue;
  close(fd);
}

static int show_frames(void) {
  signal(SIGPIPE, SIG_IGN); /* a reader that is gone is told by write */
  for (;;) {
    int kind = next_byte();
    uint32_t length = 0;
    for (int i = 0; i < 4; i++) length = length << 8 | (uint32_t)next_byte();
    if (kind == 'x') return read_exit(length);
    if (kind == 'r' && length == 0) {
      tell_shown();
      continue;
    }
    if ((kind != 'o' && kind != 'e') || length > MOST_OF_A_FRAME) refuse_gone();
    show_payload((char)kind, length);
  }
}

static int show_reply(void) {
  bool has_frames = false;
  char message[64], digits[DIGITS];
  int status = read_head(&has_frames);
  if (status == 200 && has_frames) return show_frames();
  if (status == 200) refuse_gone(); /* it was done, by a daemon that knows no frames */
  if (status == 413) refuse_size();
  if (status == 429)
    refuse(BUSY, "daemon_unreachable", "the daemon answers as many calls as it can",
           "try again in a moment");
  if (status < 400 || status > 499) ask_again();
  join(message, sizeof message, "the daemon refuses this call (HTTP ",
       write_number(digits, (unsigned)status, 10, 1), ")");
  refuse(BAD_CALL, "bad_request", message, "see hob doctor");
}

/* ---- all together ---- */

/* Whether 0, 1 and 2 are terminals. What is closed is nothing to read from and nowhere to write to. */
static void look_at_terminals(char terminals[4]) {
  for (int fd = 0; fd < 3; fd++) {
    errno = 0;
    terminals[fd] = isatty(fd) ? '1' : '0';
    if (errno == EBADF) open("/dev/null", fd == 0 ? O_RDONLY : O_WRONLY);
  }
  terminals[3] = '\0';
}

int main(int count, char **words) {
  static const char *const by_script[] = {"serve", "stop", "doctor", "attach", "mcp", NULL};
  static char *nothing[] = {"hob", NULL};
  char terminals[4];
  arguments = count > 0 ? words : nothing;
  look_at_terminals(terminals);
  read_arguments();
  if (is_one_of(verb, by_script) || (follows && strcmp(verb, "notices") == 0)) become_script("");
  find_daemon();
  reply.from = connect_to_daemon();
  if (reply.from < 0) become_script("");
  if (takes_input) close(reply.from); /* who types may take longer than a daemon waits */
  make_call_id();
  make_body(terminals);
  const char *whole = put_head_before_body();
  if (takes_input) reply.from = connect_to_daemon();
  if (reply.from < 0) ask_again();
  send_all(reply.from, whole, request.bytes + request.length);
  return show_reply();
}

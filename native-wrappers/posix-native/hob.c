/*
 * Carries a call of hob to the daemon of the store, and shows what comes back.
 *
 * It knows the plain way alone: a daemon of this version is there and answers. For all else it
 * becomes lib/hob.sh, which knows every way and is slower; but only while nothing was read from
 * stdin, nothing was shown, and nothing may have been done that would be done once more.
 *
 * One request on one connection. The body is what InvocationCodec reads; the reply is made of
 * frames: a kind (o stdout, e stderr, x exit), a length of four bytes, the highest first, and as
 * many bytes. A reply without an exit is not whole.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

#define FRAMES "application/vnd.hob.frames"

enum { BAD_CALL = 64, NO_DAEMON = 69, BUSY = 73, NOT_SHOWN = 74 };

enum {
  HEAD_ROOM = 512,            // for the head of the request, before its body
  MOST_OF_A_CALL = 16 << 20,  // as the daemon has it
  MOST_OF_A_HEAD = 8 << 10,
  MOST_OF_A_FRAME = 1 << 20,
  PIECE = 64 << 10,
  MOST_OF_A_FILE = 8 << 10,  // of hobd.json
};

extern char **environ;

static char **arguments;      // those of main
static const char *verb = "";  // the first word that is no flag
static bool says_json;        // whether refusals are JSON
static bool takes_input;      // whether the call reads our stdin
static char call_id[33];

// What a request is made of, and what of a reply has come. Static: all else is bounded by it.
static struct { char *bytes; size_t length, room; } request;
static struct { int from; size_t begin, end; char bytes[PIECE]; } reply;

/* ---- what is shown ---- */

// Waits until a descriptor that does not block is ready. False: it has another trouble.
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
    if (written > 0) bytes += written, length -= (size_t) written;
  }
  return true;
}

static void say(const char *what, const char *why) {
  char line[PATH_MAX + 512];
  int length = snprintf(line, sizeof line, "hob: %s%s%s\n", what, *why ? ": " : "", why);
  if (length > 0) write_all(2, line, strlen(line));
}

// Whoever reads stdout may have all that is wanted; who does not read stderr misses nothing else.
static void show(char kind, const char *bytes, size_t length) {
  if (write_all(kind == 'e' ? 2 : 1, bytes, length) || kind == 'e') return;
  if (errno != EPIPE) say("stdout cannot be written to", strerror(errno));
  exit(NOT_SHOWN);
}

// The texts need no escapes in JSON.
static _Noreturn void refuse(int status, const char *code, const char *message, const char *hint) {
  char line[1024];
  if (says_json) {
    const char *form = "{\"error\":{\"code\":\"%s\",\"message\":\"%s\",\"hint\":\"%s\"}}\n";
    snprintf(line, sizeof line, form, code, message, hint);
    show('o', line, strlen(line));
  } else {
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

// The folder above the one that this program lies in, through all links.
static bool find_home(char home[PATH_MAX]) {
  ssize_t length = readlink("/proc/self/exe", home, PATH_MAX - 1);
  if (length > 0) home[length] = '\0';
  else if (!strchr(arguments[0], '/') || !realpath(arguments[0], home)) return false;
  for (int level = 0; level < 2; level++) {
    char *slash = strrchr(home, '/');
    if (!slash) return false;
    *slash = '\0';
  }
  return true;
}

// Becomes the script. With an id where the daemon may have heard the call: it is known by that.
static _Noreturn void become_script(const char *id) {
  char home[PATH_MAX], script[PATH_MAX + 16], as_call[sizeof call_id + 16];
  if (!find_home(home)) {
    say("it is not known where hob lies", "call it by its path");
    exit(NO_DAEMON);
  }
  snprintf(script, sizeof script, "%s/lib/hob.sh", home);
  size_t count = 0;
  while (arguments[count]) count++;
  char **words = calloc(count + 3, sizeof *words);
  if (words) {
    size_t given = 0;
    words[given++] = script;
    if (*id) {
      snprintf(as_call, sizeof as_call, "--as-call=%s", id);
      words[given++] = as_call;
    }
    if (count > 1) memcpy(words + given, arguments + 1, (count - 1) * sizeof *words);
    execv(script, words);
  }
  say(script, strerror(errno));
  exit(NO_DAEMON);
}

// What was asked of a daemon that did not answer, or did not begin, may be asked again; but what
// was read cannot be read again, and what was perhaps written must not be written twice.
static _Noreturn void ask_again(bool has_begun_nothing) {
  if (takes_input || (strcmp(verb, "write") == 0 && !has_begun_nothing)) refuse_gone();
  become_script(call_id);
}

/* ---- what is asked for ---- */

static bool is_one_of(const char *word, const char *const *words) {
  while (*words && strcmp(*words, word) != 0) words++;
  return *words != NULL;
}

// As the script reads them: flags may stand before the verb, and two have a word of their own.
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
    if (snprintf(store, PATH_MAX, "%s%s", value, places[i].below) >= PATH_MAX) break;
    return;
  }
  become_script("");
}

// A field of hobd.json, which has one on a line. An escape needs a reader of JSON.
static void copy_field(const char *json, const char *mark, char *value, size_t room) {
  const char *begin = strstr(json, mark);
  if (!begin) become_script("");
  begin += strlen(mark);
  size_t length = strcspn(begin, "\"\\\n");
  if (begin[length] != '"' || length >= room) become_script("");
  memcpy(value, begin, length);
  value[length] = '\0';
}

static void find_daemon(struct sockaddr_un *address) {
  char path[PATH_MAX + 16], store[PATH_MAX], json[MOST_OF_A_FILE], version[64];
  find_store(store);
  snprintf(path, sizeof path, "%s/hobd.json", store);
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  ssize_t length = file < 0 ? -1 : read(file, json, sizeof json - 1);
  if (file >= 0) close(file);
  if (length < 0) become_script("");
  json[length] = '\0';
  copy_field(json, "\"version\": \"", version, sizeof version);
  copy_field(json, "\"socket\": \"", address->sun_path, sizeof address->sun_path);
  struct stat found;
  if (strcmp(version, HOB_VERSION) != 0 || stat(address->sun_path, &found) < 0
      || !S_ISSOCK(found.st_mode) || found.st_uid != geteuid())
    become_script("");
  address->sun_family = AF_UNIX;
}

// Below 0: nobody is there.
static int connect_to(const struct sockaddr_un *address) {
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  if (fd >= 0 && fcntl(fd, F_SETFD, FD_CLOEXEC) == 0
      && connect(fd, (const struct sockaddr *) address, sizeof *address) == 0)
    return fd;
  if (fd >= 0) close(fd);
  return -1;
}

/* ---- the request ---- */

static void make_room(size_t more) {
  if (more > MOST_OF_A_CALL || request.length + more > HEAD_ROOM + MOST_OF_A_CALL) refuse_size();
  if (request.length + more <= request.room) return;
  size_t room = 2 * (request.length + more);
  char *bytes = realloc(request.bytes, room);
  if (!bytes) refuse(NOT_SHOWN, "internal", "there is not enough memory", "try again later");
  request.bytes = bytes;
  request.room = room;
}

static void add(const char *bytes, size_t length) {
  make_room(length);
  memcpy(request.bytes + request.length, bytes, length);
  request.length += length;
}

static void add_text(const char *text) {
  add(text, strlen(text));
}

static void add_value(const char *name, const char *value) {
  static const char plain[] =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:";
  add_text(name);
  for (size_t run; *value; value++) {
    run = strspn(value, plain);
    add(value, run);
    value += run;
    if (!*value) return;
    char escape[4];
    snprintf(escape, sizeof escape, "%%%02X", (unsigned char) *value);
    add(escape, 3);
  }
}

// As the caller's shell calls it, if that is where we are; its real name may be another.
static void add_folder(void) {
  char real[PATH_MAX];
  const char *named = getenv("PWD");
  struct stat there, here;
  if (!named || *named != '/' || stat(named, &there) < 0 || stat(".", &here) < 0
      || there.st_dev != here.st_dev || there.st_ino != here.st_ino)
    named = getcwd(real, sizeof real);
  if (!named || *named != '/') become_script("");
  add_value("&cwd=", named);
}

static void add_columns(bool to_terminal) {
  const char *columns = getenv("COLUMNS");
  struct winsize size;
  char width[16] = "";
  if (columns && *columns) {
    if (columns[strspn(columns, "0123456789")]) columns = "";
  } else {
    columns = width;
    if (to_terminal && ioctl(1, TIOCGWINSZ, &size) == 0)
      snprintf(width, sizeof width, "%d", size.ws_col);
  }
  add_value("&cols=", columns);
}

static void add_umask(void) {
  char octal[16] = "";
  if (strcmp(verb, "run") == 0) {
    mode_t mask = umask(0);
    umask(mask);
    snprintf(octal, sizeof octal, "%04o", (unsigned) mask);
  }
  add_value("&umask=", octal);
}

// Where the input goes, behind all else; its length is said before the environment.
static void read_input(char **bytes, size_t *length) {
  for (size_t room = 0;;) {
    if (*length == room) {
      room = room ? 2 * room : PIECE;
      *bytes = realloc(*bytes, room);
      if (!*bytes) refuse(NOT_SHOWN, "internal", "there is not enough memory", "try again later");
    }
    ssize_t more = read(0, *bytes + *length, room - *length);
    if (more == 0) return;
    if (more < 0 && !is_only_late(0, POLLIN)) {
      say("stdin cannot be read", strerror(errno));
      exit(NOT_SHOWN);
    }
    if (more > 0) *length += (size_t) more;
    if (*length > MOST_OF_A_CALL) refuse_size();
  }
}

static void add_input_length(size_t length) {
  char text[32];
  snprintf(text, sizeof text, "&input=%zu", length);
  add_text(takes_input ? text : "&input=none");
}

static void make_body(const char terminals[4]) {
  char *input = NULL;
  size_t input_length = 0;
  make_room(HEAD_ROOM);
  request.length = HEAD_ROOM;
  for (char **at = arguments + 1; *at; at++)
    add_value(request.length == HEAD_ROOM ? "a=" : "&a=", *at);
  add_folder();
  add_value("&tty=", terminals);
  add_columns(terminals[1] == '1');
  add_umask();
  if (takes_input) read_input(&input, &input_length);
  add_input_length(input_length);
  add_text("&env=&");
  for (char **at = environ; *at; at++) add(*at, strlen(*at) + 1);
  if (!takes_input) return;
  add_text("&in=&");
  if (input_length > 0) add(input, input_length);
  free(input);
}

static void make_call_id(void) {
  unsigned char random[(sizeof call_id - 1) / 2];
  if (getentropy(random, sizeof random) < 0) become_script("");
  for (size_t i = 0; i < sizeof random; i++) snprintf(call_id + 2 * i, 3, "%02x", random[i]);
}

// It goes right before the body, so that one write sends both.
static const char *put_head_before_body(void) {
  char head[HEAD_ROOM];
  int length = snprintf(head, sizeof head,
      "POST /v1/cli/%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept: " FRAMES "\r\n"
      "Content-Type: application/octet-stream\r\nContent-Length: %zu\r\n\r\n",
      call_id, request.length - HEAD_ROOM);
  return memcpy(request.bytes + HEAD_ROOM - length, head, (size_t) length);
}

// What is not sent to its end is refused, or its reader is gone: the reply tells.
static void send_all(int fd, const char *bytes) {
  const char *end = request.bytes + request.length;
  while (bytes < end) {
    ssize_t sent = send(fd, bytes, (size_t) (end - bytes), MSG_NOSIGNAL);
    if (sent < 0 && !is_only_late(fd, POLLOUT)) return;
    if (sent > 0) bytes += sent;
  }
}

/* ---- the reply ---- */

// Takes in more of it. False: there is no more.
static bool receive(void) {
  if (reply.begin == reply.end) reply.begin = reply.end = 0;
  ssize_t more;
  do {
    more = recv(reply.from, reply.bytes + reply.end, sizeof reply.bytes - reply.end, 0);
  } while (more < 0 && is_only_late(reply.from, POLLIN));
  if (more > 0) reply.end += (size_t) more;
  return more > 0;
}

// The status of the reply, of which the body is left; 0 if there is none that can be read.
static int read_head(bool *has_frames) {
  char *end;
  while (!(end = memmem(reply.bytes, reply.end, "\r\n\r\n", 4)))
    if (reply.end > MOST_OF_A_HEAD || !receive()) return 0;
  *end = '\0';
  reply.begin = (size_t) (end - reply.bytes) + 4;
  int status;
  if (sscanf(reply.bytes, "HTTP/1.%*1[01] %3d ", &status) != 1) return 0;
  *has_frames = strstr(reply.bytes, FRAMES) != NULL;
  return status;
}

static int next_byte(void) {
  if (reply.begin == reply.end && !receive()) refuse_gone();
  return (unsigned char) reply.bytes[reply.begin++];
}

static void show_payload(char kind, uint32_t length) {
  while (length > 0) {
    if (reply.begin == reply.end && !receive()) refuse_gone();
    size_t here = reply.end - reply.begin;
    if (here > length) here = length;
    show(kind, reply.bytes + reply.begin, here);
    reply.begin += here;
    length -= (uint32_t) here;
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

static int show_frames(void) {
  signal(SIGPIPE, SIG_IGN);  // a reader that is gone is told by write
  for (;;) {
    int kind = next_byte();
    uint32_t length = 0;
    for (int i = 0; i < 4; i++) length = length << 8 | (uint32_t) next_byte();
    if (kind == 'x') return read_exit(length);
    if ((kind != 'o' && kind != 'e') || length > MOST_OF_A_FRAME) refuse_gone();
    show_payload((char) kind, length);
  }
}

static int show_reply(void) {
  bool has_frames = false;
  char message[64];
  int status = read_head(&has_frames);
  if (status == 200 && has_frames) return show_frames();
  if (status == 200) refuse_gone();  // it was done, by a daemon that knows no frames
  if (status == 413) refuse_size();
  if (status == 429)
    refuse(BUSY, "daemon_unreachable", "the daemon answers as many calls as it can",
           "try again in a moment");
  if (status < 400 || status > 499) ask_again(status == 503);
  snprintf(message, sizeof message, "the daemon refuses this call (HTTP %d)", status);
  refuse(BAD_CALL, "bad_request", message, "see hob doctor");
}

/* ---- all together ---- */

// Whether 0, 1 and 2 are terminals. What is closed is nothing to read from and nowhere to write to.
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
  struct sockaddr_un daemon = {0};
  char terminals[4];
  arguments = count > 0 ? words : nothing;
  look_at_terminals(terminals);
  read_arguments();
  if (is_one_of(verb, by_script)) become_script("");
  find_daemon(&daemon);
  reply.from = connect_to(&daemon);
  if (reply.from < 0) become_script("");
  if (takes_input) close(reply.from);  // who types may take longer than a daemon waits
  make_call_id();
  make_body(terminals);
  const char *whole = put_head_before_body();
  if (takes_input) reply.from = connect_to(&daemon);
  if (reply.from < 0) refuse_gone();
  send_all(reply.from, whole);
  return show_reply();
}

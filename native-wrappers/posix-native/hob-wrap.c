/*
 * Runs one command and says how it ended.
 *
 *   hob-wrap CLAIM MARKER [WISH…] -- SHELL [ARGUMENT…]
 *
 * Descriptors: 0, 1 and 3 become the command's stdin, stdout and stderr; 4, where it is open, is
 * held until the end. README.md has the contract and the wishes.
 */
#include "pump.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef PATH_MAX
#define PATH_MAX 4096
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif

enum { DONE = 0, USAGE = 64, CANNOT = 71, CLAIMED = 75 };
enum { STDOUT = 1, STDERR = 3, HELD = 4, FIRST_STRAY = 5, MARKER_BYTES = 63 };
enum { NO_NUMBER = -1 };
enum { LANES = 2, LOOK_AGAIN = 1000, KILL_AGAIN = 50, UNTIL_DRAINED = 1000 };

/* A hob that lives ends a task itself; one that does not get to it is not waited for for ever. */
enum { HOB_IS_LATE = 10000 };

static struct order {
  const char *folder;
  long umask, deadline, grace;
  char lock[PATH_MAX];
  bool pumps_stdout, pumps_stderr, is_merged, has_terminal;
  char **command;
} order = {.umask = -1, .deadline = -1};

/* Of the command and of all that it left to us, as far as it has ended. */
static struct {
  struct rusage sum;
  int status;
  bool is_known;
} end;

/* Where a start broke off; the child says so in the memory that it shares with us until then. */
static volatile struct {
  const char *step;
  int error;
} failure;

static int claim, marker;
static pid_t command, keeper;
static bool keeper_is_missing;

/* Our own words: the first stays, for we are known by the claim; the rest is not to be seen. */
static char *our_name, *hidden, *end_of_words;

/* Of the keeper: closed by us when the command has ended; a byte comes when all is put down. */
static int ended = -1, drained = -1;
static struct lane lanes[LANES];

/* ---- the order ---- */

static const char *wish(const char *argument, const char *name) {
  size_t count = strlen(name);
  return strncmp(argument, name, count) == 0 ? argument + count : NULL;
}

static bool understand(const char *argument) {
  const char *value;
  if ((value = wish(argument, "folder=")) != NULL) return order.folder = value, true;
  if ((value = wish(argument, "umask=")) != NULL) return read_number(value, 8, &order.umask);
  if ((value = wish(argument, "deadline=")) != NULL) {
    return read_number(value, 10, &order.deadline);
  }
  if ((value = wish(argument, "grace=")) != NULL) return read_number(value, 10, &order.grace);
  if ((value = wish(argument, "lock=")) != NULL) {
    return strlen(value) < sizeof order.lock && memcpy(order.lock, value, strlen(value));
  }
  if (strcmp(argument, "pump=stdout") == 0) return order.pumps_stdout = true;
  if (strcmp(argument, "pump=stderr") == 0) return order.pumps_stderr = true;
  if (strcmp(argument, "pump=merged") == 0) return order.pumps_stdout = order.is_merged = true;
  return strcmp(argument, "terminal") == 0 && (order.has_terminal = true);
}

static bool read_order(int argc, char **argv) {
  for (int i = 3; i < argc; i++) {
    if (strcmp(argv[i], "--") == 0) {
      order.command = argv + i + 1;
      return i + 1 < argc && !(order.is_merged && order.pumps_stderr);
    }
    if (!understand(argv[i])) return false;
  }
  return false;
}

/* ---- the claim, the marker ---- */

/* False on a full disk, among others. */
static bool note(const char *word, const char *detail, long number) {
  struct text line = {.length = 0};
  add(&line, word);
  add(&line, detail);
  if (number >= 0) {
    add(&line, " ");
    add_number(&line, number);
  }
  add(&line, "\n");
  return write(claim, line.at, line.length) == (ssize_t)line.length;
}

static void add_pair(struct text *line, const char *name, long value) {
  struct text longer = *line;
  add(&longer, name);
  add_number(&longer, value);
  if (longer.length < MARKER_BYTES) *line = longer;
}

static long milliseconds(struct timeval time) {
  return time.tv_sec * 1000L + time.tv_usec / 1000;
}

/* One write. Where the disk takes not even what has its place there already, it is tried again. */
static void mark(bool by_deadline) {
  struct text line = {.length = 0};
  bool signaled = WIFSIGNALED(end.status);
  add_number(&line, signaled ? 128 + WTERMSIG(end.status) : WEXITSTATUS(end.status));
  if (signaled) add_pair(&line, " signal=", WTERMSIG(end.status));
  if (signaled && WCOREDUMP(end.status)) add_pair(&line, " core=", 1);
  if (by_deadline) add_pair(&line, " deadline=", 1);
  add_pair(&line, " user_ms=", milliseconds(end.sum.ru_utime));
  add_pair(&line, " sys_ms=", milliseconds(end.sum.ru_stime));
  add_pair(&line, " peak_kb=", end.sum.ru_maxrss);
  add(&line, "\n");
  while (pwrite(marker, line.at, line.length, 0) < 0) {
    if (errno != ENOSPC && errno != EDQUOT && errno != EINTR) return;
    poll(NULL, 0, RETRY_MILLISECONDS);
  }
}

/* ---- what is inherited ---- */

static void block_signals(void) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, NULL);
  struct sigaction usual = {.sa_handler = SIG_DFL};
  for (int number = 1; number < NSIG; number++) sigaction(number, &usual, NULL);
}

/* What is below is ours to give, and is open from here on; what is above is nobody's. */
static void settle_descriptors(void) {
  int fd;
  do fd = open("/dev/null", O_RDWR);
  while (fd >= 0 && fd < FIRST_STRAY);
  if (syscall(SYS_close_range, (long)FIRST_STRAY, (long)~0U, 0L) == 0) return;
  for (fd = FIRST_STRAY; fd < 1024; fd++) close(fd);
}

/* So that nobody who looks for a command by its words finds us, and ends us in its stead. */
static void hide(char *from, const char *to) {
  memset(from, 0, (size_t)(to - from));
}

/* ---- the keeper: a process of hob's that carries streams into files ---- */

/* Its mark stands where those of the task were, in the memory that the system shows of us. */
static void mark_as_keeper(void) {
  static const char name[] = "hob-keep", variable[] = "HOB_KEEPER=";
  struct text text = {.length = 0};
  const char *task = getenv("HOB_TASK");
  add(&text, variable);
  add(&text, order.pumps_stdout ? "stdout:" : "stderr:");
  add(&text, task == NULL ? "" : task);
  char *first = environ[0], *last = first;
  for (char **entry = environ; *entry != NULL; entry++) last = *entry + strlen(*entry);
  hide(hidden, end_of_words);
  if (first != NULL) hide(first, last);
  if (first != NULL && (size_t)(last - first) >= text.length) memcpy(first, text.at, text.length);
  prctl(PR_SET_NAME, name);
  if (strlen(our_name) + 1 == sizeof name) memcpy(our_name, name, sizeof name);
}

static bool all_are_over(void) {
  for (int i = 0; i < LANES; i++) {
    if (!is_over(&lanes[i])) return false;
  }
  return true;
}

static bool one_is_full(void) {
  for (int i = 0; i < LANES; i++) {
    if (lanes[i].full) return true;
  }
  return false;
}

static int tell_kept(int acknowledge) {
  if (acknowledge < 0 || write(acknowledge, "", 1) < 0) return -1;
  close(acknowledge);
  return -1;
}

/* The end of the one pipe says that the command has ended; into the other goes that all is kept. */
static void keep(int over, int acknowledge) {
  while (!all_are_over()) {
    struct pollfd wait[] = {awaited(&lanes[0]), awaited(&lanes[1]), {over, POLLIN, 0}};
    bool full = one_is_full(), draining = over < 0 && acknowledge >= 0;
    int count = poll(wait, 3, full ? RETRY_MILLISECONDS : draining ? 0 : -1);
    if (count == 0 && draining && !full) {
      acknowledge = tell_kept(acknowledge);
    }
    if (wait[2].revents != 0) {
      close(over);
      over = -1;
    }
    for (int i = 0; i < LANES; i++) {
      if (wait[i].revents != 0 || lanes[i].full) carry(&lanes[i]);
    }
  }
  tell_kept(acknowledge);
}

/* Puts a pipe before the file that is at fd; the lane's file is a copy. */
static bool lay_pipe(struct lane *lane, const char *name, int fd, int beside) {
  int ends[2];
  int file = fcntl(fd, F_DUPFD_CLOEXEC, (long)FIRST_STRAY);
  if (file < 0 || pipe2(ends, O_CLOEXEC) != 0) return false;
  open_lane(lane, name, ends[0], file, claim);
  bool laid = dup2(ends[1], fd) >= 0 && (beside < 0 || dup2(ends[1], beside) >= 0);
  close(ends[1]);
  return laid;
}

static _Noreturn void be_keeper(int command_ended, int all_drained) {
  setsid();
  mark_as_keeper();
  if (chdir("/") != 0) _exit(CANNOT);
  int ours[] = {0, STDOUT, STDERR, HELD, marker, ended, drained};
  for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) close(ours[i]);
  keep(command_ended, all_drained);
  _exit(DONE);
}

static bool start_keeper(void) {
  int ends[2], acknowledged[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return false;
  if (pipe2(acknowledged, O_CLOEXEC) != 0) return close(ends[0]), close(ends[1]), false;
  ended = ends[1];
  drained = acknowledged[0];
  keeper = fork();
  if (keeper == 0) be_keeper(ends[0], acknowledged[1]);
  close(ends[0]);
  close(acknowledged[1]);
  if (keeper > 0) return true;
  close(ended);
  close(drained);
  keeper = ended = drained = -1;
  return false;
}

/* We have its pipes and files, too: whoever ends it takes no more than what it held. */
static void keeper_broke(void) {
  close(ended);
  close(drained);
  keeper = ended = drained = -1;
  for (int i = 0; i < LANES; i++) {
    if (!lanes[i].ended && !lanes[i].told) {
      lanes[i].told = note("lost ", lanes[i].name, NO_NUMBER);
    }
  }
  keeper_is_missing = !start_keeper();
}

static bool lay_pipes(void) {
  int beside = order.is_merged ? STDERR : -1;
  lanes[0].ended = lanes[1].ended = true;
  return (!order.pumps_stdout || lay_pipe(&lanes[0], "stdout", STDOUT, beside))
      && (!order.pumps_stderr || lay_pipe(&lanes[1], "stderr", STDERR, -1));
}

/* ---- the command ---- */

static void become(char **words) {
  static char program[PATH_MAX];
  if (strchr(words[0], '/') != NULL) {
    execve(words[0], words, environ);
    return;
  }
  const char *next = getenv("PATH");
  int error = ENOENT;
  for (next = next == NULL ? "/usr/bin:/bin" : next; next != NULL;) {
    const char *colon = strchr(next, ':');
    size_t count = colon == NULL ? strlen(next) : (size_t)(colon - next);
    if (count + 1 + strlen(words[0]) < sizeof program) {
      memcpy(program, next, count);
      program[count] = '/';
      strcpy(program + (count == 0 ? 0 : count + 1), words[0]);
      execve(program, words, environ);
      if (errno != ENOENT && errno != ENOTDIR) error = errno;
    }
    next = colon == NULL ? NULL : colon + 1;
  }
  errno = error;
}

static _Noreturn void break_off(const char *step) {
  failure.error = errno;
  failure.step = step;
  _exit(CANNOT);
}

static _Noreturn void run_command(void) {
  if (!order.has_terminal && setsid() < 0) break_off("session");
  if (dup2(STDERR, STDERR_FILENO) < 0) break_off("stderr");
  close(STDERR);
  close(HELD);
  if (order.folder != NULL && chdir(order.folder) != 0) break_off("folder");
  if (order.umask >= 0) umask((mode_t)order.umask);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  become(order.command);
  break_off("exec");
}

/* Of a terminal the command's group is ours, so that its keys reach it, and stop nobody. */
static bool take_terminal(void) {
  setsid();
  return ioctl(STDIN_FILENO, TIOCSCTTY, 0L) == 0;
}

/* False when it never ran. */
static bool start_command(void) {
#ifdef PR_SET_CHILD_SUBREAPER
  prctl(PR_SET_CHILD_SUBREAPER, 1L);
#endif
  pid_t child = vfork();
  if (child == 0) run_command();
  if (child < 0) {
    failure.error = errno;
    failure.step = "process";
  } else if (failure.step != NULL) {
    wait4(child, NULL, 0, NULL);
  }
  command = child;
  return failure.step == NULL;
}

/* ---- until it ends ---- */

static void add_up(struct timeval *sum, struct timeval more) {
  enum { SECOND = 1000000 };
  sum->tv_sec += more.tv_sec + (sum->tv_usec + more.tv_usec) / SECOND;
  sum->tv_usec = (sum->tv_usec + more.tv_usec) % SECOND;
}

/* A stop is no end. What the command left behind comes to us when its parents are gone. */
static void reap(void) {
  struct rusage usage;
  int status;
  for (pid_t pid; (pid = wait4(-1, &status, WNOHANG, &usage)) > 0;) {
    if (pid == keeper) {
      if (status == DONE) keeper = -1;
      else keeper_broke();
      continue;
    }
    add_up(&end.sum.ru_utime, usage.ru_utime);
    add_up(&end.sum.ru_stime, usage.ru_stime);
    if (usage.ru_maxrss > end.sum.ru_maxrss) end.sum.ru_maxrss = usage.ru_maxrss;
    if (pid == command) {
      end.status = status;
      end.is_known = true;
    }
  }
}

static long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000L + time.tv_nsec / 1000000L;
}

/* Whether a hob lives that ends this task itself: then it holds the lock of the store. */
static bool hob_lives(void) {
  struct flock lock = {.l_type = F_RDLCK, .l_whence = SEEK_SET};
  int fd = open(order.lock, O_RDONLY | O_CLOEXEC);
  bool held = fd >= 0 && fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  if (fd >= 0) close(fd);
  return held;
}

/* A hob that was started from within the command, and other tasks of it, are not the command's. */
static bool is_spared(long pid) {
  static char block[128 << 10];
  char path[64], digits[DIGITS];
  const char *task = getenv("HOB_TASK");
  join(path, sizeof path, "/proc/", write_number(digits, (unsigned long)pid, 10, 1), "/environ");
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  size_t length = 0;
  for (ssize_t count = 1; fd >= 0 && count > 0; length += count > 0 ? (size_t)count : 0) {
    count = read(fd, block + length, sizeof block - 1 - length);
  }
  if (fd >= 0) close(fd);
  block[length] = 0;
  for (const char *entry = block; entry < block + length; entry += strlen(entry) + 1) {
    const char *other = wish(entry, "HOB_TASK=");
    if (wish(entry, "HOB_KEEPER=") != NULL) return true;
    if (other != NULL && task != NULL && strcmp(other, task) != 0) return true;
  }
  return false;
}

/* Signals our children but those; gives how many. Until we reap one, its pid is its own. */
static int signal_children(int number) {
  char list[4096];
  int fd = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
  ssize_t count = fd < 0 ? 0 : read(fd, list, sizeof list);
  if (fd >= 0) close(fd);
  int signalled = 0;
  long pid = 0;
  for (ssize_t i = 0; i < count; i++) {
    if (list[i] != ' ') {
      pid = pid * 10 + (list[i] - '0');
      continue;
    }
    if (pid != keeper && !is_spared(pid) && kill((pid_t)pid, number) == 0) signalled++;
    pid = 0;
  }
  return signalled;
}

static void signal_all(int number) {
  if (!end.is_known && !order.has_terminal) kill(-command, number);
  signal_children(number);
}

/* Sleeps until a child ends or the time has come; for ever where it is negative. */
static void sleep_until(long time) {
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGCHLD);
  long left = time - now();
  if (left < 0) left = 0;
  struct timespec patience = {left / 1000, left % 1000 * 1000000L};
  sigtimedwait(&ends, NULL, time < 0 ? NULL : &patience);
}

/*
 * The deadline holds without hob, too: first a request, and after the grace an end for all that is
 * left. Each one killed leaves its children to us, so that in the end nobody is missed.
 */
static void await_end(void) {
  enum { RUNNING, ASKED, KILLED } phase = RUNNING;
  bool marked = false;
  long next = order.deadline, given_up = order.deadline + order.grace + HOB_IS_LATE;
  for (;;) {
    reap();
    if (end.is_known && !marked) {
      mark(phase != RUNNING);
      marked = true;
    }
    if (marked && (phase == RUNNING || signal_children(0) == 0)) return;
    if (next >= 0 && now() >= next) {
      if (phase == RUNNING && hob_lives() && now() < given_up) {
        next = now() + LOOK_AGAIN;
      } else if (phase == RUNNING) {
        phase = ASKED;
        next = now() + order.grace;
        signal_all(SIGTERM);
        signal_all(SIGCONT);
      } else {
        phase = KILLED;
        next = now() + KILL_AGAIN;
        signal_all(SIGKILL);
      }
    }
    if (keeper_is_missing) keeper_is_missing = !start_keeper();
    sleep_until(keeper_is_missing ? now() + LOOK_AGAIN : next);
  }
}

/* Until all that was written is put down; not for ever, for a leftover or a full disk has time. */
static void await_keeper(void) {
  long until = now() + UNTIL_DRAINED;
  char byte;
  while (keeper > 0) {
    close(ended);
    ended = -1;
    struct pollfd wait = {drained, POLLIN, 0};
    long left = until - now();
    if (left <= 0 || poll(&wait, 1, (int)left) <= 0 || read(drained, &byte, 1) == 1) return;
    /* It has ended without a word. */
    int status;
    wait4(keeper, &status, 0, NULL);
    keeper_broke();
  }
}

/* False when somebody else came first, or when it cannot be said who runs the command. */
static bool claim_start(const char *path) {
  mode_t inherited = umask(077);
  claim = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
  bool claimed = claim >= 0 && note("run", "", getpid());
  umask(inherited);
  return claimed;
}

static bool breaks_at(const char *step) {
  failure.error = errno;
  failure.step = step;
  return false;
}

/* False when the command never ran. */
static bool start(const char *path) {
  marker = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (marker < 0) return breaks_at("marker");
  if (order.has_terminal && !take_terminal()) return breaks_at("terminal");
  if (!lay_pipes()) return breaks_at("pipe");
  if ((order.pumps_stdout || order.pumps_stderr) && !start_keeper()) return breaks_at("keeper");
  return start_command();
}

int main(int argc, char **argv) {
  if (argc < 5 || !read_order(argc, argv)) return USAGE;
  block_signals();
  settle_descriptors();
  if (!claim_start(argv[1])) return CLAIMED;
  our_name = argv[0];
  hidden = argv[2];
  end_of_words = argv[argc - 1] + strlen(argv[argc - 1]);
  if (!start(argv[2])) {
    /* Where even that has no room, the claim and an end without a marker say nearly as much. */
    note("failed ", failure.step, failure.error);
    return CANNOT;
  }
  hide(hidden, end_of_words);
  for (int fd = 0; fd < HELD; fd++) close(fd);
  if (chdir("/") != 0) return CANNOT;
  await_end();
  await_keeper();
  return DONE;
}

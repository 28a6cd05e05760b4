/*
 * Runs one command and says how it ended.
 *
 *   hob-wrap CLAIM MARKER [WISH…] -- SHELL [ARGUMENT…]
 *
 * Descriptors: 0, 1 and 3 become the command's stdin, stdout and stderr; 4, where it is open, is
 * held until the end. README.md has the contract and the wishes.
 */
#include "children.h"
#include "claim.h"
#include "keeper.h"
#include "moment.h"
#include "order.h"
#include "pump.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
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

#ifndef SYS_close_range
#define SYS_close_range 436
#endif

enum { MARKER_BYTES = 63, LOOK_AGAIN = 1000, KILL_AGAIN = 50 };

/* A hob that lives ends a task itself; one that does not get to it is not waited for for ever. */
enum { HOB_IS_LATE = 10000 };

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

static pid_t command;
static int marker;

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

/* ---- how it ends ---- */

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

/* Whether a hob lives that ends this task itself: then it holds the lock of the store. */
static bool hob_lives(void) {
  struct flock lock = {.l_type = F_RDLCK, .l_whence = SEEK_SET};
  int fd = open(order.lock, O_RDONLY | O_CLOEXEC);
  bool held = fd >= 0 && fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  if (fd >= 0) close(fd);
  return held;
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
  if (!lay_pipes(marker)) return breaks_at("pipe");
  if ((order.pumps_stdout || order.pumps_stderr) && !start_keeper()) return breaks_at("keeper");
  return start_command();
}

/* Of what is the command's alone. The numbers stay taken, so that nothing of ours gets them. */
static void let_go(void) {
  prctl(PR_SET_NAME, "hob-wrap"); /* we may be run by a descriptor's number */
  int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int fd = 0; fd < HELD; fd++) {
    if (dup2(nothing, fd) < 0) close(fd);
  }
  close(nothing);
  if (chdir("/") != 0) return; /* then its folder stays in use */
}

int main(int argc, char **argv) {
  if (argc < 5 || !read_order(argc, argv)) return USAGE;
  block_signals();
  settle_descriptors();
  if (!make_claim(argv[1])) return CLAIMED;
  our_words = (struct words){argv[0], argv[2], argv[argc - 1] + strlen(argv[argc - 1])};
  if (!start(argv[2])) {
    /* Where even that has no room, the claim and an end without a marker say nearly as much. */
    note("failed ", failure.step, failure.error);
    return CANNOT;
  }
  hide(our_words.hidden, our_words.end);
  let_go();
  await_end();
  await_keeper();
  return DONE;
}

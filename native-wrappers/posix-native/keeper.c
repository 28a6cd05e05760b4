#include "keeper.h"

#include "claim.h"
#include "moment.h"
#include "order.h"
#include "pump.h"
#include "text.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LANES = 2, UNTIL_DRAINED = 1000 };

pid_t keeper;
bool keeper_is_missing;

struct words our_words;

static struct lane lanes[LANES];
static int not_its_own;

/* Closed by us when the command has ended; a byte comes when all is put down. */
static int ended = -1, drained = -1;

void hide(char *from, const char *to) {
  memset(from, 0, (size_t)(to - from));
}

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
  hide(our_words.hidden, our_words.end);
  if (first != NULL) hide(first, last);
  if (first != NULL && (size_t)(last - first) >= text.length) memcpy(first, text.at, text.length);
  prctl(PR_SET_NAME, name);
  if (strlen(our_words.name) + 1 == sizeof name) memcpy(our_words.name, name, sizeof name);
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
  int ours[] = {0, STDOUT, STDERR, HELD, not_its_own, ended, drained};
  for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) close(ours[i]);
  keep(command_ended, all_drained);
  _exit(DONE);
}

bool start_keeper(void) {
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
void keeper_broke(void) {
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

bool lay_pipes(int marker) {
  not_its_own = marker;
  int beside = order.is_merged ? STDERR : -1;
  lanes[0].ended = lanes[1].ended = true;
  return (!order.pumps_stdout || lay_pipe(&lanes[0], "stdout", STDOUT, beside))
      && (!order.pumps_stderr || lay_pipe(&lanes[1], "stderr", STDERR, -1));
}

void await_keeper(void) {
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

/*
 * Keeps a stream in hob's stead: a process that outlives hob, and is not the command's.
 *
 *   hob-keep CLAIM NAME               stdin to stdout, until nobody can write any more
 *   hob-keep CLAIM pty MARKER FIFO    a terminal's master, which is stdin: to stdout what comes
 *                                     out of it, and into it what comes out of the fifo
 *
 * README.md has the contract.
 */
#include "pump.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

enum { USAGE = 64, CANNOT = 71, QUIET_MILLISECONDS = 100 };

/* For the marker, while nobody can be waited for. */
enum { LOOK_MILLISECONDS = 1000 };

static struct lane output, input;

/* Whether the command has ended: the marker's first line is whole, and not blank. */
static bool is_marked(const char *marker) {
  char line[64] = {' '};
  int fd = open(marker, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  ssize_t count = read(fd, line, sizeof line);
  close(fd);
  return count > 0 && line[0] != ' ' && memchr(line, '\n', (size_t)count) != NULL;
}

static void keep_stream(void) {
  while (!is_over(&output)) {
    struct pollfd wait = awaited(&output);
    poll(&wait, 1, output.full ? RETRY_MILLISECONDS : -1);
    carry(&output);
  }
}

/* The wrapper, which leads the terminal's session, to be waited for; below 0 where there is none. */
static int find_wrapper(void) {
  pid_t leader = 0;
  if (ioctl(0, TIOCGSID, &leader) != 0 || leader <= 0) return -1;
  return (int)syscall(SYS_pidfd_open, (long)leader, 0L);
}

/*
 * It is over when nobody has the terminal open. Or, where somebody outlives the command, when that
 * has ended and the terminal is silent.
 */
static void keep_terminal(const char *marker) {
  int wrapper = -1;
  bool ended = is_marked(marker);
  while (!is_over(&output)) {
    if (wrapper < 0 && !ended) wrapper = find_wrapper();
    struct pollfd wait[] = {awaited(&output), awaited(&input), {ended ? -1 : wrapper, POLLIN, 0}};
    int unended = wrapper < 0 ? LOOK_MILLISECONDS : -1;
    int patience = output.full ? RETRY_MILLISECONDS : ended ? QUIET_MILLISECONDS : unended;
    int count = poll(wait, 3, patience);
    if (count == 0 && ended && !output.full) return;
    if (count == 0 && wrapper < 0) ended = is_marked(marker);
    if (wait[2].revents != 0) ended = true;
    if (wait[0].revents != 0 || output.full) carry(&output);
    if (wait[1].revents != 0) carry(&input);
  }
}

static int open_claim(const char *path) {
  return open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
}

int main(int argc, char **argv) {
  bool terminal = argc == 5 && strcmp(argv[2], "pty") == 0;
  if (argc != 3 && !terminal) return USAGE;
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, NULL);
  setsid();
  if (chdir("/") != 0) return CANNOT;
  open_lane(&output, argv[2], 0, 1, open_claim(argv[1]));
  if (!terminal) {
    keep_stream();
    return 0;
  }
  /* For reading and writing, so that it never ends. */
  int fifo = open(argv[4], O_RDWR | O_CLOEXEC | O_NONBLOCK);
  if (fifo < 0 || fcntl(0, F_SETFL, fcntl(0, F_GETFL, 0L) | O_NONBLOCK) != 0) return CANNOT;
  open_lane(&input, "input", fifo, 0, -1);
  keep_terminal(argv[3]);
  return 0;
}

#include "children.h"

#include "keeper.h"
#include "order.h"
#include "text.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
    const char *other = value_of(entry, "HOB_TASK=");
    if (value_of(entry, "HOB_KEEPER=") != NULL) return true;
    if (other != NULL && task != NULL && strcmp(other, task) != 0) return true;
  }
  return false;
}

int signal_children(int number) {
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

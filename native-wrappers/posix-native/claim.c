#include "claim.h"

#include "text.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int claim = -1;

bool note(const char *word, const char *detail, long number) {
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

bool make_claim(const char *path) {
  mode_t inherited = umask(077);
  claim = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
  bool claimed = claim >= 0 && note("run", "", getpid());
  umask(inherited);
  return claimed;
}

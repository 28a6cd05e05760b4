/* What the wrapper is asked for. */
#ifndef HOB_ORDER_H
#define HOB_ORDER_H

#include <limits.h>
#include <stdbool.h>

#ifndef PATH_MAX
#define PATH_MAX 4096
#endif

/* The descriptors that we are given, and exit statuses of our own. */
enum { STDOUT = 1, STDERR = 3, HELD = 4, FIRST_STRAY = 5 };
enum { DONE = 0, USAGE = 64, CANNOT = 71, CLAIMED = 75 };

extern struct order {
  const char *folder;
  long umask, deadline, grace; /* below 0: none */
  char lock[PATH_MAX];
  bool pumps_stdout, pumps_stderr, is_merged, has_terminal;
  char **command;
} order;

/* From the third argument on. False for what is not understood. */
bool read_order(int argc, char **argv);

/* What follows the name in the text; NULL where that does not begin with it. */
const char *value_of(const char *text, const char *name);

#endif

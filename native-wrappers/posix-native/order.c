#include "order.h"

#include "text.h"

#include <string.h>

struct order order = {.umask = -1, .deadline = -1};

const char *value_of(const char *text, const char *name) {
  size_t count = strlen(name);
  return strncmp(text, name, count) == 0 ? text + count : NULL;
}

static bool understand(const char *argument) {
  const char *value;
  if ((value = value_of(argument, "folder=")) != NULL) return order.folder = value, true;
  if ((value = value_of(argument, "umask=")) != NULL) return read_number(value, 8, &order.umask);
  if ((value = value_of(argument, "deadline=")) != NULL) {
    return read_number(value, 10, &order.deadline);
  }
  if ((value = value_of(argument, "grace=")) != NULL) return read_number(value, 10, &order.grace);
  if ((value = value_of(argument, "lock=")) != NULL) {
    return strlen(value) < sizeof order.lock && memcpy(order.lock, value, strlen(value));
  }
  if (strcmp(argument, "pump=stdout") == 0) return order.pumps_stdout = true;
  if (strcmp(argument, "pump=stderr") == 0) return order.pumps_stderr = true;
  if (strcmp(argument, "pump=merged") == 0) return order.pumps_stdout = order.is_merged = true;
  return strcmp(argument, "terminal") == 0 && (order.has_terminal = true);
}

bool read_order(int argc, char **argv) {
  for (int i = 3; i < argc; i++) {
    if (strcmp(argv[i], "--") == 0) {
      order.command = argv + i + 1;
      return i + 1 < argc && !(order.is_merged && order.pumps_stderr);
    }
    if (!understand(argv[i])) return false;
  }
  return false;
}

/* A short text, put together piece by piece; what has no room is left out, whole. */
#ifndef HOB_TEXT_H
#define HOB_TEXT_H

#include <stddef.h>

struct text {
  char at[128];
  size_t length;
};

void add(struct text *text, const char *more);
void add_number(struct text *text, long number);

/* False for anything but digits, or too many of them. */
int read_number(const char *digits, int base, long *number);

#endif

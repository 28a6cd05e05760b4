#include "text.h"

#include <string.h>

void add(struct text *text, const char *more) {
  size_t count = strlen(more);
  if (count > sizeof text->at - text->length) return;
  memcpy(text->at + text->length, more, count);
  text->length += count;
}

void add_number(struct text *text, long number) {
  char digits[24];
  char *first = digits + sizeof digits;
  *--first = 0;
  unsigned long rest = number < 0 ? -(unsigned long)number : (unsigned long)number;
  do *--first = (char)('0' + rest % 10);
  while ((rest /= 10) > 0);
  if (number < 0) *--first = '-';
  add(text, first);
}

int read_number(const char *digits, int base, long *number) {
  enum { MOST_DIGITS = 15 };
  size_t count = strlen(digits);
  if (count == 0 || count > MOST_DIGITS) return 0;
  *number = 0;
  for (; *digits != 0; digits++) {
    if (*digits < '0' || *digits >= '0' + base) return 0;
    *number = *number * base + (*digits - '0');
  }
  return 1;
}

#include "text.h"

#include <string.h>

void add(struct text *text, const char *more) {
  size_t count = strlen(more);
  if (count > sizeof text->at - text->length) return;
  memcpy(text->at + text->length, more, count);
  text->length += count;
}

void add_number(struct text *text, long number) {
  char room[DIGITS];
  add(text, write_number(room, (unsigned long)number, 10, 1));
}

bool read_number(const char *digits, int base, long *number) {
  enum { MOST_DIGITS = 15 };
  size_t count = strlen(digits);
  if (count == 0 || count > MOST_DIGITS) return false;
  *number = 0;
  for (; *digits != 0; digits++) {
    if (*digits < '0' || *digits >= '0' + base) return false;
    *number = *number * base + (*digits - '0');
  }
  return true;
}

const char *write_number(char room[DIGITS], unsigned long number, unsigned base, int least) {
  char *first = room + DIGITS - 1;
  *first = 0;
  for (; number > 0 || least > 0; number /= base, least--) {
    *--first = "0123456789abcdef"[number % base];
  }
  return first;
}

bool join(char *to, size_t room, const char *one, const char *two, const char *three) {
  const char *parts[] = {one, two, three};
  for (int i = 0; i < 3; i++) {
    size_t count = strlen(parts[i]);
    if (count >= room) return false;
    memcpy(to, parts[i], count + 1);
    to += count;
    room -= count;
  }
  return true;
}

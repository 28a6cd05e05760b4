/* Short texts, put together piece by piece. */
#ifndef HOB_TEXT_H
#define HOB_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* What has no room is left out, whole. */
struct text {
  char at[128];
  size_t length;
};

void add(struct text *text, const char *more);
void add_number(struct text *text, long number);

/* False for anything but digits, or too many of them. */
bool read_number(const char *digits, int base, long *number);

/* Room for any number to any base from 8 on. */
enum { DIGITS = 24 };

/* With at least so many digits; gives where they begin in the room. */
const char *write_number(char room[DIGITS], unsigned long number, unsigned base, int least);

/* Three texts, one behind the other. False when there is no room for them. */
bool join(char *to, size_t room, const char *one, const char *two, const char *three);

#endif

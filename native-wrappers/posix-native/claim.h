/* The claim on a start, and the notes in it; a line each. */
#ifndef HOB_CLAIM_H
#define HOB_CLAIM_H

#include <stdbool.h>

extern int claim;

/* False when somebody else came first, or when it cannot be said who runs the command. */
bool make_claim(const char *path);

/* With a number, unless that is NO_NUMBER. False on a full disk, among others. */
bool note(const char *word, const char *detail, long number);

enum { NO_NUMBER = -1 };

#endif

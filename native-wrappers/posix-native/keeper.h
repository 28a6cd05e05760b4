/*
 * The keeper: a process of hob's that carries streams of the command into their files. It is our
 * child, and is followed by another when somebody ends it.
 */
#ifndef HOB_KEEPER_H
#define HOB_KEEPER_H

#include <stdbool.h>
#include <sys/types.h>

/* Below 1: there is none. */
extern pid_t keeper;

/* There should be one, and could not be made: try again. */
extern bool keeper_is_missing;

/* Our own words: the first stays, for we are known by the claim; the rest is not to be seen. */
extern struct words {
  char *name, *hidden, *end;
} our_words;

/* So that nobody who looks for a command by its words finds us, and ends us in its stead. */
void hide(char *from, const char *to);

/* Puts a pipe before each file that is not the command's to write. The marker is not the keeper's. */
bool lay_pipes(int marker);

bool start_keeper(void);

/* It has ended as it should not. */
void keeper_broke(void);

/* Until all that was written is put down; not for ever, for a leftover or a full disk has time. */
void await_keeper(void);

#endif

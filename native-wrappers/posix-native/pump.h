/* Carries bytes from one descriptor to another, and never takes more than it can put down. */
#ifndef HOB_PUMP_H
#define HOB_PUMP_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

enum { PIECE = 32 << 10 };

struct lane {
  const char *name;
  int from, to;
  int claim; /* where a loss is told, and not at all where it is -1 */
  bool ended; /* nothing more comes */
  bool full; /* there was no room for what is held */
  bool told;
  size_t first, last; /* what is held: taken, and not put down yet */
  char bytes[PIECE];
};

/* After a full disk, how soon it is tried again. */
enum { RETRY_MILLISECONDS = 200 };

/* Of a lane that was never used; what it would hold is not touched, for that would cost memory. */
void open_lane(struct lane *lane, const char *name, int from, int to, int claim);

/* What the lane waits for; a descriptor of -1 when that is only time. */
struct pollfd awaited(const struct lane *lane);

/* Moves what can be moved now. */
void carry(struct lane *lane);

static inline bool holds(const struct lane *lane) {
  return lane->first < lane->last;
}

static inline bool is_over(const struct lane *lane) {
  return lane->ended && !holds(lane);
}

#endif

#include "pump.h"

#include "text.h"

#include <errno.h>
#include <unistd.h>

void open_lane(struct lane *lane, const char *name, int from, int to, int claim) {
  lane->name = name;
  lane->from = from;
  lane->to = to;
  lane->claim = claim;
  lane->ended = false;
}

struct pollfd awaited(const struct lane *lane) {
  if (!holds(lane)) return (struct pollfd){lane->ended ? -1 : lane->from, POLLIN, 0};
  return (struct pollfd){lane->full ? -1 : lane->to, POLLOUT, 0};
}

static void tell_loss(struct lane *lane) {
  if (lane->told || lane->claim < 0) return;
  struct text note = {.length = 0};
  add(&note, "lost ");
  add(&note, lane->name);
  add(&note, "\n");
  lane->told = write(lane->claim, note.at, note.length) > 0;
}

static void put_down(struct lane *lane) {
  ssize_t count = write(lane->to, lane->bytes + lane->first, lane->last - lane->first);
  int error = count < 0 ? errno : 0;
  lane->full = error == ENOSPC || error == EDQUOT;
  if (count > 0) {
    lane->first += (size_t)count;
  } else if (!lane->full && error != EINTR && error != EAGAIN) {
    tell_loss(lane); /* it will never be taken; the command is not to stand still for that */
    lane->first = lane->last;
  }
}

static void take(struct lane *lane) {
  ssize_t count = read(lane->from, lane->bytes, PIECE);
  lane->first = 0;
  lane->last = count > 0 ? (size_t)count : 0;
  /* A terminal that nobody has open any more says EIO. */
  lane->ended = count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN);
}

void carry(struct lane *lane) {
  if (!holds(lane) && !lane->ended) take(lane);
  if (holds(lane)) put_down(lane);
}

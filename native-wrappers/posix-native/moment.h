/* Milliseconds of the boot's own clock, which nobody sets and which stands while the machine sleeps. */
#ifndef HOB_MOMENT_H
#define HOB_MOMENT_H

long now(void);

#endif

/* The command's processes, as far as they are our children; in the end they all are. */
#ifndef HOB_CHILDREN_H
#define HOB_CHILDREN_H

/* Signals our children but hob's own; gives how many. Until we reap one, its pid is its own. */
int signal_children(int number);

#endif

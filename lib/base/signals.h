/* Which signals end a process that does nothing about them. */
#ifndef PHATE_BASE_SIGNALS_H
#define PHATE_BASE_SIGNALS_H

#include <stdbool.h>

/* Whether the signal of that number, 1 to NSIG - 1, does so: all but those that stop a process, let
 * it go on, or tell it something. */
bool signals_is_deadly(int number);

#endif

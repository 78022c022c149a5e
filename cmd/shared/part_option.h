/* --part of programs that read checkpoints. */
#ifndef PHATE_PART_OPTION_H
#define PHATE_PART_OPTION_H

#include "snapshot/concat.h"

#include <stdbool.h>

/* Exits where a part is asked for beside what reads all of a file whatever the part is; `list`: -l
 * is given. */
void part_option_check(const struct concat *work, bool list);

#endif

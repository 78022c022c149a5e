/* The parts of snapeval.h's work. */
#ifndef PHATE_SNAPEVAL_SNAPEVAL_IMPL_H
#define PHATE_SNAPEVAL_SNAPEVAL_IMPL_H

#include "snapeval/snapeval.h"

/* Finds the points of the rows: fills point and paths. */
struct error *snapeval_find_points(struct snapeval *s) MUST_CHECK;

/* Opens the journal, and takes the points that it has. Paths and answers are set. */
struct error *snapeval_open_journal(struct snapeval *s, const struct snapeval_opts *opts,
                                    struct report *report) MUST_CHECK;

#endif

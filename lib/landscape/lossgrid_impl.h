/* The parts of lossgrid.h's work. */
#ifndef PHATE_LANDSCAPE_LOSSGRID_IMPL_H
#define PHATE_LANDSCAPE_LOSSGRID_IMPL_H

#include "landscape/lossgrid.h"

/* Opens the journal of this request, and takes what is in it. Plane, axes and answers are there. */
struct error *lossgrid_request_journal(struct lossgrid *g,
                                       const struct lossgrid_opts *opts) MUST_CHECK;

/* Has all points evaluated that are not known yet: one at least. */
struct error *lossgrid_evaluate(struct lossgrid *g, const struct lossgrid_opts *opts,
                                struct report *report) MUST_CHECK;

#endif

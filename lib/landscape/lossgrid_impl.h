/* The parts of lossgrid.h's work. */
#ifndef PHATE_LANDSCAPE_LOSSGRID_IMPL_H
#define PHATE_LANDSCAPE_LOSSGRID_IMPL_H

#include "landscape/lossgrid.h"

/* Opens the journal of this request, and takes its points. Plane, axes and answers are set. */
struct error *lossgrid_request_journal(struct lossgrid *g, const struct lossgrid_opts *opts,
                                       struct report *report) MUST_CHECK;

/* Evaluates all points that are not known yet; there must be at least one. */
struct error *lossgrid_evaluate(struct lossgrid *g, const struct lossgrid_opts *opts,
                                struct report *report) MUST_CHECK;

#endif

/* Potential distances on the ground of the data (phate/grounding.h) in a stream: the snapshots'
 * distances come as a companion of the operator. */
#ifndef PHATE_OPERATOR_GROUND_H
#define PHATE_OPERATOR_GROUND_H

#include "base/report.h"
#include "matrix/components.h"
#include "matrix/matrix.h"
#include "phate/grounding.h"
#include "stream/companion.h"
#include "stream/intake.h"
#include "stream/record/record.h"

#include <stdbool.h>

struct ground_request {
    struct grounding grounding;
    bool between_given, magnify_given; /* else the defaults hold as far as there are distances */
};

/* Values of L (grounding.h), in the user's order. */
enum { GROUNDS_MAX = 100 };
struct grounds_list {
    double at[GROUNDS_MAX], largest;
    size_t count;
};

/* "0.5" or "0,0.5,1": reads them into `list`, a struct grounds_list. Fails on other texts, where a
 * value is not from 0 to 1 or appears twice, and where there are too many. */
struct error *ground_read_list(const char *text, void *list) MUST_CHECK;

/* "auto", or a number: reads the factor into `magnify`, a double; auto is 0. */
struct error *ground_read_magnify(const char *text, void *magnify) MUST_CHECK;

/* An option of the request that asks for other distances than the defaults do, or NULL. */
const char *ground_option(const struct ground_request *q);

/* Fails where two options exclude each other. */
struct error *ground_check(const struct ground_request *q) MUST_CHECK;

/* In place: the potential distances of the current record, an operator with components c, as the
 * request asks; r, their record, gets the attributes `between` where there are several components,
 * `ground` and `magnify` where they are not the defaults, and `unit data` where distances have the
 * unit of the snapshots'. The companion's points become distances. Where none came, the default
 * for several components is the constant, with a warning; one component stays as it is. Fails where
 * distances that were asked for are missing or are those of other rows, and as grounding_apply
 * does. */
struct error *ground_distances(const struct ground_request *q, struct companion *companion,
                               const struct intake *in, const struct components *c,
                               struct report *report, struct matrix *distance,
                               struct record *r) MUST_CHECK;

/* For the current record, reduced to `landmarks` of its rows, of which each row has one: the
 * companion of the landmarks' medoids. r is its record, made by the program of that line of
 * provenance; the caller frees both. Fails where the companion is of other rows. */
struct error *ground_of_landmarks(const struct companion *companion, const struct intake *in,
                                  const size_t *of_row, size_t landmarks, const char *provenance,
                                  struct record *r, struct matrix *m) MUST_CHECK;

#endif

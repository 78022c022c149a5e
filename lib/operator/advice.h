/* What disconnected data, and walks that have mixed, mean for the picture, and what helps. */
#ifndef PHATE_OPERATOR_ADVICE_H
#define PHATE_OPERATOR_ADVICE_H

#include "base/report.h"
#include "matrix/components.h"
#include "matrix/matrix.h"
#include "phate/diffusion.h"
#include "stream/record/record.h"

#include <stdbool.h>

enum { ADVICE_MAX = 128 };

/* Prints the knnaff that looks at twice as many neighbours as the one that made r, or a record
 * before it, did. This function and the others fail where r's attribute k is not a whole number. */
struct error *advice_more_neighbours(const struct record *r, char text[ADVICE_MAX]) MUST_CHECK;

/* Tells where there are several components; r is the record of the affinities. */
struct error *advice_on_components(struct report *report, const struct components *c,
                                   const struct record *r) MUST_CHECK;

/* What the mixing of powers is measured by. */
struct advice_watch {
    const struct components *components; /* of the diffusion */
    size_t neighbours;                   /* that made the affinities; 0: not known */
    size_t snapshots;
    double *first; /* the components' mixing distances after one step */
    bool warned;
};

/* Before the diffusion of the affinities r is raised to any power; it outlives the watch, which the
 * caller frees. */
struct error *advice_watch_begin(struct advice_watch *w, const struct diffusion *d,
                                 const struct record *r) MUST_CHECK;
void advice_watch_free(struct advice_watch *w);

/* Warns of P^t where its walks have mixed; of several such powers only of the first, as all later
 * ones are mixed at least as much. */
struct error *advice_watch_power(struct advice_watch *w, const struct matrix *power, size_t t,
                                 struct report *report) MUST_CHECK;

#endif

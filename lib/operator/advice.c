#include "operator/advice.h"

#include "base/size.h"
#include "phate/mixing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct error *advice_more_neighbours(const struct record *r, char text[ADVICE_MAX])
{
    size_t k = 0;
    struct error *err = record_attr_size(r, "k", 1, &k);
    if (k > 0 && k + 1 < r->rows)
        snprintf(text, ADVICE_MAX, "knnaff -k %zu (here %zu)", size_min(2 * k, r->rows - 1), k);
    else
        snprintf(text, ADVICE_MAX, "a larger -k of knnaff");
    return err;
}

/* ---- components ---- */

struct error *advice_on_components(struct report *report, const struct components *c,
                                   const struct record *r)
{
    enum { SHOWN = 10 };
    char sizes[256] = "", remedy[ADVICE_MAX];
    struct error *err = advice_more_neighbours(r, remedy);
    if (err || c->count < 2)
        return err;
    for (size_t i = 0, used = 0; i < c->count && i < SHOWN; i++)
        used += (size_t)snprintf(sizes + used, sizeof sizes - used, "%s%zu", i ? ", " : "",
                                 components_size(c, i));
    report_line(report, REPORT_NOTE,
                "%zu connected components (of %s%s snapshots): groups without neighbours in each "
                "other, which potdist puts as far apart as their snapshots are: to join some, use "
                "%s",
                c->count, sizes, c->count > SHOWN ? ", ..." : "", remedy);
    return NULL;
}

/* ---- mixing ---- */

/* Whether half of k would still do, and k is a large part of the snapshots. */
static bool is_large(size_t k, size_t snapshots)
{
    return k >= 4 && k > snapshots / 4;
}

/* What makes walks that have mixed tell of the data again. */
static void name_remedy(const struct mixing *m, size_t k, size_t snapshots, char remedy[ADVICE_MAX])
{
    char steps[32] = "", neighbours[64] = "";
    if (m->shorter)
        snprintf(steps, sizeof steps, "diffop -t %zu", m->shorter);
    else if (!m->mixed_at_once)
        strcpy(steps, "diffop -t relaxation");
    if (is_large(k, snapshots))
        snprintf(neighbours, sizeof neighbours, "knnaff -k %zu (here %zu)", k / 2, k);
    else if (m->mixed_at_once)
        strcpy(neighbours, "a smaller -k of knnaff");
    snprintf(remedy, ADVICE_MAX, "%s%s%s", steps, *steps && *neighbours ? ", or " : "", neighbours);
}

/* Walks that have mixed say nothing of the data. */
static void warn_of_mixing(const struct advice_watch *w, const struct mixing *m, size_t t,
                           struct report *report)
{
    char where[64] = "", remedy[ADVICE_MAX];
    if (w->components->count > 1)
        snprintf(where, sizeof where, "%zu of %zu components: ", m->mixed, w->components->count);
    name_remedy(m, w->neighbours, w->snapshots, remedy);
    report_line(report, REPORT_WARNING,
                "t = %zu: %swalks end alike wherever they begin (to %.2g %%), so the picture will "
                "show little of the data: use %s",
                t, where, 100 * m->distance, remedy);
}

/* The mixing distances of the components; the caller frees them. */
static struct error *find_distances(const struct advice_watch *w, const struct matrix *m,
                                    double **distance)
{
    *distance = calloc(w->components->count, sizeof **distance);
    if (!*distance)
        return error_memory("the mixing of an operator");
    return mixing_distances(m, w->components, *distance);
}

struct error *advice_watch_begin(struct advice_watch *w, const struct diffusion *d,
                                 const struct record *r)
{
    struct error *err;
    *w = (struct advice_watch){.components = &d->components, .snapshots = r->rows};
    TRY(record_attr_size(r, "k", 1, &w->neighbours));
    TRY(find_distances(w, &d->m, &w->first));
out:
    if (err)
        advice_watch_free(w);
    return err;
}

void advice_watch_free(struct advice_watch *w)
{
    free(w->first);
    w->first = NULL;
}

struct error *advice_watch_power(struct advice_watch *w, const struct matrix *power, size_t t,
                                 struct report *report)
{
    struct error *err;
    double *distance = NULL;
    if (w->warned)
        return NULL;
    TRY(find_distances(w, power, &distance));
    struct mixing mixing = mixing_judge(w->components, w->first, distance, t);
    w->warned = mixing.mixed > 0;
    if (w->warned)
        warn_of_mixing(w, &mixing, t, report);
out:
    free(distance);
    return err;
}

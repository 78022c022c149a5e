#include "operator/ground.h"

#include "base/text/number_list.h"
#include "distance/medoids.h"
#include "distance/points.h"
#include "distance/rounding.h"
#include "operator/advice.h"
#include "operator/store_source.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the request ---- */

struct error *ground_read_list(const char *text, void *list)
{
    struct grounds_list *l = list;
    struct error *err = number_list_parse_within(text, 0, 1, GROUNDS_MAX, l->at, &l->count);
    l->largest = 0;
    for (size_t i = 0; i < l->count; i++)
        l->largest = fmax(l->largest, l->at[i]);
    return error_prefix(err, "--ground");
}

struct error *ground_read_magnify(const char *text, void *magnify)
{
    char *end;
    double *factor = magnify;
    *factor = strcmp(text, "auto") == 0 ? 0 : strtod(text, &end);
    if (*factor == 0 ? strcmp(text, "auto") == 0 : !*end && *factor >= 1e-6 && *factor <= 1e6)
        return NULL;
    return error_new("--magnify %s: expected auto, or a number from 1e-6 to 1e6", text);
}

const char *ground_option(const struct ground_request *q)
{
    if (q->grounding.ground > 0)
        return "--ground";
    if (q->between_given)
        return "--between";
    return q->magnify_given ? "--magnify" : NULL;
}

struct error *ground_check(const struct ground_request *q)
{
    bool constant = q->grounding.between == BETWEEN_CONSTANT;
    if (constant && q->grounding.ground > 0)
        return error_new("--between constant and --ground: the constant has not the unit of the "
                         "snapshots' distances: leave one out");
    if (constant && q->magnify_given)
        return error_new("--between constant and --magnify: components are drawn larger beside the "
                         "snapshots' distances: leave one out");
    return NULL;
}

/* ---- messages ---- */

static struct error *tell_of_constant(const struct ground_request *q, const struct components *c,
                                      const struct record *r, struct report *report)
{
    char neighbours[ADVICE_MAX];
    struct error *err = advice_more_neighbours(r, neighbours);
    if (err)
        return err;
    if (q->between_given)
        report_line(report, REPORT_NOTE,
                    "%zu connected components: a constant, not the data, sets how far apart they "
                    "lie in the picture, as --between constant asks",
                    c->count);
    else
        report_line(report, REPORT_WARNING,
                    "%zu connected components, without the snapshots' distances: a constant, not "
                    "the data, sets how far apart they lie in the picture: leave --no-distances "
                    "out of knnaff, or join them by %s",
                    c->count, neighbours);
    return NULL;
}

static void tell_of_size(const struct ground_request *q, const struct grounding_facts *facts,
                         struct report *report)
{
    const double small = 2.5; /* a fifth of the way to the nearest other component */
    if (q->magnify_given || facts->room <= small || !isfinite(facts->room))
        return;
    report_line(report, REPORT_NOTE,
                "components are small beside the distances between them: potdist --magnify auto "
                "draws them larger");
    report_line(report, REPORT_DETAIL, "there is room for them to be %.2g times larger",
                facts->room);
}

static struct error *missing(const struct ground_request *q, const struct intake *in)
{
    const char *option = ground_option(q);
    return error_new("%s: %s needs the snapshots' distances, which do not come before the "
                     "operator: have knnaff pass its distances on (without --no-distances), or "
                     "leave %s out",
                     reader_name(in->reader), option, option);
}

/* ---- distances ---- */

/* The companion's points, if it has any, become distances; distances from elsewhere are rounded. */
static struct error *take_distances(struct companion *c)
{
    struct error *err;
    struct points points = {0};
    const char *metric = record_attr(&c->record, "metric");
    if (record_is(&c->record, "distance")) {
        distance_round(&c->m);
        return NULL;
    }
    if (!metric || !distance_metric_find(metric, &points.metric))
        return error_new("points: attribute metric: expected a metric of knnaff, got %s",
                         metric ? metric : "none");
    TRY(row_store_matrix(&c->points, &points.x));
    TRY(points_distances(&points, &c->m));
    strcpy(c->record.kind, "distance");
out:
    points_free(&points);
    return err;
}

static struct error *apply(const struct ground_request *q, struct companion *companion,
                           const struct intake *in, const struct components *c,
                           struct matrix *distance, struct grounding_facts *facts)
{
    struct error *err = NULL;
    struct grounding g = q->grounding;
    TRY(record_attr_size(&in->record, "k", 1, &g.neighbours));
    TRY(companion_check_rows(companion, in));
    TRY(take_distances(companion));
    TRY(grounding_apply(distance, &companion->m, c, &g, facts));
out:
    return error_prefix(err, "%s: the snapshots' distances", reader_name(in->reader));
}

static struct error *set_attrs(const struct grounding *g, const struct grounding_facts *facts,
                               bool several, struct record *r)
{
    struct error *err = NULL;
    if (several)
        TRY(record_attr_set(r, "between", "%s", grounding_between_names[g->between]));
    if (g->ground > 0)
        TRY(record_attr_set(r, "ground", "%.17g", g->ground));
    if (facts->magnify != 1)
        TRY(record_attr_set(r, "magnify", "%.17g", facts->magnify));
    TRY(record_attr_set(r, "unit", "data"));
out:
    return err;
}

/* What a request comes to for the record at hand: its default needs distances. */
static struct ground_request settle(const struct ground_request *request, bool known,
                                    const struct components *c, struct report *report)
{
    struct ground_request q = *request;
    if (c->count > 1 && !known && !ground_option(&q))
        q.grounding.between = BETWEEN_CONSTANT;
    if (c->count == 1 && q.magnify_given)
        report_line(report, REPORT_NOTE,
                    "1 connected component has no other to be drawn larger beside: --magnify is "
                    "left out");
    return q;
}

struct error *ground_distances(const struct ground_request *request, struct companion *companion,
                               const struct intake *in, const struct components *c,
                               struct report *report, struct matrix *distance, struct record *r)
{
    struct error *err = NULL;
    struct grounding_facts facts = {.magnify = 1};
    bool known = companion_is_known(companion), several = c->count > 1;
    struct ground_request q = settle(request, known, c, report);
    if (several && q.grounding.between == BETWEEN_CONSTANT) {
        TRY(tell_of_constant(&q, c, &in->record, report));
        return record_attr_set(r, "between", "constant");
    }
    if (grounding_is_void(&q.grounding, c))
        return NULL;
    if (!known)
        return missing(&q, in);
    TRY(apply(&q, companion, in, c, distance, &facts));
    tell_of_size(&q, &facts, report);
    TRY(set_attrs(&q.grounding, &facts, several, r));
out:
    return err;
}

/* ---- landmarks ---- */

/* The rows `row` of a companion's points; of its distances the same columns, too. */
static struct error *take_rows(const struct companion *c, const size_t *row, size_t count,
                               struct matrix *m)
{
    struct error *err;
    bool square = record_is(&c->record, "distance");
    TRY(matrix_new(m, count, square ? count : c->points.cols));
    for (size_t i = 0; i < count && !square; i++)
        TRY(row_store_read_wide(&c->points, row[i], 1, m->a + i * m->cols));
    for (size_t i = 0; i < count && square; i++)
        for (size_t j = 0; j < count; j++)
            m->a[i * count + j] = c->m.a[row[i] * c->m.cols + row[j]];
out:
    return err;
}

static struct error *find_medoids(const struct companion *c, const size_t *of_row, size_t landmarks,
                                  size_t *medoid)
{
    if (record_is(&c->record, "distance"))
        return medoids_of_distances(&c->m, of_row, landmarks, medoid);
    const struct row_source points = store_source(&c->points);
    return medoids_of_points(&points, of_row, landmarks, medoid);
}

struct error *ground_of_landmarks(const struct companion *companion, const struct intake *in,
                                  const size_t *of_row, size_t landmarks, const char *provenance,
                                  struct record *r, struct matrix *m)
{
    struct error *err;
    size_t *medoid = malloc(landmarks * sizeof *medoid);
    *m = (struct matrix){0};
    *r = (struct record){0};
    if (!medoid)
        TRY(error_memory("medoids"));
    TRY(error_prefix(companion_check_rows(companion, in), "%s: the snapshots' distances",
                     reader_name(in->reader)));
    TRY(find_medoids(companion, of_row, landmarks, medoid));
    TRY(take_rows(companion, medoid, landmarks, m));
    TRY(record_derive(r, &companion->record, companion->record.kind, m->rows, m->cols));
    TRY(record_attr_set(r, "landmarks", "%zu", landmarks));
    TRY(record_from_add(r, provenance));
out:
    free(medoid);
    if (err) {
        record_free(r);
        matrix_free(m);
    }
    return err;
}

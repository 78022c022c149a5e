#include "operator/source.h"

#include "base/memory.h"
#include "matrix/check.h"
#include "operator/advice.h"
#include "operator/factored.h"
#include "phate/affinity.h"
#include "phate/affinity_sparse.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool has_landmarks(const struct record *r, const struct source_plan *plan)
{
    return plan->landmarks.count && plan->landmarks.count < r->rows;
}

/* For landmarks, or to stay so. */
static bool is_read_sparse(const struct record *r, const struct source_plan *plan)
{
    return has_landmarks(r, plan) || (r->layout == PHM_CSR && plan->factors && !plan->matrix);
}

static struct error *check_plan(const struct record *r, const struct source_plan *plan)
{
    if (plan->landmarks.count && record_is(r, "operator"))
        return error_new("-l: needs affinities, got operator: leave it out");
    if (plan->factors && record_is(r, "operator"))
        return error_new("--factors: needs affinities, got operator: leave it out");
    if (r->layout == PHM_CSR && r->rows > OPERATOR_ROWS && !is_read_sparse(r, plan))
        return error_new("%zu snapshots: their sparse %s would become a dense operator of %zu GB: "
                         "use landmarks (-l 2000), or factors (-t relaxation --factors)",
                         r->rows, r->kind, r->rows * r->rows / (1 << 27));
    return NULL;
}

/* Both take the payload of the record r over. */
static struct error *from_dense(struct source *s, const struct record *r, struct matrix *m,
                                struct report *report)
{
    struct error *err;
    *s = (struct source){0};
    if (record_is(r, "adjacency"))
        affinity_from_adjacency(m);
    if (record_is(r, "operator"))
        TRY(diffusion_from_operator(&s->diffusion, m));
    else
        TRY(diffusion_from_affinity(&s->diffusion, m));
    TRY(advice_on_components(report, &s->diffusion.components, r));
out:
    if (err)
        source_free(s);
    return err;
}

static struct error *reduce(struct source *s, const struct csr *k,
                            const struct landmark_options *options, struct matrix *affinity,
                            struct report *report)
{
    struct error *err;
    struct landmarks landmarks = {0};
    TRY(landmarks_choose(k, &s->all, options, &landmarks));
    TRY(landmarks_reduce(k, &landmarks, &s->transition, affinity));
    s->landmarks = landmarks.count;
    s->of_row = landmarks.of_row;
    landmarks.of_row = NULL;
    if (!landmarks.settled)
        report_line(report, REPORT_NOTE,
                    "%zu landmarks: their k-means did not converge, so they are less even than "
                    "they could be: try another seed, diffop -r %" PRIu64,
                    landmarks.count, options->seed + 1);
out:
    landmarks_free(&landmarks);
    return err;
}

static struct error *from_sparse(struct source *s, const struct record *r, struct csr *k,
                                 const struct landmark_options *options, struct report *report)
{
    struct error *err;
    struct matrix affinity;
    *s = (struct source){0};
    if (record_is(r, "adjacency"))
        TRY(affinity_sparse_from_adjacency(k));
    if (options->count == 0 || options->count >= k->rows) {
        TRY(diffusion_from_sparse(&s->diffusion, k));
        TRY(advice_on_components(report, &s->diffusion.components, r));
        return NULL;
    }
    TRY(csr_check(k, CHECK_SYMMETRIC | CHECK_NONNEGATIVE, "affinity"));
    TRY(components_find_sparse(&s->all, k));
    TRY(advice_on_components(report, &s->all, r));
    TRY(reduce(s, k, options, &affinity, report));
    csr_free(k);
    TRY(diffusion_from_affinity(&s->diffusion, &affinity));
out:
    csr_free(k);
    if (err)
        source_free(s);
    return err;
}

struct error *source_read(struct source *s, const struct intake *in, const struct source_plan *plan,
                          struct report *report)
{
    struct error *err;
    const struct record *r = &in->record;
    struct matrix m;
    struct csr k;
    TRY(check_plan(r, plan));
    if (plan->landmarks.count >= r->rows)
        report_line(report, REPORT_NOTE, "%zu snapshots, and %zu landmarks of them: -l is left out",
                    r->rows, plan->landmarks.count);
    if (is_read_sparse(r, plan)) {
        TRY(reader_csr(in->reader, r, &k));
        return from_sparse(s, r, &k, &plan->landmarks, report);
    }
    TRY(reader_matrix(in->reader, r, &m));
    TRY(from_dense(s, r, &m, report));
out:
    return err;
}

/* Each component is raised in a second matrix. Of several powers one is kept, and one is made, and
 * multiplied by the last factor in a third. */
struct error *source_check_memory(const struct source *s, bool several, struct report *report)
{
    size_t n = s->diffusion.m.rows;
    return n ? memory_check(matrix_bytes(several ? 3 : 1, n, n), n, report) : NULL;
}

void source_free(struct source *s)
{
    free(s->of_row);
    diffusion_free(&s->diffusion);
    components_free(&s->all);
    csr_free(&s->transition);
    *s = (struct source){0};
}

const struct components *source_components(const struct source *s)
{
    return s->landmarks ? &s->all : &s->diffusion.components;
}

struct error *source_label_rows(const struct source *s, struct table *rows, bool *changed)
{
    struct error *err = NULL;
    const struct components *c = source_components(s);
    size_t column;
    if (rows->rows != c->rows || c->rows == 0) {
        *changed = false;
        return NULL;
    }
    TRY(table_column_add(rows, "component", &column));
    for (size_t i = 0; i < c->rows; i++) {
        char label[24];
        snprintf(label, sizeof label, "%zu", c->label[i] + 1);
        *changed = *changed || strcmp(table_cell(rows, i, column), label) != 0;
        TRY(table_set(rows, i, column, label));
    }
out:
    return err;
}

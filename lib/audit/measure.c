#include "audit/measure.h"

#include "base/array.h"
#include "base/clones.h"
#include "base/size.h"

#include <math.h>
#include <stdlib.h>
#include <xxhash.h>

struct error *audit_measure_new(struct audit_measure *m, const struct audit_subject *subject)
{
    size_t count;
    *m = (struct audit_measure){.subject = subject};
    if (size_mul(subject->row_count, subject->tensor_count, &count))
        m->cells = calloc(size_max(count, 1), sizeof *m->cells);
    return m->cells ? NULL : error_memory("what is measured of the snapshots");
}

void audit_measure_free(struct audit_measure *m)
{
    free(m->cells);
    free(m->nonfinite);
    *m = (struct audit_measure){0};
}

/* ---- sums and digests ---- */

struct sums {
    double length, one, two;
};

/* Two functions of one form; `one` and `two` are x itself where a row has none before it. */
#define DEFINE_SUMS(name, real)                                                                   \
    CLONED static struct sums name(const real *x, const real *one, const real *two, size_t count) \
    {                                                                                             \
        double length = 0, from_one = 0, from_two = 0;                                            \
        _Pragma("omp simd reduction(+ : length, from_one, from_two)") for (size_t i = 0;          \
                                                                           i < count; i++)        \
        {                                                                                         \
            double at = x[i], a = at - (double)one[i], b = at - (double)two[i];                   \
            length += at * at;                                                                    \
            from_one += a * a;                                                                    \
            from_two += b * b;                                                                    \
        }                                                                                         \
        return (struct sums){length, from_one, from_two};                                         \
    }

DEFINE_SUMS(sums_f32, float)
DEFINE_SUMS(sums_f64, double)

/* Columns [first, first + count) of the panel. */
struct piece {
    const struct panel *panel;
    size_t first, count;
};

static size_t place(const struct piece *p, size_t row)
{
    return row * p->panel->cols + p->first;
}

static struct sums sum(const struct piece *p, size_t row, struct audit_before before)
{
    size_t x = place(p, row), one = before.one == AUDIT_NONE ? x : place(p, before.one),
           two = before.two == AUDIT_NONE ? x : place(p, before.two);
    if (p->panel->type == PHM_F32) {
        const float *f = p->panel->f;
        return sums_f32(f + x, f + one, f + two, p->count);
    }
    const double *d = p->panel->d;
    return sums_f64(d + x, d + one, d + two, p->count);
}

static struct audit_digest digest_of(const void *bytes, size_t length)
{
    XXH128_hash_t hash = XXH3_128bits(bytes, length);
    return (struct audit_digest){hash.low64, hash.high64};
}

/* The digest of a piece and of what `before` is of. All rows are cut into the same pieces. */
static struct audit_digest digest_on(const struct piece *p, size_t row, struct audit_digest before)
{
    const struct panel *panel = p->panel;
    struct audit_digest both[2] = {before};
    both[1] = panel->type == PHM_F32
                  ? digest_of(panel->f + place(p, row), p->count * sizeof *panel->f)
                  : digest_of(panel->d + place(p, row), p->count * sizeof *panel->d);
    return digest_of(both, sizeof both);
}

/* ---- what is not finite ---- */

static double number_at(const struct panel *panel, size_t place)
{
    return panel->type == PHM_F32 ? (double)panel->f[place] : panel->d[place];
}

static struct audit_nonfinite count_nonfinite(const struct piece *p, size_t row)
{
    struct audit_nonfinite found = {.row = row};
    for (size_t i = p->count; i-- > 0;) {
        double at = number_at(p->panel, place(p, row) + i);
        if (isfinite(at))
            continue;
        *(isnan(at) ? &found.nans : &found.infinities) += 1;
        found.first = i;
    }
    return found;
}

static struct error *make_room(struct audit_measure *m)
{
    struct audit_nonfinite *at =
        array_grown(m->nonfinite, &m->nonfinite_room, m->nonfinite_count, sizeof *at);
    if (!at)
        return error_memory("the places that are not finite");
    m->nonfinite = at;
    return NULL;
}

/* ---- the pass ---- */

/* The part of the tensor that lies in the panel; of 0 columns where none does. */
static struct piece piece_of(const struct audit_tensor *t, const struct panel *panel)
{
    const struct span *s = &t->columns;
    size_t first = size_max(s->first, panel->first);
    size_t end = size_min(s->first + s->count, panel->first + panel->cols);
    return (struct piece){panel, first - panel->first, end > first ? end - first : 0};
}

/* The first tensor that reaches into the panel. */
static size_t first_tensor(const struct audit_subject *s, const struct panel *panel)
{
    size_t low = 0, high = s->tensor_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct span *columns = &s->tensors[middle].columns;
        if (columns->first + columns->count <= panel->first)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void audit_measure_add_row(const struct audit_measure *m, const struct panel *panel, size_t row)
{
    const struct audit_subject *s = m->subject;
    struct audit_cell *cell = m->cells + row * s->tensor_count;
    for (size_t k = first_tensor(s, panel); k < s->tensor_count; k++) {
        struct piece p = piece_of(&s->tensors[k], panel);
        if (p.count == 0)
            break;
        struct sums sums = sum(&p, row, s->before[row]);
        cell[k].digest = digest_on(&p, row, cell[k].digest);
        cell[k].length += sums.length;
        cell[k].one += sums.one;
        cell[k].two += sums.two;
    }
}

/* Only tensors whose sum tells of it are searched. */
static struct error *find_nonfinite(struct audit_measure *m, const struct panel *panel, size_t k)
{
    struct error *err = NULL;
    const struct audit_tensor *t = &m->subject->tensors[k];
    struct piece p = piece_of(t, panel);
    for (size_t row = 0; row < m->subject->row_count; row++) {
        if (isfinite(audit_cell(m, row, k)->length))
            continue;
        struct audit_nonfinite found = count_nonfinite(&p, row);
        if (found.nans + found.infinities == 0)
            continue;
        TRY(make_room(m));
        found.tensor = k;
        found.first += panel->first + p.first - t->columns.first;
        m->nonfinite[m->nonfinite_count++] = found;
    }
out:
    return err;
}

struct error *audit_measure_add_nonfinite(struct audit_measure *m, const struct panel *panel)
{
    struct error *err = NULL;
    const struct audit_subject *s = m->subject;
    for (size_t k = first_tensor(s, panel);
         k < s->tensor_count && s->tensors[k].columns.first < panel->first + panel->cols; k++)
        TRY(find_nonfinite(m, panel, k));
out:
    return err;
}

/* Pieces of one tensor in one row are in the order of the columns. */
static int by_row_and_tensor(const void *a, const void *b)
{
    const struct audit_nonfinite *x = a, *y = b;
    if (x->row != y->row)
        return size_compare(&x->row, &y->row);
    return x->tensor != y->tensor ? size_compare(&x->tensor, &y->tensor)
                                  : size_compare(&x->first, &y->first);
}

void audit_measure_finish(struct audit_measure *m)
{
    size_t kept = 0;
    if (m->nonfinite_count > 0)
        qsort(m->nonfinite, m->nonfinite_count, sizeof *m->nonfinite, by_row_and_tensor);
    for (size_t i = 0; i < m->nonfinite_count; i++) {
        const struct audit_nonfinite *next = &m->nonfinite[i];
        struct audit_nonfinite *last = kept > 0 ? &m->nonfinite[kept - 1] : NULL;
        if (last && last->row == next->row && last->tensor == next->tensor) {
            last->nans += next->nans;
            last->infinities += next->infinities;
        } else {
            m->nonfinite[kept++] = *next;
        }
    }
    m->nonfinite_count = kept;
}

struct audit_cell audit_measure_whole(const struct audit_measure *m, size_t row)
{
    struct audit_cell whole = {0};
    for (size_t k = 0; k < m->subject->tensor_count; k++) {
        const struct audit_cell *cell = audit_cell(m, row, k);
        struct audit_digest both[2] = {whole.digest, cell->digest};
        whole.digest = digest_of(both, sizeof both);
        whole.length += cell->length;
        whole.one += cell->one;
        whole.two += cell->two;
    }
    return whole;
}

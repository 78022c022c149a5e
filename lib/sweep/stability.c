#include "sweep/stability.h"

#include "distance/pairs.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct groups {
    const char *what;
    const size_t *group; /* of each row, below `count`; else it is in no group */
    size_t count;
    const struct run *run; /* of each group; NULL: they have numbers from 1 */
};

static struct groups choose_groups(const struct sweep *s, const struct sweep_source *source)
{
    if (s->components > 1)
        return (struct groups){"component", s->component, s->components, NULL};
    return (struct groups){"run", source->run, source->runs.count, source->runs.at};
}

/* The distances of a pair of groups, so far: by Welford's sums, about the mean. */
struct pair {
    size_t pictures;
    double mean, squares, least, most;
};

struct work {
    const struct sweep *sweep;
    const struct groups *groups;
    struct matrix centroid; /* groups x dims, of the picture at hand */
    size_t *size, *present; /* of each group: its rows, and those in the picture at hand */
    struct pair *pairs;     /* of groups a > b: pairs[pairs_count(a) + b] */
    double unit;
};

/* The root mean square distance of the mean places from their centroid. */
static double find_unit(const struct matrix *mean)
{
    double squares = 0;
    for (size_t j = 0; j < mean->cols; j++) {
        double center = 0;
        for (size_t i = 0; i < mean->rows; i++)
            center += mean->a[i * mean->cols + j] / (double)mean->rows;
        for (size_t i = 0; i < mean->rows; i++)
            squares += pow(mean->a[i * mean->cols + j] - center, 2);
    }
    return sqrt(squares / (double)mean->rows);
}

static struct error *work_new(struct work *w, const struct sweep *s, const struct groups *groups)
{
    size_t count = groups->count;
    *w = (struct work){.sweep = s, .groups = groups, .unit = find_unit(&s->consensus.mean)};
    w->size = calloc(2 * count + 1, sizeof *w->size);
    w->pairs = calloc(pairs_count(count) + 1, sizeof *w->pairs);
    if (!w->size || !w->pairs)
        return error_memory("pairs of groups");
    w->present = w->size + count;
    for (size_t i = 0; i < s->consensus.mean.rows; i++)
        if (groups->group[i] < count)
            w->size[groups->group[i]]++;
    return matrix_new(&w->centroid, count, s->consensus.mean.cols);
}

static void work_free(struct work *w)
{
    matrix_free(&w->centroid);
    free(w->size);
    free(w->pairs);
}

static void find_centroids(struct work *w, const struct picture_result *p)
{
    size_t dims = w->centroid.cols;
    for (size_t g = 0; g < w->groups->count; g++) {
        w->present[g] = 0;
        for (size_t j = 0; j < dims; j++)
            w->centroid.a[g * dims + j] = 0;
    }
    for (size_t i = 0; i < p->coords.rows; i++) {
        size_t g = w->groups->group[p->rows->row[i]];
        if (g >= w->groups->count)
            continue;
        w->present[g]++;
        for (size_t j = 0; j < dims; j++)
            w->centroid.a[g * dims + j] += p->coords.a[i * dims + j] / (double)w->size[g];
    }
}

static double distance_between(const struct work *w, size_t a, size_t b)
{
    double squares = 0;
    size_t dims = w->centroid.cols;
    for (size_t j = 0; j < dims; j++)
        squares += pow(w->centroid.a[a * dims + j] - w->centroid.a[b * dims + j], 2);
    return sqrt(squares) / w->unit;
}

static void pair_add(struct pair *p, double distance)
{
    double off = distance - p->mean;
    p->pictures++;
    p->mean += off / (double)p->pictures;
    p->squares += off * (distance - p->mean);
    p->least = p->pictures > 1 ? fmin(p->least, distance) : distance;
    p->most = p->pictures > 1 ? fmax(p->most, distance) : distance;
}

static void add_picture(struct work *w, const struct picture_result *p)
{
    find_centroids(w, p);
    for (size_t a = 1; a < w->groups->count; a++)
        for (size_t b = 0; b < a; b++)
            if (w->present[a] == w->size[a] && w->present[b] == w->size[b])
                pair_add(&w->pairs[pairs_count(a) + b], distance_between(w, a, b));
}

/* ---- the table ---- */

static void print_name(const struct groups *groups, size_t group, char *number, size_t room,
                       const char **name)
{
    snprintf(number, room, "%zu", group + 1);
    *name = groups->run ? groups->run[group].name : number;
}

static struct error *set_numbers(struct table *t, const struct pair *p)
{
    const double numbers[] = {p->mean, sqrt(p->squares / (double)p->pictures) / p->mean, p->least,
                              p->most};
    struct error *err = NULL;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers && !err; i++)
        err = table_set_number(t, t->rows - 1, 4 + i, p->pictures ? numbers[i] : NAN);
    return err;
}

static struct error *add_row(struct table *t, const struct work *w, size_t a, size_t b)
{
    struct error *err;
    const struct pair *p = &w->pairs[pairs_count(a) + b];
    const char *one, *other;
    char one_number[24], other_number[24], pictures[24];
    print_name(w->groups, b, one_number, sizeof one_number, &one);
    print_name(w->groups, a, other_number, sizeof other_number, &other);
    snprintf(pictures, sizeof pictures, "%zu", p->pictures);
    const char *const texts[] = {w->groups->what, one, other, pictures};
    TRY(table_row_add(t));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        TRY(table_set(t, t->rows - 1, i, texts[i]));
    TRY(set_numbers(t, p));
out:
    return err;
}

static struct error *fill(struct table *t, const struct work *w)
{
    static const char *const headings[] = {"kind",     "one", "other", "pictures",
                                           "distance", "cv",  "least", "most"};
    struct error *err = NULL;
    size_t column;
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        TRY(table_column_add(t, headings[i], &column));
    for (size_t b = 0; b < w->groups->count; b++)
        for (size_t a = b + 1; a < w->groups->count; a++)
            TRY(add_row(t, w, a, b));
out:
    return err;
}

struct error *stability_table(const struct sweep *s, const struct sweep_source *source,
                              struct table *t)
{
    struct error *err;
    struct groups groups = choose_groups(s, source);
    struct work w;
    *t = (struct table){0};
    TRY(work_new(&w, s, &groups));
    for (size_t i = 0; i < s->count; i++)
        add_picture(&w, &s->pictures[i]);
    TRY(fill(t, &w));
out:
    work_free(&w);
    if (err)
        table_free(t);
    return err;
}

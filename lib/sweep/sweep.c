#include "sweep/sweep.h"

#include "matrix/blas.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- the rows ---- */

enum { NAME_MAX_SHOWN = 60 };

/* "without run x, " */
static void print_left_out(const struct sweep_source *source, size_t run, char text[128])
{
    *text = '\0';
    if (run != GRID_ALL_RUNS)
        snprintf(text, 128, "without run %.*s, ", NAME_MAX_SHOWN, source->runs.at[run].name);
}

static struct error *check_subset(const struct grid *grid, const struct sweep_source *source,
                                  const struct subset *rows, size_t left_out)
{
    char without[128];
    print_left_out(source, left_out, without);
    if (rows->count < 3)
        return error_new("%s%zu snapshots: a picture needs at least 3: give more", without,
                         rows->count);
    for (size_t i = 0; i < grid->k.count; i++)
        if (grid->k.at[i] >= rows->count)
            return error_new("%sk = %zu: not less than the %zu snapshots: use -k %zu at most",
                             without, grid->k.at[i], rows->count, rows->count - 1);
    return NULL;
}

static struct error *find_subsets(struct sweep *s, const struct grid *grid,
                                  const struct sweep_source *source)
{
    struct error *err = NULL;
    s->subsets = calloc(grid->runs + 1, sizeof *s->subsets);
    if (!s->subsets)
        TRY(error_memory("the rows of pictures"));
    for (; s->subset_count < grid->runs + 1; s->subset_count++) {
        size_t run = s->subset_count ? s->subset_count - 1 : GRID_ALL_RUNS;
        struct subset *rows = &s->subsets[s->subset_count];
        TRY(subset_new(rows, s->subset_count ? source->run : NULL, source->distance->rows, run));
        TRY(check_subset(grid, source, rows, run));
    }
out:
    return err;
}

/* ---- the pictures ---- */

struct progress {
    struct report *report;
    size_t made, count;
};

static void tell_progress(void *context)
{
    struct progress *p = context;
#pragma omp critical(sweep_progress)
    report_progress(p->report, "pictures", (double)++p->made / (double)p->count);
}

static struct picture_maker maker_of(const struct sweep *s, const struct grid *grid,
                                     const struct sweep_source *source, size_t dims,
                                     const struct grid_setting *setting, struct progress *progress)
{
    size_t metric = 0;
    while (grid->metrics.at[metric] != setting->metric)
        metric++;
    return (struct picture_maker){.grid = grid,
                                  .distance = &source->distance[metric],
                                  .rows = &s->subsets[setting->left_out + 1], /* all: 0 */
                                  .dims = dims,
                                  .made = tell_progress,
                                  .context = progress};
}

/* The threads take one operator after the other, and those that have none take part in the pictures
 * of the others'. */
static void make_pictures(struct sweep *s, const struct grid *grid,
                          const struct sweep_source *source, size_t dims, struct report *report,
                          struct error **errors)
{
    struct progress progress = {report, 0, s->count};
    size_t threads = blas_split();
#pragma omp parallel
#pragma omp single
    for (size_t first = 0; first < s->count; first += grid_per_operator(grid)) {
#pragma omp task
        {
            struct grid_setting setting = grid_setting(grid, first);
            struct picture_maker maker = maker_of(s, grid, source, dims, &setting, &progress);
            if (first == 0)
                maker.component = s->component;
            picture_make_all(&maker, first, s->pictures + first, errors + first);
        }
    }
    blas_rejoin(threads);
}

/* The first error, with its setting in front; the others are freed. */
static struct error *first_error(struct error **errors, const struct sweep *s,
                                 const struct sweep_source *source)
{
    struct error *first = NULL;
    for (size_t i = 0; i < s->count; i++) {
        const struct grid_setting *setting = &s->pictures[i].setting;
        char without[128];
        print_left_out(source, setting->left_out, without);
        if (first)
            error_free(errors[i]);
        else
            first = error_prefix(errors[i], "%sk = %zu", without, setting->k);
    }
    return first;
}

/* ---- the whole ---- */

static struct error *bring_together(struct sweep *s)
{
    struct consensus_picture *places = calloc(s->count, sizeof *places);
    if (!places)
        return error_memory("the places of snapshots");
    for (size_t i = 0; i < s->count; i++)
        places[i] = (struct consensus_picture){s->pictures[i].coords, s->pictures[i].rows->row};
    struct error *err = consensus_find(&s->consensus, places, s->count);
    free(places);
    return err;
}

struct error *sweep_run(struct sweep *s, const struct grid *grid, const struct sweep_source *source,
                        size_t dims, struct report *report)
{
    struct error *err;
    struct error **errors = NULL;
    *s = (struct sweep){0};
    TRY(find_subsets(s, grid, source));
    TRY(grid_count(grid, &s->count));
    s->pictures = calloc(s->count, sizeof *s->pictures);
    s->component = calloc(source->distance->rows, sizeof *s->component);
    errors = calloc(s->count, sizeof *errors);
    if (!s->pictures || !s->component || !errors)
        TRY(error_memory("the pictures of a sweep"));
    make_pictures(s, grid, source, dims, report, errors);
    TRY(first_error(errors, s, source));
    s->components = s->pictures[0].components;
    TRY(bring_together(s));
out:
    free(errors);
    if (err)
        sweep_free(s);
    return err;
}

void sweep_free(struct sweep *s)
{
    for (size_t i = 0; s->pictures && i < s->count; i++)
        matrix_free(&s->pictures[i].coords);
    for (size_t i = 0; i < s->subset_count; i++)
        subset_free(&s->subsets[i]);
    consensus_free(&s->consensus);
    free(s->pictures);
    free(s->component);
    free(s->subsets);
    *s = (struct sweep){0};
}

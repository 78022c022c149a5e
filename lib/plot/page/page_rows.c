#include "plot/page/page_rows.h"

#include "base/size.h"
#include "base/text/printable.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Of a grid: the finest has cells of a quarter of a pixel on a screen; the coarsest, those of a
 * thumbnail. A next one has that many cells fewer. */
enum { FINEST = 4096, COARSEST = 32 };
static const double COARSER = 0.75;

/* ---- cells ---- */

/* A set of cells that are not 0. */
struct cells {
    uint64_t *at;
    size_t room; /* a power of two */
};

static bool cells_new(struct cells *cells, size_t most)
{
    for (cells->room = 2; cells->room < 2 * most; cells->room *= 2)
        ;
    cells->at = calloc(cells->room, sizeof *cells->at);
    return cells->at != NULL;
}

/* Whether it was not there yet. */
static bool cells_add(struct cells *cells, uint64_t cell)
{
    size_t i = (cell * 0x9e3779b97f4a7c15U >> 20) & (cells->room - 1);
    for (; cells->at[i]; i = (i + 1) & (cells->room - 1))
        if (cells->at[i] == cell)
            return false;
    cells->at[i] = cell;
    return true;
}

/* That of a row in its run. */
static uint64_t cell_of(const struct scene *s, size_t row, size_t run, size_t across)
{
    uint64_t cell = run + 1;
    for (size_t axis = 0; axis < s->points.cols; axis++) {
        double share = (s->points.a[row * s->points.cols + axis] - s->low[axis]) /
                       (s->high[axis] - s->low[axis]);
        double place = floor(share * (double)across);
        cell = cell * (across + 1) + (uint64_t)fmin(fmax(place, 0), (double)across);
    }
    return cell;
}

/* ---- which rows ---- */

/* A scene, the grid, and what is kept of it: a flag per row. */
struct choice {
    const struct scene *s;
    size_t across;
    struct cells cells;
    bool *keep;
    size_t kept;
};

static void keep(struct choice *c, size_t row)
{
    c->kept += !c->keep[row];
    c->keep[row] = true;
}

/* Run k's rows; those in no run are the last one's. */
static void find_run(const struct runs *runs, size_t k, size_t *first, size_t *count)
{
    *first = k < runs->count ? runs->at[k].first : runs->joined;
    *count = k < runs->count ? runs->at[k].count : runs->rows - runs->joined;
}

/* The first ones, or the last ones, of each cell. */
static void keep_ends(struct choice *c, bool last)
{
    const struct runs *runs = &c->s->runs;
    size_t first, count;
    memset(c->cells.at, 0, c->cells.room * sizeof *c->cells.at);
    for (size_t k = 0; k <= runs->count; k++) {
        find_run(runs, k, &first, &count);
        for (size_t i = 0; i < count; i++) {
            size_t row = runs->order[first + (last ? count - 1 - i : i)];
            if (cells_add(&c->cells, cell_of(c->s, row, k, c->across)))
                keep(c, row);
        }
    }
}

static void choose(struct choice *c)
{
    c->kept = 0;
    memset(c->keep, 0, c->s->points.rows * sizeof *c->keep);
    keep_ends(c, false);
    keep_ends(c, true);
    if (c->s->best != NO_ROW)
        keep(c, c->s->best);
    for (size_t i = 0; i < c->s->components.count; i++)
        keep(c, c->s->components.top[i]);
}

/* ---- where lines break ---- */

/* A line stands for the way over what is left out, if all of that lies in the cells of its ends. */
static void break_run(struct page_rows *rows, const struct choice *c, size_t k, size_t first,
                      size_t count)
{
    const size_t *order = c->s->runs.order + first;
    size_t before = 0;
    for (size_t i = 1; i < count; i++) {
        if (!c->keep[order[i]])
            continue;
        uint64_t from = cell_of(c->s, order[before], k, c->across);
        uint64_t to = cell_of(c->s, order[i], k, c->across);
        for (size_t j = before + 1; j < i; j++) {
            uint64_t between = cell_of(c->s, order[j], k, c->across);
            rows->broken[rows->place[order[i]]] |= between != from && between != to;
        }
        before = i;
    }
}

static void break_lines(struct page_rows *rows, const struct choice *c)
{
    const struct runs *runs = &c->s->runs;
    for (size_t k = 0; k < runs->count; k++)
        break_run(rows, c, k, runs->at[k].first, runs->at[k].count);
}

/* ---- the whole ---- */

size_t page_rows_text(const struct page_rows *rows, const struct table *t)
{
    size_t length = 0;
    for (size_t column = 0; t && column < t->columns.count; column++)
        for (size_t k = 0; k < rows->count; k++) {
            const char *cell = table_cell(t, rows->at[k], column);
            length += printable_length(cell, strlen(cell)) + 1;
        }
    return length;
}

/* Order, place, shade, number, whether broken; coordinates; an ellipse. */
static double bytes_of_numbers(const struct scene *s)
{
    return 4 + 8 + 4 + 4 + 1 + 4 * (double)s->points.cols + (s->ellipses.rows ? 16 : 0);
}

static void take_kept(struct page_rows *rows, const struct choice *c)
{
    rows->count = 0;
    for (size_t row = 0; row < c->s->points.rows; row++) {
        rows->place[row] = c->keep[row] ? rows->count : NO_ROW;
        if (c->keep[row])
            rows->at[rows->count++] = row;
    }
}

static void take_all(struct page_rows *rows, size_t count)
{
    rows->count = count;
    for (size_t row = 0; row < count; row++)
        rows->at[row] = rows->place[row] = row;
}

static struct error *thin(struct page_rows *rows, const struct scene *s, double rows_most)
{
    struct error *err = NULL;
    struct choice c = {.s = s, .across = FINEST};
    c.keep = calloc(s->points.rows, sizeof *c.keep);
    if (!c.keep || !cells_new(&c.cells, s->points.rows)) {
        err = error_memory("the snapshots of the page");
        goto out;
    }
    choose(&c);
    while ((double)c.kept > rows_most && c.across > COARSEST) {
        c.across = (size_t)(COARSER * (double)c.across);
        choose(&c);
    }
    take_kept(rows, &c);
    break_lines(rows, &c);
    rows->across = c.across;
out:
    free(c.keep);
    free(c.cells.at);
    return err;
}

struct error *page_rows_find(struct page_rows *rows, const struct scene *s, size_t bytes_most)
{
    size_t room = size_max(s->points.rows, 1);
    *rows = (struct page_rows){.at = calloc(room, sizeof *rows->at),
                               .place = calloc(room, sizeof *rows->place),
                               .broken = calloc(room, 1)};
    if (!rows->at || !rows->place || !rows->broken)
        return error_memory("the snapshots of the page");
    take_all(rows, s->points.rows);
    double text = (double)page_rows_text(rows, s->rows) / (double)room;
    double rows_most = (double)bytes_most / (bytes_of_numbers(s) + text);
    return (double)s->points.rows > rows_most ? thin(rows, s, rows_most) : NULL;
}

void page_rows_free(struct page_rows *rows)
{
    free(rows->at);
    free(rows->place);
    free(rows->broken);
    *rows = (struct page_rows){0};
}

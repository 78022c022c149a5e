#include "distance/search/neighbour_lists.h"

#include "base/size.h"

#include <math.h>
#include <stdlib.h>

/* Rows that have more than half of this number in reach, or of four times the nearest that they
 * look for, are searched a second time: lists of all rows that may be in reach could take much more
 * memory than the result. */
enum { FIRST_ROOM = 16, FULL_ROOM = 256 };

struct neighbour {
    size_t row;
    double distance; /* squared, until the list is settled */
};

struct neighbour_list {
    struct neighbour *at;
    size_t count, room;
    bool given_up;
};

/* ---- reach ---- */

/* The distance to a row's rank-th nearest other row, as far as it is known. */
static double distance_at(const struct neighbour_lists *lists, size_t row, size_t rank)
{
    return points_distance(lists->points, lists->nearest[row * lists->ranks + rank - 1]);
}

static double radius_of(const struct neighbour_lists *lists, size_t row)
{
    double reach = lists->options->reach;
    return isinf(reach) ? lists->farthest[row]
                        : fmin(reach * lists->bandwidth[row], lists->farthest[row]);
}

/* Sets a row's bandwidth and limits from its nearest distances. */
static void tighten(struct neighbour_lists *lists, size_t row)
{
    const struct neighbour_options *o = lists->options;
    double last = lists->ranks > 0 ? lists->nearest[(row + 1) * lists->ranks - 1] : 0;
    lists->bandwidth[row] = o->scale * (o->rank > 0 ? distance_at(lists, row, o->rank) : o->fixed);
    lists->farthest[row] = o->most > 0 ? distance_at(lists, row, o->most) : INFINITY;
    lists->near[row] = lists->list[row].given_up
                           ? -INFINITY
                           : points_squared_within(lists->points, radius_of(lists, row));
    lists->limit[row] = fmax(last, lists->near[row]);
}

/* ---- memory ---- */

struct error *neighbour_lists_new(struct neighbour_lists *lists, const struct points *points,
                                  const struct neighbour_options *options, double *bandwidth,
                                  double *farthest)
{
    size_t n = points->x.rows, count = 0, bytes;
    *lists = (struct neighbour_lists){.points = points,
                                      .options = options,
                                      .bandwidth = bandwidth,
                                      .farthest = farthest,
                                      .ranks = size_max(options->rank, options->most)};
    if (size_mul(n, size_max(lists->ranks, 1), &count) && size_mul(count, sizeof(double), &bytes))
        lists->nearest = malloc(bytes);
    lists->near = malloc(n * sizeof *lists->near);
    lists->limit = malloc(n * sizeof *lists->limit);
    lists->list = calloc(n, sizeof *lists->list);
    if (!lists->nearest || !lists->near || !lists->limit || !lists->list)
        return error_memory("a search for neighbours");
    for (size_t e = 0; e < count; e++)
        lists->nearest[e] = INFINITY;
    for (size_t i = 0; i < n; i++)
        tighten(lists, i);
    return NULL;
}

size_t neighbour_lists_row_bytes(const struct neighbour_options *options)
{
    size_t ranks = size_max(options->rank, options->most);
    return size_max(FULL_ROOM, 4 * ranks) * sizeof(struct neighbour) +
           sizeof(struct neighbour_list) + (ranks + 2) * sizeof(double);
}

static void list_clear(struct neighbour_list *l)
{
    free(l->at);
    *l = (struct neighbour_list){.given_up = l->given_up};
}

void neighbour_lists_free(struct neighbour_lists *lists)
{
    for (size_t i = 0; lists->list && i < lists->points->x.rows; i++)
        list_clear(&lists->list[i]);
    free(lists->nearest);
    free(lists->near);
    free(lists->limit);
    free(lists->list);
    *lists = (struct neighbour_lists){0};
}

static bool list_add(struct neighbour_list *l, size_t row, double distance)
{
    if (l->count == l->room) {
        size_t room = l->room ? 2 * l->room : FIRST_ROOM;
        struct neighbour *larger = realloc(l->at, room * sizeof *larger);
        if (!larger)
            return false;
        l->at = larger;
        l->room = room;
    }
    l->at[l->count++] = (struct neighbour){row, distance};
    return true;
}

static void list_drop_far(struct neighbour_list *l, double near)
{
    size_t kept = 0;
    for (size_t e = 0; e < l->count; e++)
        if (l->at[e].distance <= near)
            l->at[kept++] = l->at[e];
    l->count = kept;
}

/* ---- offers ---- */

/* Whether the distance is among the row's nearest. */
static bool insert_distance(struct neighbour_lists *lists, size_t row, double squared)
{
    double *nearest = lists->nearest + row * lists->ranks;
    size_t place = lists->ranks;
    if (place == 0 || squared >= nearest[--place])
        return false;
    for (; place > 0 && nearest[place - 1] > squared; place--)
        nearest[place] = nearest[place - 1];
    nearest[place] = squared;
    return true;
}

/* A full list first drops the rows that have come to be out of reach; if that makes no room, the
 * list is given up. */
static void relieve(struct neighbour_lists *lists, size_t row)
{
    struct neighbour_list *l = &lists->list[row];
    list_drop_far(l, lists->near[row]);
    if (lists->ranks > 0 && l->count > size_max(FULL_ROOM, 4 * lists->ranks) / 2) {
        l->given_up = true;
        list_clear(l);
        tighten(lists, row);
    }
}

void neighbour_lists_offer(struct neighbour_lists *lists, size_t row, size_t other, double squared)
{
    struct neighbour_list *l = &lists->list[row];
    if (insert_distance(lists, row, squared))
        tighten(lists, row);
    if (l->count == l->room)
        relieve(lists, row);
    if (squared <= lists->near[row] && !list_add(l, other, squared)) {
#pragma omp atomic write
        lists->no_memory = true;
    }
}

/* ---- results ---- */

/* Turns squared distances into distances. */
static void settle_list(struct neighbour_lists *lists, size_t row)
{
    struct neighbour_list *l = &lists->list[row];
    for (size_t e = 0; e < l->count; e++)
        l->at[e].distance = points_distance(lists->points, l->at[e].distance);
    list_drop_far(l, radius_of(lists, row));
    lists->limit[row] = lists->near[row] = -INFINITY;
}

struct error *neighbour_lists_settle(struct neighbour_lists *lists, bool *again)
{
    size_t given_up = 0;
    if (lists->no_memory)
        return error_memory("the neighbours of rows (fewer with a smaller knnaff -k or --knn-max)");
    for (size_t i = 0; i < lists->points->x.rows; i++)
        if (lists->list[i].given_up) {
            given_up++;
            lists->list[i].given_up = false;
            lists->near[i] = points_squared_within(lists->points, radius_of(lists, i));
            lists->limit[i] = lists->near[i];
        } else if (lists->limit[i] > -INFINITY) {
            settle_list(lists, i);
        }
    lists->ranks = 0; /* they are found */
    *again = given_up > 0;
    return NULL;
}

/* Enters each row into the lists of the rows in its own list. */
static bool make_mutual(struct neighbour_lists *lists)
{
    for (size_t i = 0; i < lists->points->x.rows; i++) {
        const struct neighbour_list *l = &lists->list[i];
        for (size_t e = 0; e < l->count; e++) {
            size_t other = l->at[e].row;
            double distance = l->at[e].distance;
            if (distance > radius_of(lists, other) && !list_add(&lists->list[other], i, distance))
                return false;
        }
    }
    return true;
}

static size_t count_entries(const struct neighbour_lists *lists)
{
    size_t n = lists->points->x.rows, count = n;
    for (size_t i = 0; i < n; i++)
        count += lists->list[i].count;
    return count;
}

/* Mutual lists are a symmetric matrix: written row by row as columns, their entries come in order.
 * start is one place ahead while they are written. */
static void write_columns(struct neighbour_lists *lists, struct csr *m)
{
    size_t n = m->rows;
    for (size_t i = 0; i + 1 < n; i++)
        m->start[i + 2] = m->start[i + 1] + lists->list[i].count + 1;
    for (size_t i = 0; i < n; i++) {
        struct neighbour_list *l = &lists->list[i];
        for (size_t e = 0; e < l->count; e++) {
            size_t place = m->start[l->at[e].row + 1]++;
            m->col[place] = i;
            m->value[place] = l->at[e].distance;
        }
        size_t place = m->start[i + 1]++;
        m->col[place] = i;
        m->value[place] = 0;
        list_clear(l);
    }
}

struct error *neighbour_lists_join(struct neighbour_lists *lists, struct csr *distances)
{
    size_t n = lists->points->x.rows;
    *distances = (struct csr){0};
    if (!make_mutual(lists))
        return error_memory("the neighbours of rows");
    struct error *err = csr_new(distances, n, n, count_entries(lists));
    if (!err)
        write_columns(lists, distances);
    return err;
}

/* The settings of a sweep: every combination of the values of a few lists, as users write them,
 * with all runs and with each run left out. */
#ifndef PHATE_SWEEP_GRID_H
#define PHATE_SWEEP_GRID_H

#include "base/error.h"
#include "distance/rows.h"

#include <stdbool.h>
#include <stddef.h>

/* Of one list; of all combinations. */
enum { GRID_LIST_MAX = 100, GRID_SETTINGS_MAX = 10000 };

#define GRID_ALL_RUNS ((size_t)-1) /* in place of a run: none is left out */

struct grid_list {
    size_t at[GRID_LIST_MAX], count;
};

/* In place of a power: the entropy's knee; the operator's relaxation time. */
#define GRID_KNEE 0
#define GRID_RELAXATION ((size_t)-1)

struct grid {
    struct grid_list k;           /* nearest neighbours */
    struct grid_list powers;      /* of the operator, from 1, or one of the above */
    double ground[GRID_LIST_MAX]; /* how much of the snapshots' distances stays (grounding.h) */
    size_t grounds;
    struct grid_list seeds;   /* of mds */
    struct grid_list metrics; /* values of enum metric: euclidean and cosine */
    size_t runs;              /* each of them is left out once; 0: none is */
};

/* k 5, 4 and 7; the knee; ground 0; seeds 0 to 2; Euclidean distances; all runs */
extern const struct grid grid_defaults;

/* Each replaces a list of the grid by that of the text: "5,4:6", "auto,20,relaxation", "0,0.5",
 * "0:2", "euclidean,cosine". (Such functions read options: `grid` is a struct grid.) Fail where a
 * part is not of the list's kind, where a value appears twice, and where there are too many. */
struct error *grid_take_k(const char *text, void *grid) MUST_CHECK;
struct error *grid_take_powers(const char *text, void *grid) MUST_CHECK;
struct error *grid_take_grounds(const char *text, void *grid) MUST_CHECK;
struct error *grid_take_seeds(const char *text, void *grid) MUST_CHECK;
struct error *grid_take_metrics(const char *text, void *grid) MUST_CHECK;

/* One combination. Settings are numbered so that those with the same operator follow each other:
 * seeds run fastest, then grounds, powers, k, metrics, and runs left out, where all runs come
 * first. So setting 0 has the first value of each list and all runs. */
struct grid_setting {
    size_t k, power, seed;
    double ground;
    enum metric metric;
    size_t left_out; /* a run's number, or GRID_ALL_RUNS */
};

/* Fails where there are more than GRID_SETTINGS_MAX. */
struct error *grid_count(const struct grid *grid, size_t *settings) MUST_CHECK;
struct grid_setting grid_setting(const struct grid *grid, size_t number);

/* So many settings share an operator, so many of these a power of it, and so many of these their
 * distances. */
size_t grid_per_operator(const struct grid *grid);
size_t grid_per_power(const struct grid *grid);
size_t grid_per_distance(const struct grid *grid);

/* "auto", "relaxation" or "20". */
void grid_print_power(size_t power, char text[32]);

/* The lists as they may be taken: "5,4,7". */
enum { GRID_TEXT_MAX = GRID_LIST_MAX * 25 };
void grid_print_numbers(const struct grid_list *list, char text[GRID_TEXT_MAX]);
void grid_print_powers(const struct grid *grid, char text[GRID_TEXT_MAX]);
void grid_print_metrics(const struct grid *grid, char text[GRID_TEXT_MAX]);
void grid_print_grounds(const struct grid *grid, char text[GRID_TEXT_MAX]);

#endif

#include "sweep/grid.h"

#include "base/size.h"
#include "base/text/number_list.h"

#include <stdio.h>
#include <string.h>

const struct grid grid_defaults = {.k = {{5, 4, 7}, 3},
                                   .powers = {{GRID_KNEE}, 1},
                                   .ground = {0},
                                   .grounds = 1,
                                   .seeds = {{0, 1, 2}, 3},
                                   .metrics = {{METRIC_EUCLIDEAN}, 1}};

enum { POWER_LARGEST = 1000000000 };

/* ---- lists ---- */

static struct error *too_long(const char *text)
{
    return error_new("%.40s: more than %d values: write a shorter list", text, GRID_LIST_MAX);
}

static struct error *take_numbers(const char *text, size_t least, struct grid_list *list)
{
    return number_list_parse_whole(text, least, GRID_LIST_MAX, list->at, &list->count);
}

struct error *grid_take_k(const char *text, void *grid)
{
    return error_prefix(take_numbers(text, 1, &((struct grid *)grid)->k), "-k");
}

struct error *grid_take_seeds(const char *text, void *grid)
{
    return error_prefix(take_numbers(text, 0, &((struct grid *)grid)->seeds), "-r");
}

struct error *grid_take_grounds(const char *text, void *grid)
{
    struct grid *g = grid;
    return error_prefix(number_list_parse_within(text, 0, 1, GRID_LIST_MAX, g->ground, &g->grounds),
                        "--ground");
}

/* Appends the value that a word of the list `text` stands for. */
static struct error *add_value(struct grid_list *list, size_t value, const char *text)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->at[i] == value)
            return error_new("%s: a value appears twice: leave one out", text);
    if (list->count == GRID_LIST_MAX)
        return too_long(text);
    list->at[list->count++] = value;
    return NULL;
}

/* Reads the first `length` bytes of a word; its error is of the whole list `text`. */
typedef struct error *word_reader(const char *word, size_t length, const char *text, size_t *value);

static struct error *take_words(const char *text, word_reader *read, struct grid_list *list)
{
    struct error *err = NULL;
    list->count = 0;
    for (const char *word = text; !err; word++) {
        size_t value = 0, length = strcspn(word, ",");
        err = read(word, length, text, &value);
        if (!err)
            err = add_value(list, value, text);
        word += length;
        if (!*word)
            break;
    }
    return err;
}

static bool word_is(const char *word, size_t length, const char *name)
{
    return strlen(name) == length && memcmp(word, name, length) == 0;
}

static struct error *read_power(const char *word, size_t length, const char *text, size_t *power)
{
    *power = GRID_KNEE;
    if (word_is(word, length, "auto"))
        return NULL;
    if (word_is(word, length, "relaxation")) {
        *power = GRID_RELAXATION;
        return NULL;
    }
    for (size_t i = 0; i < length && word[i] >= '0' && word[i] <= '9' && *power <= POWER_LARGEST;
         i++)
        *power = 10 * *power + (size_t)(word[i] - '0');
    if (length > 0 && strspn(word, "0123456789") == length && *power >= 1 &&
        *power <= POWER_LARGEST)
        return NULL;
    return error_new("%s: expected whole numbers from 1 to %d, auto or relaxation, as in auto,10",
                     text, POWER_LARGEST);
}

struct error *grid_take_powers(const char *text, void *grid)
{
    return error_prefix(take_words(text, read_power, &((struct grid *)grid)->powers), "-t");
}

static struct error *read_metric(const char *word, size_t length, const char *text, size_t *metric)
{
    for (*metric = 0; *metric <= METRIC_COSINE; ++*metric)
        if (word_is(word, length, distance_metric_names[*metric]))
            return NULL;
    return error_new("%s: expected euclidean, cosine, or both, separated by a comma", text);
}

struct error *grid_take_metrics(const char *text, void *grid)
{
    return error_prefix(take_words(text, read_metric, &((struct grid *)grid)->metrics), "-m");
}

/* ---- settings ---- */

size_t grid_per_distance(const struct grid *grid)
{
    return grid->seeds.count;
}

size_t grid_per_power(const struct grid *grid)
{
    return grid->grounds * grid_per_distance(grid);
}

size_t grid_per_operator(const struct grid *grid)
{
    return grid->powers.count * grid_per_power(grid);
}

struct error *grid_count(const struct grid *grid, size_t *settings)
{
    size_t all = grid_per_operator(grid) * grid->k.count * grid->metrics.count;
    if (size_mul(all, grid->runs + 1, settings) && *settings <= GRID_SETTINGS_MAX)
        return NULL;
    return error_new("a sweep over %zu settings, each with %zu sets of runs: at most %d pictures: "
                     "give shorter lists",
                     all, grid->runs + 1, GRID_SETTINGS_MAX);
}

/* What is left of *number by lists that run faster tells the index in a list of `count` values;
 * what the index leaves is for slower ones. */
static size_t next_index(size_t count, size_t *number)
{
    size_t index = *number % count;
    *number /= count;
    return index;
}

struct grid_setting grid_setting(const struct grid *grid, size_t number)
{
    struct grid_setting s;
    s.seed = grid->seeds.at[next_index(grid->seeds.count, &number)];
    s.ground = grid->ground[next_index(grid->grounds, &number)];
    s.power = grid->powers.at[next_index(grid->powers.count, &number)];
    s.k = grid->k.at[next_index(grid->k.count, &number)];
    s.metric = (enum metric)grid->metrics.at[next_index(grid->metrics.count, &number)];
    s.left_out = number > 0 ? number - 1 : GRID_ALL_RUNS;
    return s;
}

/* ---- texts ---- */

void grid_print_power(size_t power, char text[32])
{
    if (power == GRID_KNEE)
        strcpy(text, "auto");
    else if (power == GRID_RELAXATION)
        strcpy(text, "relaxation");
    else
        snprintf(text, 32, "%zu", power);
}

void grid_print_numbers(const struct grid_list *list, char text[GRID_TEXT_MAX])
{
    for (size_t i = 0; i < list->count; i++)
        text += sprintf(text, "%s%zu", i ? "," : "", list->at[i]);
}

void grid_print_powers(const struct grid *grid, char text[GRID_TEXT_MAX])
{
    for (size_t i = 0; i < grid->powers.count; i++) {
        char power[32];
        grid_print_power(grid->powers.at[i], power);
        text += sprintf(text, "%s%s", i ? "," : "", power);
    }
}

void grid_print_metrics(const struct grid *grid, char text[GRID_TEXT_MAX])
{
    for (size_t i = 0; i < grid->metrics.count; i++)
        text += sprintf(text, "%s%s", i ? "," : "", distance_metric_names[grid->metrics.at[i]]);
}

void grid_print_grounds(const struct grid *grid, char text[GRID_TEXT_MAX])
{
    for (size_t i = 0; i < grid->grounds; i++)
        text += sprintf(text, "%s%.17g", i ? "," : "", grid->ground[i]);
}

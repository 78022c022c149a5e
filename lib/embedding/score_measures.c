#include "embedding/score_measures.h"

#include "base/text/decimal.h"

#include <stdio.h>
#include <string.h>

/* The scores that are one number. */
struct measure {
    const char *name;
    double value;
};
enum { MEASURES_MAX = 16 };

/* The disparity is the last. */
static size_t list_measures(const struct score *s, const double *disparity,
                            struct measure measures[MEASURES_MAX])
{
    const struct score_null *null = s->null;
    const struct measure all[MEASURES_MAX] = {
        {"stress", s->stress},
        {"trustworthiness", s->neighbourhood.trustworthiness},
        {"continuity", s->neighbourhood.continuity},
        {"rank-correlation", s->ranking_correlation},
        {"demap", s->demap},
        {"demap-inside", s->demap_inside},
        {"demap-left-out", s->left_out},
        {"trustworthiness-shuffled", null[SCORE_TRUSTWORTHINESS].mean},
        {"trustworthiness-shuffled-most", null[SCORE_TRUSTWORTHINESS].most},
        {"continuity-shuffled", null[SCORE_CONTINUITY].mean},
        {"continuity-shuffled-most", null[SCORE_CONTINUITY].most},
        {"rank-correlation-shuffled", null[SCORE_RANK_CORRELATION].mean},
        {"rank-correlation-shuffled-most", null[SCORE_RANK_CORRELATION].most},
        {"demap-shuffled", null[SCORE_DEMAP].mean},
        {"demap-shuffled-most", null[SCORE_DEMAP].most},
        {"procrustes", disparity ? *disparity : 0}};
    memcpy(measures, all, sizeof all);
    return disparity ? MEASURES_MAX : MEASURES_MAX - 1;
}

/* ---- a table ---- */

static struct error *add_row(struct table *t, const char *name, double value)
{
    size_t row = t->rows;
    struct error *err;
    TRY(table_row_add(t));
    TRY(table_set(t, row, 0, name));
    TRY(table_set_number(t, row, 1, value));
out:
    return err;
}

static struct error *add_shares(struct table *t, const char *what, const double *share,
                                size_t count)
{
    struct error *err = NULL;
    for (size_t i = 0; i < count; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s-%zu", what, i + 1);
        TRY(add_row(t, name, share[i]));
    }
out:
    return err;
}

static struct error *add_rows(const struct score *s, const double *disparity, struct table *t)
{
    struct error *err;
    struct measure measures[MEASURES_MAX];
    size_t count = list_measures(s, disparity, measures);
    TRY(add_row(t, "rows", (double)s->rows));
    TRY(add_row(t, "k", (double)s->k));
    for (size_t i = 0; i < count; i++)
        TRY(add_row(t, measures[i].name, measures[i].value));
    TRY(add_row(t, "components", (double)s->components));
    TRY(add_shares(t, "component", s->component_share, s->components));
    TRY(add_shares(t, "axis", s->axis_share, s->dims));
out:
    return err;
}

struct error *score_measures_table(const struct score *s, const double *disparity, struct table *t)
{
    struct error *err;
    size_t column;
    *t = (struct table){0};
    TRY(table_column_add(t, "measure", &column));
    TRY(table_column_add(t, "value", &column));
    TRY(add_rows(s, disparity, t));
out:
    if (err)
        table_free(t);
    return err;
}

/* ---- attributes ---- */

static struct error *set_shares(struct record *r, const char *key, const double *share,
                                size_t count)
{
    enum { LISTED = 100 };
    char list[LISTED * 12] = "";
    for (size_t i = 0, used = 0; i < count && i < LISTED; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%.4g", i ? " " : "", share[i]);
    return record_attr_set(r, key, "%s", list);
}

struct error *score_measures_set_attrs(const struct score *s, const double *disparity,
                                       struct record *r)
{
    struct error *err;
    struct measure measures[MEASURES_MAX];
    size_t count = list_measures(s, disparity, measures);
    TRY(record_attr_set(r, "score-k", "%zu", s->k));
    for (size_t i = 0; i < count; i++) {
        char key[64], number[DECIMAL_ROOM];
        snprintf(key, sizeof key, "score-%s", measures[i].name);
        decimal_f64(number, measures[i].value);
        TRY(record_attr_set(r, key, "%s", number));
    }
    TRY(set_shares(r, "score-components", s->component_share, s->components));
    TRY(set_shares(r, "score-axes", s->axis_share, s->dims));
out:
    return err;
}

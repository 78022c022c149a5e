#include "gram/base.h"

#include "base/size.h"
#include "run/rows/old_rows.h"
#include "stream/intake.h"
#include "stream/record/part.h"
#include "stream/record/sketch_attr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- reading ---- */

/* Takes over the current record. */
static struct error *read_gram(struct gram_base *base, struct intake *in, enum gram_form form)
{
    struct error *err;
    struct base_gram *grams = reallocarray(base->grams, base->count + 1, sizeof *grams);
    if (!grams)
        return error_memory("a list of Gram matrices");
    base->grams = grams;
    struct base_gram *gram = &grams[base->count];
    gram->form = form;
    TRY(gram_form_read(in->reader, &in->record, form, &gram->g));
    gram->record = intake_take_over(in);
    base->count++;
out:
    return err;
}

/* Fails where there are no Gram matrices, or one has another number of rows than the table. */
static struct error *check_sizes(const struct gram_base *base)
{
    if (base->count == 0)
        return error_new("%s: expected gram records, got none: make them with snapgram",
                         base->path);
    for (size_t i = 0; i < base->count; i++)
        if (base->grams[i].g.rows != base->rows.rows)
            return error_new("%s: a Gram matrix of %zu snapshots, but a table of %zu rows: give a "
                             "stream with the rows of its snapshots",
                             base->path, base->grams[i].g.rows, base->rows.rows);
    return NULL;
}

static struct error *read_record(struct gram_base *base, struct intake *in)
{
    enum gram_form form;
    if (record_is(&in->record, "rows"))
        return reader_table(in->reader, &in->record, &base->rows, NULL);
    if (record_is(&in->record, "tensors"))
        return reader_table(in->reader, &in->record, &base->tensors, NULL);
    return gram_form_of(&in->record, &form) ? read_gram(base, in, form) : NULL;
}

struct error *gram_base_read(struct gram_base *base, const char *path)
{
    struct error *err;
    struct intake in = {0};
    bool got;
    *base = (struct gram_base){.path = strdup(path)};
    if (!base->path) {
        err = error_memory("a file name");
        goto out;
    }
    TRY(intake_open(&in, path, "gram", NULL));
    for (;;) {
        TRY(intake_next(&in, &got));
        if (!got)
            break;
        TRY(read_record(base, &in));
    }
    TRY(check_sizes(base));
out:
    intake_close(&in);
    if (err)
        gram_base_free(base);
    return err;
}

void gram_base_free(struct gram_base *base)
{
    for (size_t i = 0; i < base->count; i++) {
        record_free(&base->grams[i].record);
        matrix_free(&base->grams[i].g);
    }
    free(base->grams);
    free(base->path);
    free(base->order);
    table_free(&base->rows);
    table_free(&base->tensors);
    *base = (struct gram_base){0};
}

/* ---- comparing ---- */

/* Fails at the first difference between a column of the base's tensors and that of as many. */
static struct error *match_column(const struct gram_base *base, const struct table *tensors,
                                  const char *heading)
{
    const struct table *old = &base->tensors;
    size_t was = table_column(old, heading), is = table_column(tensors, heading);
    if (was == TABLE_NONE || is == TABLE_NONE)
        return error_new("%s: the tensors have no column %s: make the stream with snapcat",
                         was == TABLE_NONE ? base->path : "the input", heading);
    for (size_t i = 0; i < old->rows; i++) {
        const char *expected = table_cell(old, i, was), *got = table_cell(tensors, i, is);
        if (strcmp(expected, got) != 0)
            return error_new("%s: the %s of tensor %zu is %s, in the input %s: give snapcat the "
                             "same -i and -x",
                             base->path, heading, i, expected, got);
    }
    return NULL;
}

static struct error *match_tensors(const struct gram_base *base, const struct table *tensors)
{
    struct error *err = NULL;
    if (base->tensors.columns.count == 0 || tensors->columns.count == 0)
        goto out;
    if (base->tensors.rows != tensors->rows) {
        err = error_new("%s: %zu tensors, in the input %zu: give snapcat the same -i and -x",
                        base->path, base->tensors.rows, tensors->rows);
        goto out;
    }
    TRY(match_column(base, tensors, "name"));
    TRY(match_column(base, tensors, "count"));
out:
    return err;
}

static bool same_name(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* The index of the base's matrix of that name; base->count where the base lacks it. */
static size_t find_gram(const struct gram_base *base, const char *name)
{
    size_t i = 0;
    while (i < base->count && !same_name(record_attr(&base->grams[i].record, "name"), name))
        i++;
    return i;
}

/* How many parameters the group's rows are or, of sketches, stand for. */
static struct error *count_params(const struct gram_group *group, const struct record *snapshots,
                                  size_t *params)
{
    *params = group->params;
    if (group->name || !sketch_attr_given(snapshots))
        return NULL;
    return record_attr_size(snapshots, PART_PARAMS, 0, params);
}

/* Moves the group's matrix to the group's place. */
static struct error *match_group(struct gram_base *base, const struct gram_group *group,
                                 const struct record *snapshots, size_t place)
{
    struct error *err = NULL;
    size_t params, found = find_gram(base, group->name);
    if (found == base->count)
        return error_new("%s: has no Gram matrix %s: group the tensors as they were then (-G, "
                         "--by-tensor)",
                         base->path, group->name ? group->name : "of all columns");
    struct base_gram swap = base->grams[place];
    base->grams[place] = base->grams[found];
    base->grams[found] = swap;
    const char *said = record_attr(&base->grams[place].record, "params");
    char expected[32];
    TRY(count_params(group, snapshots, &params));
    snprintf(expected, sizeof expected, "%zu", params);
    if (said && strcmp(said, expected) != 0)
        return error_new("%s: the Gram matrix %s is of %s columns, in the input of %s: give the "
                         "same tensors in the same groups",
                         base->path, group->name ? group->name : "of all columns", said, expected);
out:
    return err;
}

/* A part grows only by the same part of more snapshots. */
static struct error *match_part(const struct gram_base *base, const struct record *snapshots)
{
    const char *part = record_attr(snapshots, "part"), *whole = record_attr(snapshots, "whole");
    for (size_t i = 0; i < base->count; i++) {
        const struct record *r = &base->grams[i].record;
        const char *had = record_attr(r, "part"), *of = record_attr(r, "whole");
        if (!same_name(had, part) || (part && !same_name(of, whole)))
            return error_new("%s: %s%.40s of %.40s parameters, but the input is %s%.40s of %.40s: "
                             "extend the same part",
                             base->path, had ? "part " : "", had ? had : "the whole",
                             of ? of : "all", part ? "part " : "", part ? part : "the whole",
                             whole ? whole : "all");
    }
    return NULL;
}

/* Sketches that are a part were grouped when they were made, and all of them are one group now. */
static bool has_other_groups(const struct record *gram, const struct gram_groups *groups,
                             const struct record *snapshots)
{
    const char *told = record_attr(gram, PART_GROUPS);
    bool is_grouped_now = groups->count > 0 && groups->at[0].name;
    return is_grouped_now ? part_groups_differ(gram, groups->choice)
                          : told && !same_name(told, record_attr(snapshots, PART_GROUPS));
}

/* Groups of one name, and of as many columns, may be of other tensors: parts tell. */
static struct error *match_choice(const struct gram_base *base, const struct gram_groups *groups,
                                  const struct record *snapshots)
{
    for (size_t i = 0; i < base->count; i++)
        if (has_other_groups(&base->grams[i].record, groups, snapshots))
            return error_new("%s: has groups by other expressions: group the tensors as they were "
                             "then (-G, --by-tensor)",
                             base->path);
    return NULL;
}

static struct error *match_sketches(const struct gram_base *base, const struct record *snapshots)
{
    struct error *err = NULL;
    for (size_t i = 0; i < base->count && !err; i++)
        err = sketch_attr_match(&base->grams[i].record, base->path, snapshots);
    return err;
}

static struct error *match_rows(struct gram_base *base, const struct table *rows)
{
    struct error *err = NULL;
    size_t known = base->rows.rows, place = known;
    bool *is_old = calloc(rows->rows + 1, sizeof *is_old);
    free(base->order);
    base->order = calloc(size_max(known, rows->rows) + 1, sizeof *base->order);
    if (!is_old || !base->order)
        TRY(error_memory("the order of the rows"));
    TRY(old_rows_find(&base->rows, base->path, rows, base->order));
    for (size_t i = 0; i < known; i++)
        is_old[base->order[i]] = true;
    for (size_t i = 0; i < rows->rows; i++)
        if (!is_old[i])
            base->order[place++] = i;
out:
    free(is_old);
    return err;
}

struct error *gram_base_match(struct gram_base *base, const struct table *rows,
                              const struct record *snapshots, const struct table *tensors,
                              const struct gram_groups *groups)
{
    struct error *err;
    if (rows->rows != snapshots->rows) {
        err =
            error_new("%zu snapshots, but a table of %zu rows before them: give a stream with the "
                      "rows of its snapshots",
                      snapshots->rows, rows->rows);
        goto out;
    }
    TRY(match_sketches(base, snapshots));
    TRY(match_part(base, snapshots));
    TRY(match_choice(base, groups, snapshots));
    TRY(match_rows(base, rows));
    TRY(match_tensors(base, tensors));
    for (size_t i = 0; i < groups->count; i++)
        TRY(match_group(base, &groups->at[i], snapshots, i));
    if (base->count != groups->count)
        err = error_new("%s: %zu Gram matrices, in the input %zu groups: group the tensors as "
                        "they were then (-G, --by-tensor)",
                        base->path, base->count, groups->count);
out:
    return err;
}

struct error *gram_base_error_changed(const struct gram_base *base, size_t gram, size_t row)
{
    const char *name = record_attr(&base->grams[gram].record, "name");
    return error_new("%s%s%s: row %zu (%s) is not as long as it was, so its file has changed: "
                     "make the Gram matrix again",
                     base->path, name ? ": group " : "", name ? name : "", row,
                     table_cell(&base->rows, row, table_column(&base->rows, "file")));
}

void gram_base_restore(const struct gram_base *base, size_t gram, struct matrix *g)
{
    const struct matrix *old = &base->grams[gram].g;
    for (size_t i = 0; i < old->rows; i++)
        for (size_t j = 0; j < old->rows; j++)
            g->a[base->order[i] * g->cols + base->order[j]] = old->a[i * old->rows + j];
}

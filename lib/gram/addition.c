#include "gram/addition.h"

#include "base/array.h"
#include "base/size.h"
#include "gram/gram.h"
#include "gram/snapgram.h"
#include "stream/record/part.h"
#include "stream/record/sketch_attr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct error *gram_addition_include(struct gram_addition *sum, const char *regex)
{
    return regex_list_add(&sum->include, regex);
}

struct error *gram_addition_exclude(struct gram_addition *sum, const char *regex)
{
    return regex_list_add(&sum->exclude, regex);
}

void gram_addition_free(struct gram_addition *sum)
{
    matrix_free(&sum->g);
    record_free(&sum->first);
    strlist_free(&sum->names);
    strlist_free(&sum->names_met);
    regex_list_free(&sum->include);
    regex_list_free(&sum->exclude);
    repeats_free(&sum->met);
    *sum = (struct gram_addition){0};
}

/* ---- adding ---- */

static bool is_chosen(const struct gram_addition *sum, const char *name)
{
    if (!name)
        return sum->include.count == 0;
    return (sum->include.count == 0 || regex_list_matches(&sum->include, name)) &&
           !regex_list_matches(&sum->exclude, name);
}

/* Makes both of one form. */
static void agree_on_form(struct gram_addition *sum, struct matrix *g, enum gram_form form)
{
    if (form == sum->form)
        return;
    (void)gram_form_to_squares(form == GRAM_PRODUCTS ? g : &sum->g);
    sum->form = GRAM_SQUARES;
}

/* Takes ownership of the matrix. */
static struct error *add_matrix(struct gram_addition *sum, const char *path, struct matrix *g,
                                enum gram_form form)
{
    if (sum->count == 0) {
        sum->g = *g;
        sum->form = form;
        *g = (struct matrix){0};
        return NULL;
    }
    if (g->rows != sum->g.rows)
        return error_new("%s: a Gram matrix of %zu snapshots, expected %zu: give the same "
                         "snapshots in the same order",
                         path, g->rows, sum->g.rows);
    agree_on_form(sum, g, form);
    gram_accumulate(&sum->g, g);
    return NULL;
}

/* Collects what the header of the sum will say. */
static struct error *add_header(struct gram_addition *sum, const struct record *r)
{
    struct error *err = NULL;
    const char *name = record_attr(r, "name");
    size_t columns = 0;
    if (sum->count == 0)
        TRY(record_derive(&sum->first, r, "gram", r->rows, r->cols));
    if (part_is(r))
        TRY(sketch_attr_match(&sum->first, "the first part", r));
    TRY(sketch_attr_add(&sum->first, r));
    sum->of_parts = sum->of_parts || part_is(r);
    sum->named += name != NULL;
    if (name && (!part_is(r) || strlist_find(&sum->names, name) == (size_t)-1))
        TRY(strlist_add(&sum->names, name, strlen(name)));
    TRY(record_attr_size(r, "params", 0, &columns));
    if (record_attr(r, "params") && size_add(sum->params, columns, &sum->params))
        sum->params_known++;
out:
    return err;
}

struct error *gram_addition_add(struct gram_addition *sum, struct reader *in,
                                const struct record *r)
{
    struct error *err = NULL;
    struct matrix g = {0};
    enum gram_form form = GRAM_PRODUCTS;
    const char *name = record_attr(r, "name");
    if (name)
        TRY(strlist_add(&sum->names_met, name, strlen(name)));
    if (!is_chosen(sum, name)) {
        err = reader_skip(in);
        goto out;
    }
    if (!gram_form_of(r, &form))
        TRY(error_new("%s: expected a Gram matrix, got kind %s: make it with snapgram",
                      reader_name(in), r->kind));
    TRY(gram_form_read(in, r, form, &g));
    if (!part_is(r)) /* each part is known to come once (part/parts.h) */
        TRY(repeats_meet(&sum->met, r, &g, reader_name(in)));
    TRY(add_matrix(sum, reader_name(in), &g, form));
    TRY(add_header(sum, r));
    sum->count++;
out:
    matrix_free(&g);
    return err;
}

/* ---- the header ---- */

enum { NAMES_ROOM = 1024 };

/* Joins the names; those beyond the room become "...". */
static void join(const struct strlist *names, const char *separator, char text[NAMES_ROOM])
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < names->count; i++) {
        size_t needed = strlen(separator) + strlen(names->at[i]);
        bool fits = used + needed + strlen(separator) + strlen("...") < NAMES_ROOM;
        used +=
            (size_t)sprintf(text + used, "%s%s", i ? separator : "", fits ? names->at[i] : "...");
        if (!fits)
            break;
    }
}

static struct error *error_unknown(const struct gram_addition *sum, const char *what)
{
    char names[NAMES_ROOM];
    if (sum->names_met.count == 0)
        return error_new("%s: the Gram matrices have no names: make them with snapgram -G or "
                         "--by-tensor",
                         what);
    join(&sum->names_met, ", ", names);
    return error_new("%s: choose from %s", what, names);
}

/* Fails where an expression matches no name. */
static struct error *check_expressions(const struct gram_addition *sum,
                                       const struct regex_list *list)
{
    for (size_t e = 0; e < list->count; e++) {
        size_t i = 0;
        while (i < sum->names_met.count && !regex_list_matches_at(list, e, sum->names_met.at[i]))
            i++;
        if (i == sum->names_met.count) {
            char what[NAMES_ROOM];
            snprintf(what, sizeof what, "%s: no Gram matrix has such a name", list->texts.at[e]);
            return error_unknown(sum, what);
        }
    }
    return NULL;
}

/* The kind of the sum, which takes that form. */
static const char *take_form(struct gram_addition *sum)
{
    if (!sum->of_parts || sum->form == GRAM_PRODUCTS)
        return gram_form_kinds[sum->form];
    return snapgram_take_form(&sum->g, NULL, 0);
}

struct error *gram_addition_record(struct gram_addition *sum, const char *provenance,
                                   struct record *r)
{
    struct error *err;
    char names[NAMES_ROOM];
    *r = (struct record){0};
    TRY(check_expressions(sum, &sum->include));
    TRY(check_expressions(sum, &sum->exclude));
    if (sum->count == 0) {
        err = error_unknown(sum, "no Gram matrix is chosen");
        goto out;
    }
    TRY(record_derive(r, &sum->first, take_form(sum), sum->g.rows, sum->g.cols));
    static const char *const of_summand[] = {"name", "params", "part", "whole", PART_GROUPS};
    for (size_t i = 0; i < ARRAY_LENGTH(of_summand); i++)
        record_attr_remove(r, of_summand[i]);
    if (!sketch_attr_given(r))
        record_attr_remove(r, SKETCH_ATTR_TENSORS);
    join(&sum->names, "+", names);
    if (sum->named == sum->count)
        TRY(record_attr_set(r, "name", "%s", names));
    if (sum->params_known == sum->count)
        TRY(record_attr_set(r, "params", "%zu", sum->params));
    TRY(record_attr_set(r, "summands", "%zu", sum->count));
    TRY(record_from_add(r, provenance));
out:
    if (err)
        record_free(r);
    return err;
}

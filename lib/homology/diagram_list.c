#include "homology/diagram_list.h"

#include "base/file/path.h"
#include "homology/diagram.h"
#include "homology/diagram_distance.h"
#include "homology/diagram_record.h"
#include "homology/tables.h"
#include "stream/intake.h"

#include <stdlib.h>
#include <string.h>

/* ---- reading ---- */

/* Takes over the record at hand. */
static struct error *take_diagram(struct diagram_list *list, struct intake *in)
{
    struct stored_diagram *larger = reallocarray(list->at, list->count + 1, sizeof *larger);
    if (!larger)
        return error_memory("diagrams");
    list->at = larger;
    struct stored_diagram *d = &larger[list->count++];
    *d = (struct stored_diagram){.record = intake_take_over(in)};
    struct error *err = reader_matrix(in->reader, &d->record, &d->points);
    if (err)
        return err;
    bool superlevel = strcmp(diagram_record_filtration(&d->record), "superlevel") == 0;
    return error_prefix(diagram_check(&d->points, superlevel), "%s", list->name);
}

struct error *diagram_list_read(struct diagram_list *list, const char *path)
{
    static const char *const wanted[] = {"diagram", NULL};
    struct error *err;
    struct intake in = {0};
    bool got;
    *list = (struct diagram_list){.name = path_of_input(path)};
    TRY(intake_open(&in, path, wanted[0], wanted));
    for (;;) {
        TRY(intake_next(&in, &got));
        if (!got)
            break;
        if (intake_takes(&in))
            TRY(take_diagram(list, &in));
    }
out:
    intake_close(&in);
    if (err)
        diagram_list_free(list);
    return err;
}

void diagram_list_free(struct diagram_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        record_free(&list->at[i].record);
        matrix_free(&list->at[i].points);
    }
    free(list->at);
    *list = (struct diagram_list){0};
}

/* ---- comparing ---- */

static struct error *check_comparable(const struct stored_diagram *a,
                                      const struct stored_diagram *b, struct report *report)
{
    const char *column = record_attr(&a->record, "column"),
               *other = record_attr(&b->record, "column");
    const char *ours = diagram_record_filtration(&a->record),
               *theirs = diagram_record_filtration(&b->record);
    if (strcmp(ours, theirs) != 0)
        return error_new("one diagram is of a %s filtration, the other of a %s one: basins cannot "
                         "be compared with hills: make both with --superlevel, or neither",
                         ours, theirs);
    if (column && other && strcmp(column, other) != 0)
        report_line(
            report, REPORT_WARNING,
            "column '%s': compared with a diagram of column '%s', which is another quantity: "
            "make both with losshom -c %s",
            column, other, column);
    return NULL;
}

static struct error *compare(size_t record, const struct stored_diagram *a,
                             const struct stored_diagram *b, struct report *report, struct table *t)
{
    struct error *err;
    TRY(check_comparable(a, b, report));
    for (size_t dimension = 0; dimension < DIAGRAM_DIMENSIONS; dimension++) {
        struct diagram_distance distance;
        TRY(diagram_distances(&a->points, &b->points, dimension, report, &distance));
        TRY(homology_table_distances(t, record, dimension, &distance));
    }
out:
    return err;
}

struct error *diagram_list_compare(const struct diagram_list *a, const struct diagram_list *b,
                                   struct report *report, struct table *t)
{
    struct error *err = NULL;
    if (b->count != 1 && b->count != a->count)
        return error_new("%s: has %zu diagrams, but %s has %zu: give one diagram, or as many",
                         b->name, b->count, a->name, a->count);
    for (size_t i = 0; i < a->count; i++)
        TRY(compare(i + 1, &a->at[i], &b->at[b->count == 1 ? 0 : i], report, t));
out:
    return err;
}

#include "part/parts.h"

#include "base/array.h"
#include "base/size.h"
#include "part/narrow.h"
#include "part/tensors.h"
#include "run/rows/same_rows.h"
#include "stream/record/sketch_attr.h"

#include <stdlib.h>
#include <string.h>

/* ---- meeting ---- */

static struct error *error_mixture(const char *stream, const char *other, const char *part)
{
    return error_new("%s: a whole, and in %s is a part, %s: add parts of one whole, or wholes",
                     stream, other, part);
}

static struct error *meet_whole(struct parts *parts, const char *stream)
{
    if (parts->set.count > 0)
        return error_mixture(stream, parts->set.members[0].stream, "one of several");
    if (!parts->whole)
        parts->whole = strdup(stream);
    return parts->whole ? NULL : error_memory("a file name");
}

/* No error: each process may have a loss of its own shard of the data. */
static void warn_of_difference(const struct parts *parts, const struct parts_stream *stream,
                               struct report *report)
{
    struct rows_difference d;
    if (!same_rows_differ(&parts->rows, stream->rows, &d))
        return;
    report_line(report, REPORT_WARNING,
                "%s: row %zu: %s is %s, but in %s it is %s: if the file was written anew between, "
                "make all parts again (snapcat --part)",
                stream->name, d.row, d.heading, d.is, parts->set.members[0].stream, d.was);
}

static struct error *check_rows(struct parts *parts, const struct record *r,
                                const struct parts_stream *stream, struct report *report)
{
    struct error *err;
    const struct table *rows = stream->rows;
    TRY(part_require_rows(rows, stream->name));
    if (rows->rows != r->rows)
        return error_new("%s: a table of %zu rows before a part of %zu snapshots: give the table "
                         "of the same snapshots",
                         stream->name, rows->rows, r->rows);
    if (parts->set.count == 0)
        return table_copy(&parts->rows, rows);
    TRY(same_rows_check(&parts->rows, parts->set.members[0].stream, rows, stream->name));
    if (!record_is(r, "distance"))
        warn_of_difference(parts, stream, report);
out:
    return err;
}

/* By a name one would choose only what the named parts have of it. */
static struct error *check_grouped(const struct parts *parts, const struct record *r,
                                   const char *stream)
{
    const char *name = record_attr(r, "name");
    const struct part_member *first = parts->set.members;
    if (parts->set.count == 0 || !name == !first->name)
        return NULL;
    return error_new("%s: part %.40s %s, but %s %s: group the tensors of all parts alike (-G, "
                     "--by-tensor)",
                     stream, record_attr(r, "part"), name ? "of a group" : "of all tensors",
                     first->stream, name ? "is of all tensors" : "has groups");
}

/* Parts of other tensors could have as many elements, and groups by other expressions the same
 * names. *first is what the first part tells by the attribute. */
static struct error *check_told(const struct parts *parts, char **first, const struct record *r,
                                const char *key, const char *stream, const char *remedy)
{
    const char *told = record_attr(r, key);
    if (parts->set.count == 0 && told) {
        *first = strdup(told);
        return *first ? NULL : error_memory("what parts tell");
    }
    if (!told || !*first || strcmp(told, *first) == 0)
        return NULL;
    return error_new("%s: part %.40s, of other %s than the part in %s: %s", stream,
                     record_attr(r, "part"), key, parts->set.members[0].stream, remedy);
}

/* A part may be in several records behind one table. */
static struct error *keep_tensors(struct parts *parts, size_t part, const struct table *tensors)
{
    struct parts_table *tables = parts->tables;
    if (tensors->columns.count == 0)
        return NULL;
    for (size_t i = 0; i < parts->table_count; i++)
        if (tables[i].part == part)
            return NULL;
    tables = array_grown(tables, &parts->room, parts->table_count, sizeof *tables);
    if (!tables)
        return error_memory("the tensors of parts");
    parts->tables = tables;
    struct parts_table *new = &tables[parts->table_count++];
    *new = (struct parts_table){.part = part};
    return table_copy(&new->t, tensors);
}

struct error *parts_meet(struct parts *parts, const struct record *r, const char *held,
                         const struct parts_stream *stream, struct report *report)
{
    struct error *err;
    struct part_share share;
    TRY(error_prefix(part_share_of(r, held, &share), "%s", stream->name));
    if (share.part.count == 0)
        return meet_whole(parts, stream->name);
    if (parts->whole)
        return error_mixture(parts->whole, stream->name, record_attr(r, "part"));
    TRY(check_rows(parts, r, stream, report));
    TRY(check_grouped(parts, r, stream->name));
    TRY(check_told(parts, &parts->tensors, r, SKETCH_ATTR_TENSORS, stream->name,
                   "choose the same for all parts (-i, -x, --rename)"));
    TRY(check_told(parts, &parts->groups, r, PART_GROUPS, stream->name,
                   "group the tensors of all parts alike (-G, --by-tensor)"));
    TRY(part_set_add(&parts->set, &share, record_attr(r, "name"), stream->name));
    TRY(keep_tensors(parts, share.part.index, stream->tensors));
out:
    return err;
}

/* ---- all together ---- */

bool parts_any(const struct parts *parts)
{
    return parts->set.count > 0;
}

struct error *parts_check(const struct parts *parts)
{
    return part_set_check(&parts->set);
}

static int compare_parts(const void *a, const void *b)
{
    const struct parts_table *x = a, *y = b;
    return size_compare(&x->part, &y->part);
}

struct error *parts_tensors(struct parts *parts, struct table *whole)
{
    struct error *err = NULL;
    size_t count = parts->table_count;
    *whole = (struct table){0};
    if (count == 0 || count < parts->set.parts)
        return NULL;
    qsort(parts->tables, count, sizeof *parts->tables, compare_parts);
    const struct table **tables = calloc(count, sizeof *tables);
    if (!tables)
        return error_memory("the tensors of parts");
    for (size_t i = 0; i < count; i++)
        tables[i] = &parts->tables[i].t;
    TRY(part_tensors_join(whole, tables, count));
out:
    free(tables);
    if (err)
        table_free(whole);
    return err;
}

void parts_free(struct parts *parts)
{
    for (size_t i = 0; i < parts->table_count; i++)
        table_free(&parts->tables[i].t);
    free(parts->tables);
    free(parts->whole);
    free(parts->tensors);
    free(parts->groups);
    table_free(&parts->rows);
    part_set_free(&parts->set);
    *parts = (struct parts){0};
}

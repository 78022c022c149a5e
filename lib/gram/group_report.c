#include "gram/group_report.h"

#include "base/memstream.h"
#include "base/text/name_forms.h"
#include "stream/tensor_map.h"

#include <stdlib.h>
#include <string.h>

enum { FORMS_SHOWN = 6, ALSO_ROOM = 1024 };

/* The names of the groups, other than the tensor's own, whose expressions match its name, too. */
static struct error *find_also(const struct group_choice *choice, const char *tensor,
                               struct strlist *also)
{
    struct error *err = NULL;
    const char *own = gram_group_of(choice, tensor);
    for (size_t e = 0; e < choice->names.count && !err; e++) {
        const char *name = choice->names.at[e];
        if (strcmp(name, own) != 0 && strlist_find(also, name) == (size_t)-1 &&
            regex_list_matches_at(&choice->expressions, e, tensor))
            err = strlist_add(also, name, strlen(name));
    }
    return err;
}

/* ---- notes ---- */

/* What a group has, and what it would have, were it not for those before. */
struct taken {
    const char *group;
    size_t tensors, columns, parameters, lost;
    struct name_forms forms;
    struct strlist takers; /* of the lost tensors */
};

static struct error *lose(struct taken *t, const struct group_choice *choice, const char *tensor)
{
    struct error *err;
    struct strlist also = {0};
    const char *taker = gram_group_of(choice, tensor);
    TRY(find_also(choice, tensor, &also));
    if (strlist_find(&also, t->group) == (size_t)-1)
        goto out;
    t->lost++;
    if (strlist_find(&t->takers, taker) == (size_t)-1)
        TRY(strlist_add(&t->takers, taker, strlen(taker)));
out:
    strlist_free(&also);
    return err;
}

static struct error *count_tensors(struct taken *t, const struct group_choice *choice,
                                   const struct tensor_map *tensors)
{
    struct error *err = NULL;
    for (size_t i = 0; i < tensors->count && !err; i++) {
        const struct tensor_columns *tensor = &tensors->at[i];
        if (tensor->columns.count == 0)
            continue;
        if (strcmp(gram_group_of(choice, tensor->name), t->group) != 0) {
            err = lose(t, choice, tensor->name);
            continue;
        }
        t->tensors++;
        t->columns += tensor->columns.count;
        t->parameters += tensor->params;
        err = name_forms_add(&t->forms, tensor->name);
    }
    return err;
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

static void print_lost(const struct taken *t, FILE *f)
{
    if (t->lost == 0)
        return;
    fprintf(f, "; %zu more match%s, but ", t->lost, t->lost == 1 ? "es" : "");
    for (size_t i = 0; i < t->takers.count; i++)
        fprintf(f, "%s%s", i ? ", " : "", t->takers.at[i]);
    fprintf(f, " took %s first", t->lost == 1 ? "it" : "them");
}

static struct error *tell(const struct taken *t, size_t cols, struct report *report)
{
    struct error *err;
    struct memstream m = {0};
    char *forms = NULL;
    FILE *f = memstream_open(&m);
    if (!f)
        return error_memory("a note on a group");
    TRY(name_forms_print(&t->forms, FORMS_SHOWN, &forms));
    fprintf(f, "group %s: %zu tensor%s, %zu parameter%s%s%s", t->group, t->tensors,
            plural(t->tensors), t->parameters, plural(t->parameters), t->tensors ? ": " : "",
            forms);
    if (cols > t->columns)
        fprintf(f, "; and %zu column%s of no tensor", cols - t->columns, plural(cols - t->columns));
    print_lost(t, f);
    if (t->forms.count > FORMS_SHOWN)
        fputs(" (snapgram -l lists all)", f);
out:
    if (!memstream_close(&m) && !err)
        err = error_memory("a note on a group");
    if (!err)
        report_line(report, REPORT_NOTE, "%s", m.text);
    free(m.text);
    free(forms);
    return err;
}

static struct error *report_group(const struct gram_group *group, const struct group_choice *choice,
                                  const struct tensor_map *tensors, struct report *report)
{
    struct error *err;
    struct taken t = {.group = group->name};
    TRY(count_tensors(&t, choice, tensors));
    if (!choice->by_tensor || group->cols > t.columns)
        TRY(tell(&t, group->cols, report));
out:
    name_forms_free(&t.forms);
    strlist_free(&t.takers);
    return err;
}

static void report_empty(const struct tensor_map *tensors, struct report *report)
{
    size_t empty = 0, first = 0;
    for (size_t i = 0; i < tensors->count; i++)
        if (tensors->at[i].columns.count == 0 && empty++ == 0)
            first = i;
    if (empty > 0)
        report_line(report, REPORT_NOTE, "%zu tensor%s without elements, in no group: %s%s", empty,
                    plural(empty), tensors->at[first].name, empty > 1 ? ", ..." : "");
}

struct error *gram_groups_report(const struct gram_groups *groups,
                                 const struct group_choice *choice, const struct table *tensors,
                                 size_t cols, struct report *report)
{
    struct error *err;
    struct tensor_map map;
    if (!choice->by_tensor && choice->names.count == 0)
        return NULL;
    err = tensor_map_parse(&map, tensors, cols);
    if (err)
        return err;
    for (size_t i = 0; i < groups->count; i++)
        TRY(report_group(&groups->at[i], choice, &map, report));
    report_empty(&map, report);
out:
    tensor_map_free(&map);
    return err;
}

/* ---- the table ---- */

static struct error *add_row(const struct group_choice *choice, const struct table *tensors,
                             const struct tensor_columns *t, size_t index, struct table *list)
{
    struct error *err;
    enum { GROUP, TENSOR, SHAPE, COUNT, ALSO };
    char names[ALSO_ROOM];
    struct strlist also = {0};
    size_t row = list->rows, shape = table_column(tensors, TENSOR_MAP_SHAPE);
    TRY(table_row_add(list));
    if (t->columns.count > 0)
        TRY(table_set(list, row, GROUP, gram_group_of(choice, t->name)));
    TRY(table_set(list, row, TENSOR, t->name));
    if (shape != TABLE_NONE)
        TRY(table_set(list, row, SHAPE, table_cell(tensors, index, shape)));
    TRY(table_set_size(list, row, COUNT, t->params));
    TRY(find_also(choice, t->name, &also));
    strlist_print(&also, names, sizeof names);
    TRY(table_set(list, row, ALSO, names));
out:
    strlist_free(&also);
    return err;
}

struct error *gram_groups_list(const struct group_choice *choice, const struct table *tensors,
                               size_t cols, struct table *list)
{
    static const char *const headings[] = {"group", "tensor", "shape", "count", "also", NULL};
    struct error *err;
    struct gram_groups groups;
    struct tensor_map map = {0};
    size_t column;
    TRY(gram_groups_make(&groups, choice, tensors, cols));
    gram_groups_free(&groups);
    TRY(tensor_map_parse(&map, tensors, cols));
    for (size_t i = 0; headings[i]; i++)
        TRY(table_column_add(list, headings[i], &column));
    for (size_t i = 0; i < map.count; i++)
        TRY(add_row(choice, tensors, &map.at[i], i, list));
out:
    tensor_map_free(&map);
    return err;
}

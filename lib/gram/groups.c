#include "gram/groups.h"

#include "base/array.h"
#include "base/size.h"
#include "base/text/name_forms.h"
#include "stream/tensor_map.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

/* ---- the choice ---- */

/* The length of the name before an expression, or 0. */
static size_t name_length(const char *text, size_t length)
{
    size_t name = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.");
    return name < length && text[name] == '=' ? name : 0;
}

static struct error *add_expression(struct group_choice *choice, const char *text, size_t length)
{
    struct error *err;
    size_t name = name_length(text, length), skip = name ? name + 1 : 0;
    if (length == skip)
        return error_new("%s: an empty expression for a group of tensors: give one for each group",
                         text);
    char *regex = strndup(text + skip, length - skip);
    if (!regex)
        return error_memory("a group of tensors");
    TRY(regex_list_add(&choice->expressions, regex));
    TRY(strlist_add(&choice->names, text, name ? name : length));
out:
    free(regex);
    return err;
}

/* The length of the text up to a comma outside braces. */
static size_t expression_length(const char *text)
{
    size_t length = 0;
    for (bool braces = false; text[length] && (braces || text[length] != ','); length++)
        braces = text[length] == '{' || (braces && text[length] != '}');
    return length;
}

struct error *gram_group_choice_add(struct group_choice *choice, const char *text)
{
    for (;;) {
        size_t length = expression_length(text);
        struct error *err = add_expression(choice, text, length);
        if (err || !text[length])
            return err;
        text += length + 1;
    }
}

/* With the 0 at their ends. */
static uint64_t digest_texts(const struct strlist *texts, uint64_t digest)
{
    for (size_t i = 0; i < texts->count; i++)
        digest = XXH3_64bits_withSeed(texts->at[i], strlen(texts->at[i]) + 1, digest);
    return digest;
}

static uint64_t digest_choice(const struct group_choice *choice)
{
    static const char each[] = "by tensor"; /* one text, which no lists of texts have */
    return choice->by_tensor
               ? XXH3_64bits(each, sizeof each)
               : digest_texts(&choice->names, digest_texts(&choice->expressions.texts, 0));
}

void gram_group_choice_free(struct group_choice *choice)
{
    regex_list_free(&choice->expressions);
    strlist_free(&choice->names);
    *choice = (struct group_choice){0};
}

/* ---- the groups ---- */

/* Finds the group of that name (NULL: none), or makes it. */
static struct error *find_group(struct gram_groups *groups, const char *name, size_t *index)
{
    for (*index = 0; *index < groups->count; ++*index)
        if (name && strcmp(groups->at[*index].name, name) == 0)
            return NULL;
    struct gram_group *at = array_grown(groups->at, &groups->room, groups->count, sizeof *at);
    if (!at)
        return error_memory("a list of groups");
    groups->at = at;
    char *copy = name ? strdup(name) : NULL;
    if (name && !copy)
        return error_memory("the name of a group");
    groups->at[groups->count++] = (struct gram_group){.name = copy};
    return NULL;
}

/* Appends columns; where they follow the last span they extend it. */
static struct error *add_span(struct gram_group *group, struct span span, size_t params)
{
    struct span *last = group->count ? &group->spans[group->count - 1] : NULL;
    group->cols += span.count;
    group->params = size_sum(group->params, params);
    if (last && last->first + last->count == span.first) {
        last->count += span.count;
        return NULL;
    }
    struct span *spans = array_grown(group->spans, &group->room, group->count, sizeof *spans);
    if (!spans)
        return error_memory("the columns of a group");
    group->spans = spans;
    group->spans[group->count++] = span;
    return NULL;
}

static struct error *add_to(struct gram_groups *groups, const char *name, struct span span,
                            size_t params)
{
    size_t index;
    if (span.count == 0)
        return NULL;
    struct error *err = find_group(groups, name, &index);
    return err ? err : add_span(&groups->at[index], span, params);
}

/* The columns of no tensor. */
static struct error *add_other(struct gram_groups *groups, size_t first, size_t end)
{
    return add_to(groups, GRAM_GROUP_OTHER, (struct span){first, end - first}, end - first);
}

const char *gram_group_of(const struct group_choice *choice, const char *tensor)
{
    if (choice->by_tensor)
        return tensor;
    size_t match = regex_list_first(&choice->expressions, tensor);
    return match < choice->names.count ? choice->names.at[match] : GRAM_GROUP_OTHER;
}

/* Adds the tensors whose group is `other`, with the columns of no tensor; or, where `others` is
 * false, all other tensors. */
static struct error *add_tensors(struct gram_groups *groups, const struct group_choice *choice,
                                 const struct tensor_map *tensors, size_t cols, bool others)
{
    struct error *err = NULL;
    size_t end = 0; /* of the tensor before */
    for (size_t i = 0; i < tensors->count; i++) {
        const struct tensor_columns *t = &tensors->at[i];
        const char *name = gram_group_of(choice, t->name);
        if (others)
            TRY(add_other(groups, end, t->columns.first));
        end = t->columns.first + t->columns.count;
        if (others == (strcmp(name, GRAM_GROUP_OTHER) == 0))
            TRY(add_to(groups, name, t->columns, t->params));
    }
    if (others)
        TRY(add_other(groups, end, cols));
out:
    return err;
}

static struct error *error_no_tensor(const char *expression, const struct tensor_map *tensors)
{
    enum { FORMS_SHOWN = 20 };
    struct error *err = NULL;
    struct name_forms forms = {0};
    char *text = NULL;
    for (size_t i = 0; i < tensors->count; i++)
        TRY(name_forms_add(&forms, tensors->at[i].name));
    TRY(name_forms_print(&forms, FORMS_SHOWN, &text));
    TRY(error_new("group %s: matches no tensor: choose from %s", expression, text));
out:
    free(text);
    name_forms_free(&forms);
    return err;
}

/* An expression is useless also where its tensors all belong to earlier groups. */
static struct error *check_expression(const struct group_choice *choice, size_t e,
                                      const struct tensor_map *tensors)
{
    const struct regex_list *list = &choice->expressions;
    const char *taken = NULL;
    size_t matches = 0;
    for (size_t i = 0; i < tensors->count; i++) {
        const char *name = tensors->at[i].name;
        size_t first = regex_list_first(list, name);
        if (first == e)
            return NULL;
        if (regex_list_matches_at(list, e, name) && matches++ == 0)
            taken = choice->names.at[first];
    }
    if (matches == 0)
        return error_no_tensor(list->texts.at[e], tensors);
    return error_new(
        "group %s: has no tensor, since all that match (%zu) are in a group before it, "
        "such as %s: name the narrower group first",
        list->texts.at[e], matches, taken);
}

static struct error *check_expressions(const struct group_choice *choice,
                                       const struct tensor_map *tensors)
{
    struct error *err = NULL;
    for (size_t e = 0; e < choice->names.count && !err; e++)
        err = check_expression(choice, e, tensors);
    return err;
}

static struct error *group_tensors(struct gram_groups *groups, const struct group_choice *choice,
                                   const struct table *table, size_t cols)
{
    struct error *err;
    struct tensor_map tensors = {0};
    size_t index;
    if (table->columns.count == 0) {
        err = error_new("the stream has no tensors record before the snapshots, so tensors have no "
                        "names to group by: make it with snapcat");
        goto out;
    }
    TRY(tensor_map_parse(&tensors, table, cols));
    if (!choice->of_part)
        TRY(check_expressions(choice, &tensors));
    for (size_t i = 0; i < choice->names.count && !choice->of_part;
         i++) /* their order is that of the expressions */
        TRY(find_group(groups, choice->names.at[i], &index));
    TRY(add_tensors(groups, choice, &tensors, cols, false));
    TRY(add_tensors(groups, choice, &tensors, cols, true));
out:
    tensor_map_free(&tensors);
    return err;
}

static struct error *group_all(struct gram_groups *groups, size_t cols)
{
    size_t index;
    struct error *err = find_group(groups, NULL, &index);
    return err ? err : add_span(&groups->at[index], (struct span){0, cols}, cols);
}

struct error *gram_groups_make(struct gram_groups *groups, const struct group_choice *choice,
                               const struct table *tensors, size_t cols)
{
    *groups = (struct gram_groups){0};
    struct error *err = choice->by_tensor || choice->names.count
                            ? group_tensors(groups, choice, tensors, cols)
                            : group_all(groups, cols);
    groups->choice = digest_choice(choice);
    if (err)
        gram_groups_free(groups);
    return err;
}

void gram_groups_free(struct gram_groups *groups)
{
    for (size_t i = 0; i < groups->count; i++) {
        free(groups->at[i].name);
        free(groups->at[i].spans);
    }
    free(groups->at);
    *groups = (struct gram_groups){0};
}

size_t gram_group_in_panel(const struct gram_group *group, size_t first, size_t count, size_t *next,
                           struct span *spans)
{
    size_t end = first + count, found = 0;
    for (; *next < group->count && group->spans[*next].first < end; ++*next) {
        const struct span *s = &group->spans[*next];
        size_t from = size_max(s->first, first), to = size_min(s->first + s->count, end);
        spans[found++] = (struct span){from - first, to - from};
        if (to < s->first + s->count)
            break;
    }
    return found;
}

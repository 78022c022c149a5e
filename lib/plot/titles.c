#include "plot/titles.h"

#include "base/memstream.h"
#include "stream/record/sketch_attr.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* How the settings of a picture are told, in the order in which they stand in a title. */
static const struct {
    const char *attr, *before, *after;
} told[] = {{"name", "", ""},
            {"left-out", "no ", ""},
            {"pca", "pca ", ""},
            {SKETCH_ATTR_NUMBERS, "sketch ", ""},
            {SKETCH_ATTR_SEED, "sketch seed ", ""},
            {"metric", "", ""},
            {"k", "k ", ""},
            {"knn-max", "knn-max ", ""},
            {"bandwidth", "bandwidth ", ""},
            {"bandwidth-scale", "bandwidth scale ", ""},
            {"decay", "decay ", ""},
            {"threshold", "threshold ", ""},
            {"symmetrise", "symmetrise ", ""},
            {"theta", "theta ", ""},
            {"anisotropy", "anisotropy ", ""},
            {"landmarks", "landmarks ", ""},
            {"time", "t ", ""},
            {"t", "t ", ""},
            {"gamma", "gamma ", ""},
            {"potential-metric", "potential ", ""},
            {"ground", "ground ", ""},
            {"mds", "", " MDS"},
            {"mds-seed", "seed ", ""}};
enum { TOLD = sizeof told / sizeof *told };

/* ---- what differs ---- */

static bool is_mean(const struct plot_picture *picture)
{
    return record_attr(&picture->coords, "sweep");
}

static bool is_same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Whether two pictures that are not means have other values; `or_none`: or only one has any. */
static bool differs(const struct plot_pictures *p, const char *attr, bool or_none)
{
    const char *seen = NULL;
    bool first = true;
    for (size_t i = 0; i < p->count; i++) {
        const char *value = record_attr(&p->at[i].coords, attr);
        if (is_mean(&p->at[i]) || (!value && !or_none))
            continue;
        if (!first && !is_same(value, seen))
            return true;
        seen = value;
        first = false;
    }
    return false;
}

/* Whether the pictures of each file all have other names. */
static bool names_tell_apart(const struct plot_pictures *p)
{
    for (size_t i = 0; i < p->count; i++) {
        const char *name = record_attr(&p->at[i].coords, "name");
        if (!name)
            return false;
        for (size_t j = 0; j < i; j++)
            if (p->at[j].file == p->at[i].file &&
                is_same(name, record_attr(&p->at[j].coords, "name")))
                return false;
    }
    return true;
}

struct settings {
    bool shown[TOLD];
};

static struct settings find_settings(const struct plot_pictures *p)
{
    struct settings s = {0};
    bool named = names_tell_apart(p);
    for (size_t i = 0; i < TOLD; i++)
        s.shown[i] = differs(p, told[i].attr, true) && !(named && strcmp(told[i].attr, "t") == 0);
    return s;
}

/* The time that was asked for tells more than the power that it came to. */
static const char *setting(const struct plot_picture *picture, size_t i)
{
    const struct record *r = &picture->coords;
    bool is_told = strcmp(told[i].attr, "t") == 0 && record_attr(r, "time");
    return is_told ? NULL : record_attr(r, told[i].attr);
}

/* ---- titles ---- */

/* 0.10000000000000001 is 0.1. */
static void print_value(FILE *f, const char *value)
{
    char *end;
    double number = strtod(value, &end);
    if (end != value && *end == '\0' && strchr(value, '.'))
        fprintf(f, "%.6g", number);
    else
        fputs(value, f);
}

static void print_settings(FILE *f, const struct plot_picture *picture, const struct settings *s)
{
    const char *comma = "";
    for (size_t i = 0; i < TOLD; i++) {
        const char *value = setting(picture, i);
        if (!value || !s->shown[i])
            continue;
        fprintf(f, "%s%s", comma, told[i].before);
        print_value(f, value);
        fputs(told[i].after, f);
        comma = ", ";
    }
}

static bool has_settings(const struct plot_picture *picture, const struct settings *s)
{
    for (size_t i = 0; i < TOLD; i++)
        if (s->shown[i] && setting(picture, i))
            return true;
    return false;
}

/* How many pictures of its file there are, and which of them it is, from 1. */
static size_t count_in_file(const struct plot_pictures *p, size_t i, size_t *number)
{
    size_t count = 0;
    for (size_t j = 0; j < p->count; j++) {
        count += p->at[j].file == p->at[i].file;
        if (j == i)
            *number = count;
    }
    return count;
}

/* "coords: k 5, t 20" */
static void print_title(FILE *f, const struct plot_pictures *p, size_t i, const struct settings *s)
{
    const struct plot_picture *picture = &p->at[i];
    size_t number = 0, count = count_in_file(p, i, &number);
    if (p->files.count > 1)
        fputs(p->files.at[picture->file], f);
    if (p->files.count > 1 && count == 1)
        return;
    if (p->files.count > 1)
        fputs(": ", f);
    if (is_mean(picture))
        fputs("mean", f);
    else if (has_settings(picture, s))
        print_settings(f, picture, s);
    else
        fprintf(f, "%zu", number);
}

static struct error *make_title(struct plot_pictures *p, size_t i, const struct settings *s)
{
    struct memstream text;
    FILE *f = memstream_open(&text);
    if (!f)
        return error_memory("the panel's title");
    print_title(f, p, i, s);
    if (!memstream_close(&text))
        return error_memory("the panel's title");
    p->at[i].title = text.text;
    return NULL;
}

/* The titles as they were made. */
static struct error *list_titles(const struct plot_pictures *p, struct strlist *titles)
{
    struct error *err = NULL;
    for (size_t i = 0; i < p->count && !err; i++)
        err = strlist_add(titles, p->at[i].title, strlen(p->at[i].title));
    return err;
}

/* "seed 1 (2)": which of those of its title the picture is. */
static struct error *number_title(struct plot_pictures *p, size_t i, const struct strlist *titles)
{
    size_t number = 0, count = 0;
    char *numbered;
    for (size_t j = 0; j < titles->count; j++) {
        count += strcmp(titles->at[i], titles->at[j]) == 0;
        if (j == i)
            number = count;
    }
    if (count == 1)
        return NULL;
    if (asprintf(&numbered, "%s (%zu)", titles->at[i], number) < 0)
        return error_memory("the panel's title");
    free(p->at[i].title);
    p->at[i].title = numbered;
    return NULL;
}

struct error *plot_titles_set(struct plot_pictures *p)
{
    struct error *err = NULL;
    struct strlist titles = {0};
    struct settings s = find_settings(p);
    for (size_t i = 0; i < p->count; i++)
        TRY(make_title(p, i, &s));
    TRY(list_titles(p, &titles));
    for (size_t i = 0; i < p->count; i++)
        TRY(number_title(p, i, &titles));
out:
    strlist_free(&titles);
    return err;
}

/* ---- rows of a sheet ---- */

static bool has_value_of(const struct plot_pictures *p, size_t i, size_t j, size_t setting_at)
{
    return is_same(setting(&p->at[i], setting_at), setting(&p->at[j], setting_at));
}

/* How many pictures there are before the setting's first value comes again. */
static size_t period_of(const struct plot_pictures *p, size_t changing)
{
    size_t period = 1;
    while (period < p->count && !has_value_of(p, 0, period, changing))
        period++;
    return period;
}

/* Whether the setting goes through its values again and again, and no other one, nor the file,
 * changes meanwhile. */
static bool is_across(const struct plot_pictures *p, const struct settings *s, size_t changing,
                      size_t period)
{
    for (size_t i = 0; i < p->count; i++) {
        size_t first = i - i % period;
        if (!has_value_of(p, i, i % period, changing) || p->at[i].file != p->at[first].file)
            return false;
        for (size_t k = 0; k < TOLD; k++)
            if (k != changing && s->shown[k] && !has_value_of(p, i, first, k))
                return false;
    }
    return true;
}

size_t plot_titles_across(const struct plot_pictures *p)
{
    struct settings s = find_settings(p);
    for (size_t k = 0; k < TOLD; k++) {
        size_t period = s.shown[k] ? period_of(p, k) : 1;
        if (period > 1 && period < p->count && p->count % period == 0 &&
            is_across(p, &s, k, period))
            return period;
    }
    return 0;
}

/* ---- what they have in common ---- */

/* A measure has three digits; a count, such as t, has all. */
static void write_number(char text[32], double value)
{
    bool is_count = value == floor(value) && fabs(value) < 1e9;
    snprintf(text, 32, is_count ? "%.0f" : "%.3g", value);
}

/* "0.08 to 0.3", of the numbers that there are. */
static struct error *set_extent(const struct plot_pictures *p, struct record *common,
                                const char *attr)
{
    double least = INFINITY, most = -INFINITY;
    for (size_t i = 0; i < p->count; i++) {
        double value = NAN;
        struct error *err = record_attr_number(&p->at[i].coords, attr, &value);
        if (err)
            return err;
        least = fmin(least, value);
        most = fmax(most, value);
    }
    if (least > most) {
        record_attr_remove(common, attr);
        return NULL;
    }
    char from[32], to[32];
    write_number(from, least);
    write_number(to, most);
    if (strcmp(from, to) == 0)
        return record_attr_set(common, attr, "%s", from);
    return record_attr_set(common, attr, "%s to %s", from, to);
}

/* "64 or more", of the numbers of sketches: their error, and that of pictures of no sketches, is at
 * most that of the fewest. */
static struct error *set_fewest(const struct plot_pictures *p, struct record *common)
{
    double fewest = INFINITY;
    for (size_t i = 0; i < p->count; i++) {
        double numbers = INFINITY;
        struct error *err = record_attr_number(&p->at[i].coords, SKETCH_ATTR_NUMBERS, &numbers);
        if (err)
            return err;
        fewest = fmin(fewest, numbers);
    }
    return record_attr_set(common, SKETCH_ATTR_NUMBERS, "%.0f or more", fewest);
}

static bool is_in(const char *attr, const char *const list[])
{
    for (; *list; list++)
        if (strcmp(attr, *list) == 0)
            return true;
    return false;
}

static bool is_in_titles(const struct settings *s, const char *attr)
{
    for (size_t i = 0; i < TOLD; i++)
        if (s->shown[i] && strcmp(told[i].attr, attr) == 0)
            return true;
    return false;
}

/* Leaves of an attribute what is true of all pictures. What is said of components only concerns
 * pictures that have several. */
static struct error *settle_attr(const struct plot_pictures *p, const struct settings *s,
                                 struct record *common, const char *attr)
{
    static const char *const found[] = {"stress", "components", "t", NULL};
    static const char *const of_components[] = {"between", "unit", "magnify", NULL};
    if (!differs(p, attr, !is_in(attr, of_components)))
        return NULL;
    if (is_in(attr, found) && !is_in_titles(s, attr))
        return set_extent(p, common, attr);
    if (strcmp(attr, SKETCH_ATTR_NUMBERS) == 0)
        return set_fewest(p, common);
    record_attr_remove(common, attr);
    return NULL;
}

/* Its attributes are those of `common`, which loses some. */
static struct error *settle_attrs(const struct plot_pictures *p, struct record *common)
{
    struct error *err = NULL;
    struct settings s = find_settings(p);
    struct strlist attrs = {0};
    TRY(strlist_copy(&attrs, &common->attrs));
    for (size_t i = 0; i < attrs.count; i++) {
        attrs.at[i][strcspn(attrs.at[i], " ")] = '\0';
        TRY(settle_attr(p, &s, common, attrs.at[i]));
    }
out:
    strlist_free(&attrs);
    return err;
}

struct error *plot_titles_common(const struct plot_pictures *p, struct record *common)
{
    struct error *err = NULL;
    *common = (struct record){0};
    if (is_mean(&p->at[0]))
        return record_attrs_copy(common, &p->at[0].coords);
    for (size_t i = p->count; i > 0; i--)
        TRY(record_attrs_copy(common, &p->at[i - 1].coords));
    TRY(settle_attrs(p, common));
out:
    return err;
}

bool plot_titles_are_sweep(const struct plot_pictures *p)
{
    for (size_t i = 0; i < p->count; i++)
        if (!is_mean(&p->at[i]) && !record_attr(&p->at[i].coords, "picture"))
            return false;
    return true;
}

#include "snapshot/naming/naming.h"

#include "base/text/decimal.h"
#include "snapshot/naming/family.h"
#include "snapshot/naming/pattern.h"
#include "snapshot/naming/variation.h"
#include "snapshot/rows/name_template.h"

#include <stdlib.h>
#include <string.h>

static struct error *error_names(void)
{
    return error_memory("the names of checkpoints");
}

/* ---- which step of which run ---- */

/* What a path is by the template. */
struct reading {
    const char *path;
    char *run; /* the field, or the folder where there is none */
    double step;
};

static int compare_readings(const void *a, const void *b)
{
    const struct reading *x = a, *y = b;
    int order = strcmp(x->run, y->run);
    if (order == 0)
        order = (x->step > y->step) - (x->step < y->step);
    return order ? order : strcmp(x->path, y->path);
}

static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return strndup(path, slash ? (size_t)(slash - path) : 0);
}

/* Reads the path; its step is that of the field step, else epoch. */
static struct error *read_path(const struct name_template *t, const char *path, struct reading *r)
{
    struct error *err = NULL;
    struct strlist values = {0};
    const char *run = NULL, *step = NULL;
    if (t) {
        TRY(name_template_match(t, path, &values));
        run = name_template_value(t, &values, "run");
        step = name_template_value(t, &values, "step");
        if (!step)
            step = name_template_value(t, &values, "epoch");
    }
    *r = (struct reading){.path = path, .run = run ? strdup(run) : folder_of(path)};
    if (!r->run)
        err = error_names();
    else if (step && !decimal_read(step, &r->step))
        err = error_new("%s: step '%s' is not a number: give the template: -n", path, step);
out:
    strlist_free(&values);
    return err;
}

static struct error *check_single(const struct reading *r, size_t count, size_t *runs)
{
    *runs = count > 0;
    for (size_t i = 1; i < count; i++) {
        bool one_run = strcmp(r[i - 1].run, r[i].run) == 0;
        *runs += !one_run;
        if (one_run && r[i - 1].step == r[i].step)
            return error_new("%s and %s: are both step %g of one run: move one away, or give the "
                             "template of those that you mean: -n",
                             r[i - 1].path, r[i].path, r[i].step);
    }
    return NULL;
}

static bool have_steps(const struct strlist *fields)
{
    return strlist_find(fields, "step") != (size_t)-1 ||
           strlist_find(fields, "epoch") != (size_t)-1;
}

/* Counts the runs of the kept paths, and sees to it that no step of one appears twice. */
static struct error *count_runs(struct naming *n, const struct name_template *t)
{
    struct error *err = NULL;
    size_t count = n->kept.count;
    struct reading *r = calloc(count + 1, sizeof *r);
    if (!r)
        return error_names();
    for (size_t i = 0; i < count; i++) {
        TRY(read_path(t, n->kept.at[i], &r[i]));
        if (!t || !have_steps(name_template_fields(t)))
            r[i].step = (double)i; /* nothing is said of it */
    }
    qsort(r, count, sizeof *r, compare_readings);
    TRY(check_single(r, count, &n->runs));
out:
    for (size_t i = 0; i < count; i++)
        free(r[i].run);
    free(r);
    return err;
}

/* ---- all names ---- */

struct names {
    struct filename *at;
    size_t count, counting; /* counting: so many say their step by words */
};

static struct error *read_names(struct names *names, const struct strlist *paths)
{
    struct error *err = NULL;
    names->at = calloc(paths->count + 1, sizeof *names->at);
    if (!names->at)
        return error_names();
    for (size_t i = 0; i < paths->count; i++) {
        TRY(filename_read(&names->at[names->count++], paths->at[i]));
        names->counting += filename_counts(&names->at[i]);
    }
    if (names->counting < names->count - names->counting)
        TRY(variation_find(names->at, names->count));
    for (size_t i = 0; i < names->count; i++)
        TRY(filename_split(&names->at[i]));
out:
    return err;
}

static void free_names(struct names *names)
{
    for (size_t i = 0; i < names->count; i++)
        filename_free(&names->at[i]);
    free(names->at);
}

/* Gathers the names that have fields; the others are left out. */
static struct error *gather(struct names *names, struct family *f, struct omissions *left_out)
{
    f->at = calloc(names->count + 1, sizeof(struct filename *));
    if (!f->at)
        return error_names();
    for (size_t i = 0; i < names->count; i++) {
        struct filename *name = &names->at[i];
        if (name->rest) {
            f->at[f->count++] = name;
            continue;
        }
        struct error *err = omissions_add(
            left_out, filename_counts(name) ? OMITTED_CHARACTER : OMITTED_NO_STEP, name->path);
        if (err)
            return err;
    }
    return NULL;
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void sort_kept(struct naming *n)
{
    if (n->kept.count > 1)
        qsort(n->kept.at, n->kept.count, sizeof *n->kept.at, compare_paths);
}

/* Whether the template finds the numbers that count where they were found. */
static struct error *check_number(const struct name_template *t, const struct filename *name)
{
    struct error *err;
    struct strlist values = {0};
    bool by_step = name->step != FILENAME_NONE;
    const struct number *n = &name->numbers.at[by_step ? name->step : name->epoch];
    TRY(name_template_match(t, name->path, &values));
    const char *value = name_template_value(t, &values, by_step ? "step" : "epoch");
    if (!value || strlen(value) != n->length || strncmp(value, name->path + n->at, n->length) != 0)
        err = error_new("%s: the name does not show where the run ends and the step begins: give "
                        "a template: -n",
                        name->path);
out:
    strlist_free(&values);
    return err;
}

static struct error *settle(struct naming *n, const struct family *f)
{
    struct error *err = NULL;
    struct name_template *t = NULL;
    TRY(name_template_new(&t, n->name_template));
    for (size_t i = 0; i < f->count; i++) {
        TRY(check_number(t, f->at[i]));
        TRY(strlist_add(&n->kept, f->at[i]->path, strlen(f->at[i]->path)));
        n->vague |= filename_is_vague(f->at[i]);
    }
    sort_kept(n);
    TRY(count_runs(n, t));
out:
    name_template_free(t);
    return err;
}

struct error *naming_find(struct naming *n, const struct strlist *paths, struct omissions *left_out)
{
    struct error *err;
    struct names names = {0};
    struct family family = {0};
    *n = (struct naming){0};
    TRY(read_names(&names, paths));
    TRY(gather(&names, &family, left_out));
    if (family.count > 0) {
        TRY(pattern_find(&family, &n->name_template, left_out));
        TRY(settle(n, &family));
    }
out:
    free(family.at);
    free_names(&names);
    return err;
}

/* ---- a template that is given ---- */

/* Whether the path fits, with numbers in the fields that count. */
static struct error *fits(const struct name_template *t, const char *path, bool *does)
{
    struct reading r = {0};
    struct error *unfit = read_path(t, path, &r);
    free(r.run);
    *does = !unfit;
    if (unfit && error_is_of_memory(unfit))
        return unfit;
    error_free(unfit);
    return NULL;
}

static struct error *keep_fitting(struct naming *n, const struct name_template *t,
                                  const struct strlist *paths, struct omissions *left_out)
{
    struct error *err = NULL;
    for (size_t i = 0; i < paths->count; i++) {
        bool does;
        TRY(fits(t, paths->at[i], &does));
        if (does)
            TRY(strlist_add(&n->kept, paths->at[i], strlen(paths->at[i])));
        else
            TRY(omissions_add(left_out, OMITTED_UNFIT, paths->at[i]));
    }
out:
    return err;
}

struct error *naming_apply(struct naming *n, const char *name_template, const struct strlist *paths,
                           struct omissions *left_out)
{
    struct error *err;
    struct name_template *t = NULL;
    *n = (struct naming){.name_template = strdup(name_template)};
    if (!n->name_template)
        return error_names();
    TRY(name_template_new(&t, name_template));
    TRY(keep_fitting(n, t, paths, left_out));
    sort_kept(n);
    TRY(count_runs(n, t));
out:
    name_template_free(t);
    return err;
}

struct error *naming_keep(struct naming *n, const struct strlist *paths)
{
    struct error *err;
    TRY(strlist_copy(&n->kept, paths));
    sort_kept(n);
    TRY(count_runs(n, NULL));
out:
    return err;
}

struct error *naming_call_step(const char *name_template, const char *field, char **text)
{
    static const char step[] = "{step}";
    const char *at = strstr(name_template, step);
    if (asprintf(text, "%.*s{%s}%s", (int)(at - name_template), name_template, field,
                 at + strlen(step)) < 0)
        return error_memory("a template");
    return NULL;
}

void naming_free(struct naming *n)
{
    free(n->name_template);
    strlist_free(&n->kept);
    *n = (struct naming){0};
}

#include "snapshot/guess/globs.h"

#include "base/text/shell.h"
#include "snapshot/guess/globs_impl.h"
#include "snapshot/rows/name_template.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

struct search {
    const char *name_template;
    struct target *at; /* sorted by head and run */
    size_t count;
};

static struct error *error_patterns(void)
{
    return error_memory("patterns of files");
}

/* ---- trying ---- */

/* Appends what the pattern matches. */
static struct error *expand(const char *pattern, struct strlist *files)
{
    struct error *err = NULL;
    glob_t found = {0};
    int status = glob(pattern, 0, NULL, &found);
    if (status == GLOB_NOSPACE)
        err = error_patterns();
    for (size_t i = 0; status == 0 && i < found.gl_pathc && !err; i++)
        err = strlist_add(files, found.gl_pathv[i], strlen(found.gl_pathv[i]));
    globfree(&found);
    return err;
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Whether the expansion is the files, which are sorted, each once. */
static struct error *is_exact(const struct strlist *expanded, const struct strlist *files,
                              bool *exact)
{
    *exact = expanded->count == files->count;
    if (!*exact || files->count == 0)
        return NULL;
    char **sorted = calloc(files->count, sizeof *sorted);
    if (!sorted)
        return error_patterns();
    memcpy(sorted, expanded->at, files->count * sizeof *sorted);
    qsort(sorted, files->count, sizeof *sorted, compare_texts);
    for (size_t i = 0; i < files->count && *exact; i++)
        *exact = strcmp(sorted[i], files->at[i]) == 0;
    free(sorted);
    return NULL;
}

static bool is_new(const struct search *s, size_t i, const struct style *style)
{
    const struct target *own = &s->at[i], *before = own - 1;
    return i == 0 || own->head != before->head || memcmp(own->path, before->path, own->head) != 0 ||
           (style->by_run && strcmp(own->run, before->run) != 0) ||
           (style->numbers == NUMBERS_EXACT &&
            (own->step != before->step || own->epoch != before->epoch));
}

static struct error *try_pattern(const char *pattern, struct strlist *words, struct strlist *sorted)
{
    struct error *err;
    char *shell = NULL, *glob = NULL;
    TRY(globs_pattern_shell(pattern, &shell));
    TRY(globs_pattern_glob(pattern, &glob));
    TRY(strlist_add(words, shell, strlen(shell)));
    TRY(expand(glob, sorted));
out:
    free(shell);
    free(glob);
    return err;
}

/* Makes the patterns of a style; both lists are empty again where they do not match exactly. */
static struct error *try_style(const struct search *s, const struct strlist *files,
                               const struct style *style, struct strlist *words,
                               struct strlist *sorted)
{
    struct error *err = NULL;
    bool exact = false;
    for (size_t i = 0; i < s->count; i++) {
        char *pattern;
        if (!is_new(s, i, style))
            continue;
        TRY(globs_pattern(s->name_template, &s->at[i], style, &pattern));
        err = try_pattern(pattern, words, sorted);
        free(pattern);
        TRY(err);
    }
    TRY(is_exact(sorted, files, &exact));
out:
    if (!exact) {
        strlist_free(words);
        strlist_free(sorted);
    }
    return err;
}

/* ---- order ---- */

/* Whether every shell, in every locale, puts the two in this order: they differ first in small
 * letters or digits. */
static bool is_ordered(const char *a, const char *b)
{
    static const char plain[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    while (*a && *a == *b)
        a++, b++;
    return *a && *b && strchr(plain, *a) && strchr(plain, *b);
}

/* Whether all fields run are before all others. */
static bool begins_with_runs(const char *name_template)
{
    static const char run[] = "{run}";
    bool others = false;
    for (const char *at = name_template; (at = strchr(at, '{')); at++) {
        bool is_run = strncmp(at, run, strlen(run)) == 0;
        if (is_run && others)
            return false;
        others |= !is_run;
    }
    return true;
}

/* Whether one pattern is for several runs, and gives them in one order: what is before the first
 * step in the template tells them. */
static bool runs_are_ordered(const struct search *s)
{
    bool several = false;
    if (!s->name_template || !begins_with_runs(s->name_template))
        return false;
    for (size_t i = 1; i < s->count; i++) {
        bool same = strcmp(s->at[i - 1].run, s->at[i].run) == 0;
        several |= !same;
        if (!same && !is_ordered(s->at[i - 1].run, s->at[i].run))
            return false;
    }
    return several;
}

/* ---- the whole ---- */

static int compare_targets(const void *a, const void *b)
{
    const struct target *x = a, *y = b;
    size_t length = x->head < y->head ? x->head : y->head;
    int order = memcmp(x->path, y->path, length);
    if (order == 0)
        order = (x->head > y->head) - (x->head < y->head);
    if (order == 0)
        order = strcmp(x->run, y->run);
    if (order == 0)
        order = (x->step > y->step) - (x->step < y->step);
    return order ? order : (x->epoch > y->epoch) - (x->epoch < y->epoch);
}

static size_t count_slashes(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += *text == '/';
    return count;
}

/* The length of the path without its last components, one more than `slashes`. */
static size_t head_of(const char *path, size_t slashes)
{
    size_t end = strlen(path);
    for (;; end--) {
        while (end > 0 && path[end - 1] != '/')
            end--;
        if (end == 0 || slashes-- == 0)
            return end;
    }
}

static size_t length_of(const char *value)
{
    return value ? strlen(value) : 0;
}

/* Sets what the template, if there is one, reads in the path. */
static struct error *read_fields(const struct name_template *t, struct target *target)
{
    struct error *err = NULL;
    struct strlist values = {0};
    const char *run = NULL;
    if (t) {
        TRY(name_template_match(t, target->path, &values));
        target->step = length_of(name_template_value(t, &values, "step"));
        target->epoch = length_of(name_template_value(t, &values, "epoch"));
        run = name_template_value(t, &values, "run");
    }
    target->run = strdup(run ? run : "");
    if (!target->run)
        err = error_patterns();
out:
    strlist_free(&values);
    return err;
}

static struct error *begin(struct search *s, const struct strlist *files)
{
    struct error *err = NULL;
    struct name_template *t = NULL;
    size_t slashes = s->name_template ? count_slashes(s->name_template) : 0;
    s->at = calloc(files->count + 1, sizeof *s->at);
    if (!s->at)
        return error_patterns();
    if (s->name_template)
        TRY(name_template_new(&t, s->name_template));
    for (size_t i = 0; i < files->count; i++) {
        struct target *target = &s->at[s->count++];
        *target = (struct target){.path = files->at[i], .head = head_of(files->at[i], slashes)};
        TRY(read_fields(t, target));
    }
    qsort(s->at, s->count, sizeof *s->at, compare_targets);
out:
    name_template_free(t);
    return err;
}

static struct error *list_files(const struct strlist *files, struct strlist *words,
                                struct strlist *sorted)
{
    struct error *err = NULL;
    for (size_t i = 0; i < files->count; i++) {
        char *word;
        TRY(shell_word(files->at[i], &word));
        err = strlist_add(words, word, strlen(word));
        free(word);
        TRY(err);
    }
    TRY(strlist_copy(sorted, files));
out:
    return err;
}

struct error *globs_find(const struct strlist *files, const char *name_template,
                         struct strlist *words, struct strlist *sorted)
{
    static const struct style styles[] = {{false, NUMBERS_ANY},
                                          {false, NUMBERS_DIGIT},
                                          {true, NUMBERS_ANY},
                                          {true, NUMBERS_DIGIT},
                                          {true, NUMBERS_EXACT}};
    struct error *err;
    struct search s = {.name_template = name_template};
    TRY(begin(&s, files));
    bool ordered = runs_are_ordered(&s);
    for (size_t i = 0; i < sizeof styles / sizeof *styles && words->count == 0; i++)
        if (ordered || styles[i].by_run)
            TRY(try_style(&s, files, &styles[i], words, sorted));
    if (words->count == 0)
        TRY(list_files(files, words, sorted));
out:
    for (size_t i = 0; i < s.count; i++)
        free(s.at[i].run);
    free(s.at);
    return err;
}

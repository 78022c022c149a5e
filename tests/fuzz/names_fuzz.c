/* Names of checkpoints, and templates of them. The input is a template and, line by line, paths. */
#include "fuzz.h"

#include "snapshot/guess/globs.h"
#include "snapshot/naming/naming.h"
#include "snapshot/rows/name_template.h"

#include <fnmatch.h>
#include <glob.h>

/* So many names show what names can; each template is an expression of the C library's, which is
 * slow to make. */
enum { NAMES = 12, LENGTH = 200 };

/* The files that there are, for glob. */
static const struct strlist *there;

/* This and globfree take the place of the C library's, which would search the disk. */
int glob(const char *pattern, int flags, int (*fails)(const char *, int), glob_t *found)
{
    (void)flags;
    (void)fails;
    *found = (glob_t){.gl_pathv = calloc(there->count + 1, sizeof *found->gl_pathv)};
    fuzz_must(found->gl_pathv != NULL);
    for (size_t i = 0; i < there->count; i++)
        if (fnmatch(pattern, there->at[i], FNM_PATHNAME | FNM_PERIOD) == 0)
            found->gl_pathv[found->gl_pathc++] = there->at[i];
    return found->gl_pathc ? 0 : GLOB_NOMATCH;
}

void globfree(glob_t *found)
{
    free(found->gl_pathv);
}

/* The next line. */
static char *take_line(char **text)
{
    char *line = strsep(text, "\n");
    if (line && strlen(line) > LENGTH)
        line[LENGTH] = '\0';
    return line;
}

static void read_paths(char *text, struct strlist *paths)
{
    for (char *line; paths->count < NAMES && (line = take_line(&text));)
        if (*line && strlist_find(paths, line) == (size_t)-1)
            fuzz_must(fuzz_good(strlist_add(paths, line, strlen(line))));
}

/* ---- templates ---- */

/* What takes only a part of the field fits the same path. */
static void narrow(const struct name_template *t, const char *path, const char *field,
                   const char *value)
{
    char *text;
    struct name_template *narrower;
    struct strlist values = {0};
    if (!fuzz_good(name_template_narrow(t, field, value, &text)) || !text)
        return;
    fuzz_must(fuzz_good(name_template_new(&narrower, text)));
    if (fuzz_good(name_template_match(narrower, path, &values)))
        fuzz_must(values.count == name_template_fields(narrower)->count);
    strlist_free(&values);
    name_template_free(narrower);
    free(text);
}

static void match(const struct name_template *t, const char *path, bool narrows)
{
    const struct strlist *fields = name_template_fields(t);
    struct strlist values = {0};
    if (fuzz_good(name_template_match(t, path, &values))) {
        fuzz_must(values.count == fields->count);
        for (size_t i = 0; i < fields->count; i++) {
            fuzz_must(*values.at[i]);
            if (narrows)
                narrow(t, path, fields->at[i], values.at[i]);
        }
    }
    strlist_free(&values);
}

static void use_template(const char *text, const struct strlist *paths)
{
    struct name_template *t;
    if (!fuzz_good(name_template_new(&t, text)))
        return;
    for (size_t i = 0; i < paths->count; i++)
        match(t, paths->at[i], i == 0);
    name_template_free(t);
}

/* ---- names ---- */

/* What is found fits what is kept. */
static void check_naming(const struct naming *n)
{
    struct name_template *t;
    struct strlist values = {0};
    char *text;
    if (!n->name_template)
        return;
    fuzz_must(fuzz_good(name_template_new(&t, n->name_template)));
    for (size_t i = 0; i < n->kept.count; i++)
        fuzz_must(fuzz_good(name_template_match(t, n->kept.at[i], &values)));
    if (n->vague) {
        fuzz_must(fuzz_good(naming_call_step(n->name_template, "epoch", &text)));
        free(text);
    }
    strlist_free(&values);
    name_template_free(t);
}

/* The words stand for the files that are kept, and no others. */
static void find_globs(const struct naming *n)
{
    struct strlist words = {0}, sorted = {0};
    if (fuzz_good(globs_find(&n->kept, n->name_template, &words, &sorted))) {
        fuzz_must(sorted.count == n->kept.count);
        for (size_t i = 0; i < sorted.count; i++)
            fuzz_must(strlist_find(&n->kept, sorted.at[i]) != (size_t)-1);
    }
    strlist_free(&words);
    strlist_free(&sorted);
}

static void use_naming(struct error *err, struct naming *n, struct omissions *left_out)
{
    if (fuzz_good(err)) {
        check_naming(n);
        find_globs(n);
    }
    naming_free(n);
    omissions_free(left_out);
    *left_out = (struct omissions){0};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = strndup((const char *)data, size), *rest = text;
    struct strlist paths = {0};
    struct omissions left_out = {0};
    struct naming n = {0};
    fuzz_must(text != NULL);
    const char *name_template = take_line(&rest);
    if (rest)
        read_paths(rest, &paths);
    there = &paths;
    use_template(name_template, &paths);
    use_naming(naming_find(&n, &paths, &left_out), &n, &left_out);
    use_naming(naming_apply(&n, name_template, &paths, &left_out), &n, &left_out);
    use_naming(naming_keep(&n, &paths), &n, &left_out);
    strlist_free(&paths);
    free(text);
    return 0;
}

#include "snapshot/guess/globs.h"

#include "base/memstream.h"
#include "base/path.h"
#include "base/text/shell.h"
#include "snapshot/rows/name_template.h"

#include <ctype.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

/* One file, as far as it tells patterns apart. */
struct target {
    const char *path;
    size_t head; /* the folders that the template does not name: [0, head) */
    char *run;   /* "" without a field run */
};

/* How patterns are made. */
struct style {
    bool by_run; /* one for each run */
    bool digits; /* steps begin with a digit */
};

struct search {
    const char *name_template;
    struct target *at; /* sorted by head and run */
    size_t count;
};

static struct error *error_patterns(void)
{
    return error_memory("patterns of files");
}

/* ---- one pattern ---- */

/* In a pattern as it is made, what stands for any text, for one that begins with a digit, and for a
 * line feed, which only the name of a folder that is given may have. */
static const char any[] = "\n*", number[] = "\n0", line_feed[] = "\n\n";

static bool is_field(const char *at, size_t length, const char *name)
{
    return length == strlen(name) && strncmp(at, name, length) == 0;
}

/* Prints one of the parts of the run, which slashes divide, and goes on to the next. */
static void put_run(FILE *f, const char **run)
{
    size_t length = strcspn(*run, "/");
    fwrite(*run, 1, length, f);
    *run += length + ((*run)[length] == '/');
}

/* Prints the template with its fields opened; `run` stands in the place of the field run unless it
 * is NULL. */
static void put_template(FILE *f, const char *at, const char *run, bool digits)
{
    for (;;) {
        size_t length = strcspn(at, "{");
        fwrite(at, 1, length, f);
        if (!at[length])
            return;
        at += length + 1;
        length = strcspn(at, "}");
        bool counts = is_field(at, length, "step") || is_field(at, length, "epoch");
        if (run && is_field(at, length, "run"))
            put_run(f, &run);
        else
            fputs(digits && counts ? number : any, f);
        at += length + 1;
    }
}

static void put_folders(FILE *f, const struct target *target)
{
    for (size_t i = 0; i < target->head; i++)
        if (target->path[i] == '\n')
            fputs(line_feed, f);
        else
            fputc(target->path[i], f);
}

/* Prints the pattern of the files that are like the target. */
static struct error *print(const struct search *s, const struct target *target,
                           const struct style *style, char **pattern)
{
    struct memstream text;
    FILE *f = memstream_open(&text);
    const char *extension = path_extension(target->path);
    *pattern = NULL;
    if (!f)
        return error_patterns();
    put_folders(f, target);
    if (s->name_template)
        put_template(f, s->name_template, style->by_run ? target->run : NULL, style->digits);
    else
        fprintf(f, "%s%s", any, extension ? extension : "");
    if (!memstream_close(&text))
        return error_patterns();
    *pattern = text.text;
    return NULL;
}

/* Prints text as glob(3) takes it literally. */
static void put_escaped(FILE *f, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (strchr("*?[\\", text[i]))
            fputc('\\', f);
        fputc(text[i], f);
    }
}

/* The pattern as text in which `put` has printed what is to be taken literally. */
static struct error *translate(const char *at, void put(FILE *f, const char *text, size_t length),
                               char **text)
{
    struct memstream m;
    FILE *f = memstream_open(&m);
    *text = NULL;
    if (!f)
        return error_patterns();
    while (*at) {
        size_t length = strcspn(at, "\n");
        if (length > 0)
            put(f, at, length);
        at += length;
        if (!*at)
            break;
        if (at[1] == line_feed[1])
            put(f, at, 1);
        else
            fputs(at[1] == number[1] ? "[0-9]*" : "*", f);
        at += strlen(any);
    }
    if (!memstream_close(&m))
        return error_patterns();
    *text = m.text;
    return NULL;
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
           (style->by_run && strcmp(own->run, before->run) != 0);
}

static struct error *try_pattern(const char *pattern, struct strlist *words, struct strlist *sorted)
{
    struct error *err;
    char *shell = NULL, *glob = NULL;
    TRY(translate(pattern, shell_put, &shell));
    TRY(translate(pattern, put_escaped, &glob));
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
        TRY(print(s, &s->at[i], style, &pattern));
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

/* Whether runs come in one order by one pattern: what is before the first step in the template
 * tells them. */
static bool runs_are_ordered(const struct search *s)
{
    const char *run = s->name_template ? strstr(s->name_template, "{run}") : NULL;
    if (!run)
        return true;
    for (const char *at = s->name_template; at < run; at++)
        if (*at == '{')
            return false;
    for (size_t i = 1; i < s->count; i++)
        if (strcmp(s->at[i - 1].run, s->at[i].run) != 0 &&
            !is_ordered(s->at[i - 1].run, s->at[i].run))
            return false;
    return true;
}

/* ---- the whole ---- */

static int compare_targets(const void *a, const void *b)
{
    const struct target *x = a, *y = b;
    size_t length = x->head < y->head ? x->head : y->head;
    int order = memcmp(x->path, y->path, length);
    if (order == 0)
        order = (x->head > y->head) - (x->head < y->head);
    return order ? order : strcmp(x->run, y->run);
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

static struct error *find_run(const struct name_template *t, const char *path, char **run)
{
    struct error *err = NULL;
    struct strlist values = {0};
    size_t field = t ? strlist_find(name_template_fields(t), "run") : (size_t)-1;
    if (field != (size_t)-1)
        TRY(name_template_match(t, path, &values));
    *run = strdup(field == (size_t)-1 ? "" : values.at[field]);
    if (!*run)
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
        TRY(find_run(t, target->path, &target->run));
    }
    qsort(s->at, s->count, sizeof *s->at, compare_targets);
out:
    name_template_free(t);
    return err;
}

static struct error *quote(const char *path, char **word)
{
    struct memstream m;
    FILE *f = memstream_open(&m);
    *word = NULL;
    if (!f)
        return error_patterns();
    shell_put(f, path, strlen(path));
    if (!memstream_close(&m))
        return error_patterns();
    *word = m.text;
    return NULL;
}

static struct error *list_files(const struct strlist *files, struct strlist *words,
                                struct strlist *sorted)
{
    struct error *err = NULL;
    for (size_t i = 0; i < files->count; i++) {
        char *word;
        TRY(quote(files->at[i], &word));
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
    static const struct style styles[] = {
        {false, false}, {false, true}, {true, false}, {true, true}};
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

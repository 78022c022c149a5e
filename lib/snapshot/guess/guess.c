#include "snapshot/guess/guess.h"

#include "base/memstream.h"
#include "base/text/shell.h"
#include "snapshot/guess/globs.h"
#include "snapshot/guess/logs.h"
#include "snapshot/guess/naming.h"
#include "snapshot/guess/walk.h"

#include <stdlib.h>
#include <string.h>

/* A search under way. */
struct search {
    struct walk_found found;
    struct omissions left_out;
    struct naming naming;
    struct table rows;
};

/* ---- checkpoints ---- */

static void replace(struct strlist *list, struct strlist *by)
{
    strlist_free(list);
    *list = *by;
    *by = (struct strlist){0};
}

static struct error *omit_all(struct search *s, enum omission why, const struct strlist *paths)
{
    struct error *err = NULL;
    for (size_t i = 0; i < paths->count && !err; i++)
        err = omissions_add(&s->left_out, why, paths->at[i]);
    return err;
}

/* A word in all names is a part of theirs, and does not say that they are copies. */
static struct error *choose_candidates(struct search *s)
{
    struct error *err;
    struct walk_found *f = &s->found;
    if (f->checkpoints.count == 0)
        replace(&f->checkpoints, &f->copies);
    if (f->checkpoints.count == 0)
        replace(&f->checkpoints, &f->states);
    TRY(omit_all(s, OMITTED_COPY, &f->copies));
    TRY(omit_all(s, OMITTED_STATE, &f->states));
out:
    return err;
}

static struct error *error_none(const struct strlist *folders)
{
    return error_new("%s: holds no checkpoints, by the names of files and folders: name another "
                     "folder, or the files themselves without --guess",
                     folders->at[0]);
}

static struct error *find_names(struct search *s, const struct strlist *folders,
                                const struct concat *work)
{
    struct error *err;
    const struct strlist *paths = &s->found.checkpoints;
    TRY(walk_folders(folders, &s->found, &s->left_out));
    TRY(choose_candidates(s));
    if (paths->count == 0)
        return error_none(folders);
    if (work->name_template)
        TRY(naming_apply(&s->naming, name_template_text(work->name_template), paths, &s->left_out));
    else
        TRY(naming_find(&s->naming, paths, &s->left_out));
    if (s->naming.kept.count == 0)
        err = error_new("%s: %zu checkpoints, but no step in their names, such as %s: give the "
                        "template: -n",
                        folders->at[0], paths->count, paths->at[0]);
out:
    return err;
}

/* ---- logs ---- */

static struct error *find_logs(struct search *s, struct guess *g, struct concat *work,
                               struct report *report)
{
    struct error *err;
    if (work->tables.count > 0 || s->found.logs.count == 0)
        return NULL;
    TRY(logs_rows(work, &s->rows));
    TRY(logs_choose(&s->rows, &s->found.logs, work, report));
    TRY(strlist_copy(&g->tables, &work->tables));
out:
    return err;
}

/* ---- what is said ---- */

static struct error *say(const struct search *s, struct guess *g)
{
    struct memstream text;
    FILE *f = memstream_open(&text);
    size_t files = s->naming.kept.count, runs = s->naming.runs;
    if (!f)
        return error_memory("a note");
    fprintf(f, "%zu checkpoint%s of %zu run%s", files, files == 1 ? "" : "s", runs,
            runs == 1 ? "" : "s");
    omissions_print(&s->left_out, f);
    if (!memstream_close(&text))
        return error_memory("a note");
    g->said = text.text;
    return NULL;
}

/* ---- the whole ---- */

static struct error *search(struct search *s, struct guess *g, const struct strlist *folders,
                            struct concat *work, struct report *report)
{
    struct error *err;
    TRY(find_names(s, folders, work));
    TRY(globs_find(&s->naming.kept, s->naming.name_template, &g->operands, &work->files));
    if (!work->name_template) {
        TRY(name_template_new(&work->name_template, s->naming.name_template));
        g->name_template = strdup(s->naming.name_template);
        if (!g->name_template)
            return error_memory("a template");
    }
    TRY(find_logs(s, g, work, report));
    TRY(say(s, g));
out:
    return err;
}

struct error *guess_find(struct guess *g, const struct strlist *folders, struct concat *work,
                         struct report *report)
{
    struct search s = {0};
    *g = (struct guess){0};
    struct error *err = search(&s, g, folders, work, report);
    walk_found_free(&s.found);
    omissions_free(&s.left_out);
    naming_free(&s.naming);
    table_free(&s.rows);
    return err;
}

static void put_option(FILE *f, const char *option, const char *text)
{
    fprintf(f, " %s ", option);
    shell_put(f, text, strlen(text));
}

/* Whether one of the words, which may be quoted, begins with a dash. */
static bool looks_like_option(const struct strlist *words)
{
    for (size_t i = 0; i < words->count; i++)
        if (words->at[i][strspn(words->at[i], "'")] == '-')
            return true;
    return false;
}

struct error *guess_command(const struct guess *g, const struct strlist *words, char **text)
{
    struct memstream m;
    FILE *f = memstream_open(&m);
    *text = NULL;
    if (!f)
        return error_memory("a command line");
    for (size_t i = 0; i < words->count; i++)
        fprintf(f, "%s%s", i ? " " : "", words->at[i]);
    if (g->name_template)
        put_option(f, "-n", g->name_template);
    for (size_t i = 0; i < g->tables.count; i++)
        put_option(f, "-m", g->tables.at[i]);
    if (looks_like_option(&g->operands))
        fprintf(f, " --");
    for (size_t i = 0; i < g->operands.count; i++)
        fprintf(f, " %s", g->operands.at[i]);
    if (!memstream_close(&m))
        return error_memory("a command line");
    *text = m.text;
    return NULL;
}

void guess_free(struct guess *g)
{
    free(g->name_template);
    strlist_free(&g->tables);
    strlist_free(&g->operands);
    free(g->said);
}

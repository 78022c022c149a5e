#include "snapshot/guess/guess.h"

#include "base/memstream.h"
#include "base/text/shell.h"
#include "snapshot/guess/globs.h"
#include "snapshot/guess/logs.h"
#include "snapshot/guess/meaning.h"
#include "snapshot/guess/own.h"
#include "snapshot/guess/walk.h"
#include "snapshot/naming/naming.h"

#include <stdlib.h>
#include <string.h>

/* A search under way. */
struct search {
    struct walk_found found;
    struct omissions left_out;
    struct naming naming;
    bool of_ends;     /* all checkpoints are called best, last or final */
    struct table own; /* what the checkpoints say themselves, where that was read */
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
    s->of_ends = f->checkpoints.count == 0 && f->copies.count > 0;
    if (s->of_ends)
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

/* Where each run has its last checkpoint alone, a number that nothing calls so is hardly a step. */
static struct error *error_ends(const struct naming *n)
{
    struct error *err;
    char *text = NULL, *steps = NULL, *runs = NULL;
    TRY(naming_call_step(n->name_template, "run", &text));
    TRY(shell_word(n->name_template, &steps));
    TRY(shell_word(text, &runs));
    err = error_new("%s: called best, last or final as all are, and its number could be a step or "
                    "a run: say which: -n %s for steps, or -n %s for runs",
                    n->kept.at[0], steps, runs);
out:
    free(text);
    free(steps);
    free(runs);
    return err;
}

static struct error *find_names(struct search *s, const struct strlist *folders,
                                const struct name_template *given)
{
    struct error *err;
    const struct strlist *paths = &s->found.checkpoints;
    TRY(walk_folders(folders, &s->found, &s->left_out));
    TRY(choose_candidates(s));
    if (paths->count == 0)
        return error_none(folders);
    if (given)
        TRY(naming_apply(&s->naming, name_template_text(given), paths, &s->left_out));
    else
        TRY(naming_find(&s->naming, paths, &s->left_out));
    if (s->of_ends && s->naming.vague)
        return error_ends(&s->naming);
    if (given && s->naming.kept.count == 0)
        err = error_new("%s: none of the %zu checkpoints fits the template, such as %s: change the "
                        "template, or leave -n out",
                        folders->at[0], paths->count, paths->at[0]);
out:
    return err;
}

/* ---- steps ---- */

/* Where no name has a step, takes the steps that the checkpoints tell. */
static struct error *take_own_steps(struct search *s, const struct concat *work)
{
    struct error *err;
    const struct strlist *paths = &s->found.checkpoints;
    TRY(own_read(&s->own, paths, &work->hints, work->skip_bad));
    if (!own_counts(&s->own))
        return error_new("%s: no number in the names of the %zu checkpoints says the step, and "
                         "they tell none themselves: name them in order, without --guess and with "
                         "--as-given, or give a template of their names: -n",
                         paths->at[0], paths->count);
    omissions_forget(&s->left_out, OMITTED_NO_STEP);
    TRY(naming_keep(&s->naming, paths));
out:
    return err;
}

static struct error *find_template(struct search *s, struct concat *work, bool *open,
                                   struct report *report)
{
    struct error *err;
    struct name_template *t = NULL;
    const struct strlist *logs = work->tables.count > 0 ? &work->tables : &s->found.logs;
    TRY(name_template_new(&t, s->naming.name_template));
    if (s->naming.vague)
        TRY(meaning_settle(&s->own, logs, &t, open, report));
    work->name_template = t;
    return NULL;
out:
    name_template_free(t);
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

/* Puts the files into the work, and reads them where there is more to find out. */
static struct error *take_files(struct search *s, struct guess *g, struct concat *work)
{
    struct error *err;
    bool read = s->naming.vague || (s->found.logs.count > 0 && work->tables.count == 0);
    if (s->naming.kept.count == 0)
        TRY(take_own_steps(s, work));
    TRY(globs_find(&s->naming.kept, s->naming.name_template, &g->operands, &work->files));
    table_free(&s->own);
    s->own = (struct table){0};
    if (read)
        TRY(own_read(&s->own, &work->files, &work->hints, work->skip_bad));
out:
    return err;
}

static struct error *search(struct search *s, struct guess *g, const struct strlist *folders,
                            struct concat *work, struct report *report)
{
    struct error *err;
    bool open = false;
    TRY(find_names(s, folders, work->name_template));
    TRY(take_files(s, g, work));
    if (!work->name_template && s->naming.name_template) {
        TRY(find_template(s, work, &open, report));
        g->name_template = strdup(name_template_text(work->name_template));
        if (!g->name_template)
            return error_memory("a template");
    }
    if (work->tables.count == 0 && !open && s->found.logs.count > 0)
        TRY(logs_choose(&s->own, work->name_template, &s->found.logs, &g->tables, report));
    TRY(strlist_copy(&work->tables, &g->tables));
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
    table_free(&s.own);
    return err;
}

static void put_option(FILE *f, const char *option, const char *text)
{
    fprintf(f, " %s ", option);
    shell_put(f, text, strlen(text));
}

/* Whether one of the words, perhaps in quotes, looks like an option. */
static bool has_dash(const struct strlist *words)
{
    for (size_t i = 0; i < words->count; i++)
        if (words->at[i][words->at[i][0] == '\''] == '-')
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
    if (has_dash(&g->operands))
        fputs(" --", f);
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
    *g = (struct guess){0};
}

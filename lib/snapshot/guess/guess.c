#include "snapshot/guess/guess.h"

#include "base/memstream.h"
#include "base/text/shell.h"
#include "snapshot/guess/globs.h"
#include "snapshot/guess/logs.h"
#include "snapshot/guess/naming.h"
#include "snapshot/guess/own.h"
#include "snapshot/guess/walk.h"
#include "snapshot/rows/row_table.h"
#include "snapshot/rows/run_names.h"

#include <stdlib.h>
#include <string.h>

/* A search under way. */
struct search {
    struct walk_found found;
    struct omissions left_out;
    struct naming naming;
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
    if (given && s->naming.kept.count == 0)
        err = error_new("%s: none of the %zu checkpoints fits the template, such as %s: change the "
                        "template, or leave -n out",
                        folders->at[0], paths->count, paths->at[0]);
out:
    return err;
}

/* ---- steps ---- */

/* Where no name has a step, takes the steps that the checkpoints tell. */
static struct error *take_own_steps(struct search *s, const struct checkpoint_hints *hints)
{
    struct error *err;
    const struct strlist *paths = &s->found.checkpoints;
    TRY(own_read(&s->own, paths, hints));
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

/* ---- logs ---- */

/* The rows as snapcat has them before tables are joined. */
static struct error *describe(const struct search *s, const struct name_template *t,
                              struct table *rows)
{
    struct error *err;
    struct strlist runs = {0};
    TRY(table_copy(rows, &s->own));
    if (t)
        TRY(row_table_apply_template(rows, t));
    TRY(run_names_add(rows, &runs));
out:
    strlist_free(&runs);
    return err;
}

static struct error *choose_logs(const struct search *s, const struct name_template *t,
                                 struct strlist *chosen, struct report *report)
{
    struct error *err;
    struct table rows = {0};
    TRY(describe(s, t, &rows));
    TRY(logs_choose(&rows, t, &s->found.logs, chosen, report));
out:
    table_free(&rows);
    return err;
}

/* What to do where the names do not say whether they count steps or epochs: by each of both, which
 * logs can be joined. */
struct readings {
    struct name_template *by_epoch;
    struct strlist steps, epochs; /* logs */
};

static struct error *try_readings(const struct search *s, const struct name_template *t,
                                  struct readings *r)
{
    struct error *err;
    char *text = NULL;
    TRY(naming_by_epoch(name_template_text(t), &text));
    TRY(name_template_new(&r->by_epoch, text));
    TRY(choose_logs(s, t, &r->steps, NULL));
    TRY(choose_logs(s, r->by_epoch, &r->epochs, NULL));
out:
    free(text);
    return err;
}

static void readings_free(struct readings *r)
{
    name_template_free(r->by_epoch);
    strlist_free(&r->steps);
    strlist_free(&r->epochs);
}

/* Takes the reading by which a log can be joined. *open: it is both, and they would differ. */
static struct error *settle_reading(const struct search *s, struct name_template **t, bool *open,
                                    struct report *report)
{
    struct error *err;
    struct readings r = {0};
    *open = false;
    TRY(try_readings(s, *t, &r));
    if (r.steps.count > 0 && r.epochs.count > 0)
        TRY(logs_have_both(&r.steps, open));
    if (*open)
        report_line(report, REPORT_NOTE,
                    "log left out: %s: has steps and epochs, and the numbers of the names could be "
                    "either: say which: -n '%s' or -n '%s'",
                    r.steps.at[0], name_template_text(*t), name_template_text(r.by_epoch));
    if (r.steps.count == 0 && r.epochs.count > 0) {
        name_template_free(*t);
        *t = r.by_epoch;
        r.by_epoch = NULL;
    }
out:
    readings_free(&r);
    return err;
}

static struct error *take_epochs(struct name_template **t)
{
    struct error *err;
    char *text = NULL;
    struct name_template *by_epoch = NULL;
    TRY(naming_by_epoch(name_template_text(*t), &text));
    TRY(name_template_new(&by_epoch, text));
    name_template_free(*t);
    *t = by_epoch;
out:
    free(text);
    return err;
}

/* Completes the template of the names, if no word in them says what they count. */
static struct error *settle_template(const struct search *s, struct name_template **t, bool *open,
                                     struct report *report)
{
    struct error *err;
    bool is_epoch;
    *open = false;
    if (!s->naming.vague)
        return NULL;
    TRY(own_check(&s->own, *t, &is_epoch));
    if (is_epoch)
        return take_epochs(t);
    TRY(settle_reading(s, t, open, report));
out:
    return err;
}

static struct error *find_template(struct search *s, struct concat *work, bool *open,
                                   struct report *report)
{
    struct error *err;
    struct name_template *t = NULL;
    TRY(name_template_new(&t, s->naming.name_template));
    TRY(settle_template(s, &t, open, report));
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
        TRY(take_own_steps(s, &work->hints));
    TRY(globs_find(&s->naming.kept, s->naming.name_template, &g->operands, &work->files));
    table_free(&s->own);
    s->own = (struct table){0};
    if (read)
        TRY(own_read(&s->own, &work->files, &work->hints));
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
        TRY(choose_logs(s, work->name_template, &g->tables, report));
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

#include "alignment/roster.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define REMEDY                                                                           \
    "tell the runs apart by the files' names (-n '{run}_e{step}.pt') or a table with a " \
    "column run (-m)"

/* A run's last snapshot, as a row of the set. */
static size_t last_of(const struct roster *r, size_t run)
{
    return r->runs.order[r->runs.at[run].first + r->runs.at[run].count - 1];
}

const struct snapshots *roster_snapshot(const struct roster *r, size_t run, size_t *row)
{
    const struct snapshots *s = run < r->runs.count ? &r->set : &r->beside;
    *row = run < r->runs.count ? last_of(r, run) : s->count - 1;
    return s;
}

const char *roster_path(const struct roster *r, size_t run)
{
    size_t row;
    const struct snapshots *s = roster_snapshot(r, run, &row);
    return s->at[row].file.path;
}

const char *roster_name(const struct roster *r, size_t run)
{
    if (run == r->runs.count)
        return r->outside;
    return r->runs.at[run].name ? r->runs.at[run].name : "all";
}

/* ---- the last snapshots ---- */

static struct error *check_runs(const struct roster *r)
{
    const struct runs *runs = &r->runs;
    if (runs->joined < runs->rows)
        return error_new("%s: is in no run: " REMEDY,
                         r->set.at[runs->order[runs->joined]].file.path);
    return NULL;
}

/* Where some snapshots have steps, one without might be anywhere in its run. */
static struct error *check_steps(const struct roster *r)
{
    double step;
    size_t column = r->runs.step_column;
    for (size_t row = 0; column != TABLE_NONE && row < r->set.count; row++)
        if (!table_number(&r->set.rows, row, column, &step))
            return error_new(
                "%s: has no %s, so the last snapshot of its run is not known: complete "
                "the table, or leave the file out",
                r->set.at[row].file.path, r->set.rows.columns.at[column]);
    return NULL;
}

/* Notes that the order of the files is all that tells a run's last snapshot. */
static void note_order(const struct roster *r, struct report *report)
{
    bool several = false;
    for (size_t i = 0; i < r->runs.count; i++)
        several = several || r->runs.at[i].count > 1;
    if (several && r->runs.step_column == TABLE_NONE)
        report_line(
            report, REPORT_NOTE,
            "no column 'step': of each run the file named last counts as its last snapshot: to "
            "read steps from the names: snapalign -n '{run}_e{step}.pt'");
}

/* Notes that a run ends earlier than another. */
static void note_ends(const struct roster *r, struct report *report)
{
    size_t first = 0, last = 0;
    double end, least = 0, most = 0;
    if (r->runs.step_column == TABLE_NONE)
        return;
    for (size_t i = 0; i < r->runs.count; i++) {
        end = r->runs.place[last_of(r, i)];
        if (i == 0 || end < least) {
            least = end;
            first = i;
        }
        if (i == 0 || end > most) {
            most = end;
            last = i;
        }
    }
    if (least < most)
        report_line(report, REPORT_NOTE,
                    "run %s ends at %s %.10g, run %s at %.10g: each is matched by its own last "
                    "snapshot",
                    roster_name(r, first), r->runs.place_name, least, roster_name(r, last), most);
}

/* ---- the reference ---- */

static struct error *error_reference(const struct roster *r, const char *to)
{
    struct error *err = NULL;
    struct strlist names = {0};
    char text[160];
    for (size_t i = 0; i < r->runs.count && !err; i++)
        err = strlist_add(&names, roster_name(r, i), strlen(roster_name(r, i)));
    strlist_print(&names, text, sizeof text);
    strlist_free(&names);
    return err ? err : error_new("%s: is neither a run nor a file: the runs are %s", to, text);
}

static struct error *find_reference(struct roster *r, const char *to)
{
    r->reference = 0;
    if (!to)
        return NULL;
    while (r->reference < r->runs.count && strcmp(roster_name(r, r->reference), to) != 0)
        r->reference++;
    if (r->reference < r->runs.count)
        return NULL;
    if (access(to, F_OK) != 0)
        return error_reference(r, to);
    r->outside = strdup(to);
    return r->outside ? NULL : error_memory("a file name");
}

/* Describes the outside file behind the first one, which gives the order of columns. */
static struct error *describe_outside(struct roster *r, const struct concat *files)
{
    struct concat both = *files;
    char *paths[] = {r->set.first, r->outside};
    both.files = (struct strlist){.at = paths, .count = 2};
    both.tables = (struct strlist){0};
    both.name_template = NULL;
    both.as_given = true;
    return r->outside ? concat_describe(&both, &r->beside, NULL) : NULL;
}

static struct error *check_several(const struct roster *r)
{
    if (r->runs.count > 1 || r->outside)
        return NULL;
    return error_new("one run, and nothing to align it to: " REMEDY
                     ", or name another network (--to)");
}

/* ---- the whole ---- */

struct error *roster_open(struct roster *r, const struct concat *files, const char *to,
                          struct report *report)
{
    struct error *err;
    *r = (struct roster){0};
    TRY(concat_describe(files, &r->set, report));
    if (files->skip_nonfinite)
        TRY(concat_leave_out_nonfinite(&r->set, report));
    TRY(runs_find(&r->runs, &r->set.rows, r->set.count, NULL, NULL, report));
    TRY(check_runs(r));
    TRY(check_steps(r));
    TRY(find_reference(r, to));
    TRY(check_several(r));
    TRY(describe_outside(r, files));
    note_order(r, report);
    note_ends(r, report);
out:
    if (err)
        roster_free(r);
    return err;
}

void roster_free(struct roster *r)
{
    snapshots_free(&r->set);
    snapshots_free(&r->beside);
    runs_free(&r->runs);
    free(r->outside);
    *r = (struct roster){0};
}

#include "alignment/copies.h"

#include "alignment/copy.h"
#include "alignment/copy_names.h"

#include <stdlib.h>

/* ---- checking ---- */

/* What has been said; each is said once. */
struct said {
    bool states, doubtful;
};

static void say(struct said *said, const struct copy *copy, struct report *report)
{
    const struct followers *f = &copy->followers;
    const char *path = copy->from.path;
    if (f->states > 0 && !said->states)
        report_line(report, REPORT_NOTE,
                    "%s: the optimiser's states, which have numbers for names, follow the "
                    "parameters in the order of the file",
                    path);
    if (f->doubtful != FOLLOWS_NONE && !said->doubtful)
        report_line(report, REPORT_WARNING,
                    "%s: tensor %s: its parameter is not known, so it stays as it is: do not train "
                    "on with it, but with the aligned weights of snapalign and a new optimiser",
                    path, copy->from.tensors[f->doubtful].name);
    said->states = said->states || f->states > 0;
    said->doubtful = said->doubtful || f->doubtful != FOLLOWS_NONE;
}

struct error *copies_check(const struct roster *r, const struct network *n,
                           const struct checkpoint_hints *hints, struct report *report)
{
    struct said said = {0};
    for (size_t row = 0; row < r->set.count; row++) {
        struct copy copy;
        struct error *err = copy_open(&copy, r->set.at[row].file.path, hints, n, NULL);
        if (err)
            return err;
        say(&said, &copy, report);
        copy_free(&copy);
    }
    return NULL;
}

/* ---- writing ---- */

static struct error *write_copy(const char *from, const char *to, const struct network *n,
                                const struct permutations *p, const struct checkpoint_hints *hints)
{
    struct error *err;
    struct copy copy;
    TRY(copy_open(&copy, from, hints, n, p));
    TRY(copy_names_make_folders(to));
    TRY(copy_write(&copy, to));
out:
    copy_free(&copy);
    return err;
}

struct error *copies_write(const struct strlist *names, const struct roster *r,
                           const struct network *n, const struct labels *labels,
                           const struct checkpoint_hints *hints, struct report *report)
{
    size_t *run = NULL;
    struct error *err = runs_of_rows(&r->runs, &run);
    for (size_t row = 0; row < r->set.count && !err; row++) {
        err = write_copy(r->set.at[row].file.path, names->at[row], n, &labels->of[run[row]], hints);
        report_progress(report, "writing copies", (double)(row + 1) / (double)r->set.count);
    }
    free(run);
    return err;
}

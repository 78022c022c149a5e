/* The points of the evaluation: the checkpoints, each once; and the journal that has them by path
 * and content. */
#include "snapeval/snapeval_impl.h"

#include "checkpoint/format/open.h"
#include "evaluation/file_hash.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

/* ---- points ---- */

struct row_path {
    const char *path;
    size_t row;
};

static int compare_paths(const void *a, const void *b)
{
    const struct row_path *p = a, *q = b;
    int order = strcmp(p->path, q->path);
    return order ? order : (p->row > q->row) - (p->row < q->row);
}

/* Sets point[row] to the first row of the same path. */
static struct error *find_first_rows(struct snapeval *s)
{
    size_t count = s->rows.rows, file = table_column(&s->rows, "file");
    struct row_path *at = calloc(count, sizeof *at);
    if (!at)
        return error_memory("the list of checkpoints");
    for (size_t i = 0; i < count; i++)
        at[i] = (struct row_path){table_cell(&s->rows, i, file), i};
    qsort(at, count, sizeof *at, compare_paths);
    for (size_t i = 0; i < count; i++) {
        bool again = i > 0 && strcmp(at[i].path, at[i - 1].path) == 0;
        s->point[at[i].row] = again ? s->point[at[i - 1].row] : at[i].row;
    }
    free(at);
    return NULL;
}

struct error *snapeval_find_points(struct snapeval *s)
{
    struct error *err;
    size_t file = table_column(&s->rows, "file");
    s->point = calloc(s->rows.rows, sizeof *s->point);
    if (!s->point)
        return error_memory("the list of checkpoints");
    TRY(find_first_rows(s));
    for (size_t i = 0; i < s->rows.rows; i++) {
        const char *path = table_cell(&s->rows, i, file);
        if (s->point[i] != i) { /* an earlier row's, whose point is known */
            s->point[i] = s->point[s->point[i]];
            continue;
        }
        s->point[i] = s->paths.count;
        TRY(strlist_add(&s->paths, path, strlen(path)));
    }
out:
    return err;
}

/* ---- the journal ---- */

/* The key of a checkpoint: its path and the contents of its files. */
static struct error *find_key(const char *path, const struct checkpoint_hints *hints, uint64_t *key)
{
    struct error *err;
    struct checkpoint c;
    uint64_t hash;
    XXH3_state_t *state = NULL;
    TRY(checkpoint_open(&c, path, hints));
    state = XXH3_createState();
    if (!state)
        TRY(error_memory("a checksum"));
    XXH3_64bits_reset(state);
    XXH3_64bits_update(state, path, strlen(path));
    for (size_t i = 0; i < c.file_count; i++) {
        TRY(file_hash(c.files[i].path, &hash));
        TRY(checkpoint_file_unchanged(&c.files[i], -1));
        XXH3_64bits_update(state, &hash, sizeof hash);
    }
    *key = XXH3_64bits_digest(state);
out:
    XXH3_freeState(state);
    checkpoint_free(&c);
    return err;
}

static struct error *find_keys(struct snapeval *s, const struct snapeval_opts *opts,
                               struct report *report)
{
    struct error *err = NULL;
    size_t count = s->paths.count;
    s->keys = calloc(count, sizeof *s->keys);
    if (!s->keys)
        return error_memory("the checkpoints' checksums");
    for (size_t i = 0; i < count; i++) {
        TRY(find_key(s->paths.at[i], &opts->checkpoints->hints, &s->keys[i]));
        report_progress(report, "reading checkpoints", (double)(i + 1) / (double)count);
    }
    s->answers.keys = s->keys;
out:
    return err;
}

struct error *snapeval_open_journal(struct snapeval *s, const struct snapeval_opts *opts,
                                    struct report *report)
{
    struct error *err;
    const char *command = opts->evaluation.evaluator.command;
    const struct journal_part parts[] = {{"command", XXH3_64bits(command, strlen(command))},
                                         {"predictions", !opts->table_only}};
    const struct journal_request request = {"snapeval", parts, sizeof parts / sizeof *parts};
    if (opts->evaluation.journal)
        TRY(find_keys(s, opts, report));
    TRY(journal_open(&s->journal, opts->evaluation.journal, &request, &s->answers, report));
    if (s->answers.count > 0)
        report_line(report, REPORT_NOTE, "%s: has %zu of %zu checkpoints from before%s",
                    s->journal.path, s->answers.count, s->answers.points,
                    s->answers.count < s->answers.points ? ": only the others are evaluated" : "");
out:
    return err;
}

/* The request of a grid, by hashes: a journal of another request is refused. */
#include "landscape/lossgrid_impl.h"

#include "base/memstream.h"
#include "base/text/decimal.h"
#include "checkpoint/format/open.h"
#include "evaluation/file_hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

static uint64_t hash_text(const char *text)
{
    return XXH3_64bits(text, strlen(text));
}

static void print_list(FILE *f, const char *what, const struct strlist *list)
{
    for (size_t i = 0; i < list->count; i++)
        fprintf(f, "%s %s\n", what, list->at[i]);
}

/* Prints hashes of the contents of a checkpoint's files, not their names: a file that was moved is
 * still the same. */
static struct error *print_checkpoint(FILE *f, const char *what, const char *path,
                                      const struct checkpoint_hints *hints)
{
    struct error *err;
    struct checkpoint c;
    uint64_t hash = 0;
    TRY(checkpoint_open(&c, path, hints));
    for (size_t i = 0; i < c.file_count; i++) {
        TRY(file_hash(c.files[i].path, &hash));
        TRY(checkpoint_file_unchanged(&c.files[i], -1));
        fprintf(f, "%s %016llx\n", what, (unsigned long long)hash);
    }
out:
    checkpoint_free(&c);
    return err;
}

static struct error *print_directions(FILE *f, const struct plane_opts *opts)
{
    struct error *err = NULL;
    const struct direction_opts *random = &opts->random;
    for (size_t i = 0; i + 1 < opts->files.count; i++)
        TRY(print_checkpoint(f, "trajectory", opts->files.at[i], &opts->hints));
    for (size_t i = 0; i < opts->ends.count; i++)
        TRY(print_checkpoint(f, "end", opts->ends.at[i], &opts->hints));
    if (opts->randoms > 0)
        fprintf(f, "random %zu %llu %s %d\n", opts->randoms, (unsigned long long)random->seed,
                direction_norm_names[random->norm], random->bias);
    print_list(f, "include", &opts->choice.include.texts);
    print_list(f, "exclude", &opts->choice.exclude.texts);
    print_list(f, "rename", &opts->renames.texts);
    fprintf(f, "all %d principal %d key %s\n", opts->choice.all, opts->principal,
            opts->hints.key ? opts->hints.key : "");
out:
    return err;
}

static struct error *hash_directions(const struct plane_opts *opts, uint64_t *hash)
{
    struct error *err;
    struct memstream m;
    FILE *f = memstream_open(&m);
    if (!f)
        return error_memory("a description of directions");
    err = print_directions(f, opts);
    if (!memstream_close(&m))
        return err ? err : error_memory("a description of directions");
    *hash = XXH3_64bits(m.text, m.length);
    free(m.text);
    return err;
}

static uint64_t hash_axes(const struct axis *axis)
{
    char text[PLANE_DIMS_MAX * 3 * DECIMAL_ROOM] = "";
    for (size_t k = 0, used = 0; k < PLANE_DIMS_MAX; k++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%.17g:%.17g:%zu ", axis[k].from,
                                 axis[k].to, axis[k].count);
    return hash_text(text);
}

struct error *lossgrid_request_journal(struct lossgrid *g, const struct lossgrid_opts *opts,
                                       struct report *report)
{
    struct error *err;
    enum { FILE_PART, DIRECTIONS, AXES, COMMAND, PARTS };
    struct journal_part parts[PARTS] = {
        {"file", 0}, {"directions", 0}, {"axes", 0}, {"command", 0}};
    parts[AXES].hash = hash_axes(g->axis);
    parts[COMMAND].hash = hash_text(opts->evaluation.evaluator.command);
    if (opts->evaluation.journal) {
        TRY(file_hash(g->plane.origin.files[0].path, &parts[FILE_PART].hash));
        TRY(checkpoint_file_unchanged(&g->plane.origin.files[0], -1));
        TRY(hash_directions(&opts->plane, &parts[DIRECTIONS].hash));
    }
    TRY(journal_open(&g->journal, opts->evaluation.journal,
                     &(struct journal_request){"lossgrid", parts, PARTS}, &g->answers, report));
out:
    return err;
}

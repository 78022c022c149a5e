#include "base/file/file.h"
#include "base/file/output.h"
#include "base/file/scratch.h"
#include "checkpoint/rewrite/rewrite_impl.h"

#include <stdlib.h>
#include <unistd.h>

/* Copies a file without checksums, and writes the values into the copy. */
static struct error *rewrite_plain(struct rewriting *r)
{
    struct error *err;
    const struct checkpoint *c = r->checkpoint;
    TRY(rewrite_copy(r, 0, c->files[0].size));
    for (size_t i = 0; i < c->count; i++)
        if (r->changes[i])
            TRY(rewrite_tensor(r, i, r->fd, c->tensors[i].place.offset));
out:
    return err;
}

static bool changes_anything(const struct rewriting *r)
{
    for (size_t i = 0; i < r->checkpoint->count; i++)
        if (r->changes[i])
            return true;
    return false;
}

/* Fills r->fd. */
static struct error *make_copy(struct rewriting *r)
{
    struct error *err;
    TRY(cursor_open(&r->cursor, r->checkpoint));
    TRY(cursor_file(&r->cursor, 0));
    r->values = malloc(REWRITE_PIECE * sizeof *r->values);
    r->bytes = malloc(REWRITE_PIECE * sizeof *r->values);
    if (!r->values || !r->bytes)
        TRY(error_memory("a copy"));
    bool is_zip = r->checkpoint->format->rewrite == REWRITE_ZIP;
    TRY(is_zip && changes_anything(r) ? rewrite_zip(r) : rewrite_plain(r));
    TRY(cursor_check_unchanged(&r->cursor));
out:
    free(r->values);
    free(r->bytes);
    cursor_close(&r->cursor);
    return err;
}

/* Writes a finished copy to an output that can only be written in order. */
static struct error *pour(const struct rewriting *r, struct output *out)
{
    struct error *err = NULL;
    unsigned char bytes[1 << 14];
    for (uint64_t at = 0, step; at < r->length; at += step) {
        step = r->length - at < sizeof bytes ? r->length - at : sizeof bytes;
        TRY(file_read(r->fd, bytes, (size_t)step, at));
        TRY(output_write(out, bytes, (size_t)step));
    }
out:
    return err;
}

struct error *rewrite_file(const struct checkpoint *c, const bool *changes,
                           const struct rewriter *rewriter, const char *path)
{
    struct error *err;
    struct output out;
    int scratch = -1;
    struct rewriting r = {.checkpoint = c, .changes = changes, .rewriter = rewriter};
    TRY(output_open(&out, path));
    bool atomic = output_is_atomic(&out);
    if (!atomic)
        TRY(scratch_open(&scratch));
    r.fd = atomic ? out.fd : scratch;
    r.name = atomic ? output_name(&out) : "a temporary file";
    TRY(make_copy(&r));
    if (!atomic)
        TRY(pour(&r, &out));
out:
    if (scratch >= 0)
        close(scratch);
    if (err)
        output_discard(&out);
    else
        err = output_commit(&out);
    return err;
}

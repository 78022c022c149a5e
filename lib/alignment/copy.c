#include "alignment/copy.h"

#include "alignment/permuted.h"
#include "checkpoint/format/open.h"
#include "checkpoint/rewrite/rewrite.h"

#include <stdlib.h>
#include <string.h>

/* ---- which tensors change ---- */

static struct error *settle_changes(struct copy *copy)
{
    const struct followers *f = &copy->followers;
    copy->changes = calloc(f->count + 1, sizeof *copy->changes);
    if (!copy->changes)
        return error_memory("a copy");
    for (size_t i = 0; i < f->count; i++)
        copy->changes[i] =
            f->of[i] != FOLLOWS_NONE && permuted_changes(&copy->spec->tensors[f->of[i]], copy->p);
    return rewrite_resolve(&copy->from, copy->changes);
}

struct error *copy_open(struct copy *copy, const char *path, const struct checkpoint_hints *hints,
                        const struct network *n, const struct permutations *p)
{
    struct error *err;
    *copy = (struct copy){.spec = &n->spec, .p = p};
    TRY(checkpoint_open(&copy->from, path, hints));
    TRY(network_followers(n, &copy->from, &copy->followers));
    TRY(settle_changes(copy));
out:
    if (err)
        copy_free(copy);
    return err;
}

void copy_free(struct copy *copy)
{
    checkpoint_free(&copy->from);
    followers_free(&copy->followers);
    free(copy->changes);
    *copy = (struct copy){0};
}

/* ---- values ---- */

struct source {
    const struct copy *copy;
    struct cursor cursor;
    double *values; /* of the tensor at hand, in the new order */
};

static struct error *permute_piece(void *context, size_t index, size_t first, size_t count,
                                   double *values)
{
    struct source *s = context;
    const struct copy *c = s->copy;
    if (first == 0) {
        void *data;
        free(s->values);
        s->values = NULL;
        struct error *err =
            permuted_read(&s->cursor, &c->from.tensors[index],
                          &c->spec->tensors[c->followers.of[index]], c->p, DTYPE_F64, &data);
        if (err)
            return err;
        s->values = data;
    }
    memcpy(values, s->values + first, count * sizeof *values);
    return NULL;
}

struct error *copy_write(const struct copy *copy, const char *path)
{
    struct error *err;
    struct source source = {.copy = copy};
    const struct rewriter rewriter = {&source, permute_piece};
    TRY(cursor_open(&source.cursor, &copy->from));
    TRY(rewrite_file(&copy->from, copy->changes, &rewriter, path));
out:
    cursor_close(&source.cursor);
    free(source.values);
    return err;
}

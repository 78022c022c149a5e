#include "alignment/aligned_set.h"

#include "alignment/permuted.h"
#include "base/file/file.h"
#include "base/file/scratch.h"
#include "base/size.h"
#include "checkpoint/format/open.h"
#include "checkpoint/tensor_read.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct aligned_set {
    struct roster *roster;
    const struct spec *spec;
    const struct labels *labels;
    struct snapshots_view view;
    size_t *run;     /* per row */
    size_t *follows; /* per tensor of the set: that of the specification, or FOLLOWS_NONE */
    int scratch;     /* per row, room for the largest tensor: */
    uint64_t room;   /* bytes */
    size_t *held;    /* per row: the tensor in the room; FOLLOWS_NONE: none */
};

/* ---- reading ---- */

static enum dtype type_of(const struct aligned_set *a)
{
    return a->roster->set.type == PHM_F32 ? DTYPE_F32 : DTYPE_F64;
}

/* Reads the whole tensor; keeps it for the next pieces, unless this one is all of it. */
static struct error *read_permuted(struct aligned_set *a, size_t row, size_t index,
                                   struct cursor *cursor, const struct tensor *t, size_t first,
                                   size_t count, void *to)
{
    void *data;
    size_t size = dtype_size(type_of(a));
    struct error *err = permuted_read(cursor, t, &a->spec->tensors[a->follows[index]],
                                      &a->labels->of[a->run[row]], type_of(a), &data);
    if (err)
        return err;
    memcpy(to, (unsigned char *)data + first * size, count * size);
    if (first + count < t->count) {
        err = file_write(a->scratch, data, t->count * size, row * a->room, "a temporary file");
        a->held[row] = index;
    }
    free(data);
    return err;
}

static struct error *read_aligned(void *context, size_t row, size_t index, struct cursor *cursor,
                                  const struct tensor *t, size_t first, size_t count, void *to)
{
    struct aligned_set *a = context;
    size_t size = dtype_size(type_of(a)), own = a->follows[index];
    if (count == 0)
        return NULL;
    if (own == FOLLOWS_NONE ||
        !permuted_changes(&a->spec->tensors[own], &a->labels->of[a->run[row]]))
        return tensor_read(cursor, t, first, count, type_of(a), to);
    if (a->held[row] != index)
        return read_permuted(a, row, index, cursor, t, first, count, to);
    return file_read(a->scratch, to, count * size, row * a->room + first * size);
}

/* ---- the set ---- */

/* Which tensors of the set follow: those of the first file, whose names they have. */
static struct error *find_followers(struct aligned_set *a, const struct network *n,
                                    const struct checkpoint_hints *hints)
{
    struct error *err;
    const struct snapshots *s = &a->roster->set;
    struct checkpoint c = {0};
    struct followers f = {0};
    TRY(checkpoint_open(&c, s->first, hints));
    TRY(network_followers(n, &c, &f));
    for (size_t i = 0; i < s->tensor_count; i++) {
        const struct tensor *t = checkpoint_find(&c, s->tensors[i].name);
        a->follows[i] = t ? f.of[t - c.tensors] : FOLLOWS_NONE;
    }
out:
    followers_free(&f);
    checkpoint_free(&c);
    return err;
}

static struct error *allocate(struct aligned_set *a)
{
    const struct snapshots *s = &a->roster->set;
    a->follows = calloc(s->tensor_count + 1, sizeof *a->follows);
    a->held = calloc(s->count + 1, sizeof *a->held);
    if (!a->follows || !a->held)
        return error_memory("the tensors of a set");
    for (size_t row = 0; row < s->count; row++)
        a->held[row] = FOLLOWS_NONE;
    for (size_t i = 0; i < s->tensor_count; i++)
        a->room = size_max(a->room, s->tensors[i].count * phm_type_size(s->type));
    return NULL;
}

struct error *aligned_set_new(struct aligned_set **aligned, struct roster *r,
                              const struct network *n, const struct labels *labels,
                              const struct checkpoint_hints *hints)
{
    struct error *err;
    struct aligned_set *a = calloc(1, sizeof *a);
    *aligned = NULL;
    if (!a)
        return error_memory("a set of aligned snapshots");
    *a = (struct aligned_set){
        .roster = r, .spec = &n->spec, .labels = labels, .view = {a, read_aligned}, .scratch = -1};
    TRY(allocate(a));
    TRY(runs_of_rows(&r->runs, &a->run));
    TRY(find_followers(a, n, hints));
    TRY(scratch_open(&a->scratch));
    r->set.view = &a->view;
    *aligned = a;
out:
    if (err)
        aligned_set_free(a);
    return err;
}

void aligned_set_free(struct aligned_set *a)
{
    if (!a)
        return;
    a->roster->set.view = NULL;
    if (a->scratch >= 0)
        close(a->scratch);
    free(a->run);
    free(a->follows);
    free(a->held);
    free(a);
}

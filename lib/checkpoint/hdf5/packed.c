/* Data sets whose elements are packed. A worker tells where the chunks are; the thread that reads
 * unpacks them, one band at a time. */
#include "checkpoint/hdf5/hdf5_impl.h"

#include "base/size.h"
#include "checkpoint/cursor.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
    KEPT_MAX = 64 << 20, /* bytes of bands that all suspended cursors keep together */
    CHUNKS_ASKED = 1024  /* at once: a question takes as long as unpacking some KB */
};

struct packed {
    bool has_tensor; /* that all else belongs to: in which file, and the data set's address */
    uint32_t file;
    uint64_t object;
    struct hdf5_grid grid;
    struct hdf5_stretch at;     /* what chunks are counted from: the HDF5 file, or the chunk */
    struct facts_chunk *chunks; /* where chunks [first_chunk, + chunk_count) are, or NULL */
    size_t first_chunk, chunk_count;
    unsigned char *bytes; /* of the band, or NULL */
    size_t band;          /* its index */
    size_t kept;          /* bytes of the band that are counted in kept_bytes */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static size_t kept_bytes; /* protected by the lock */

/* ---- what a worker tells ---- */

static void drop_chunks(struct packed *p)
{
    free(p->chunks);
    p->chunks = NULL;
    p->chunk_count = 0;
}

static void drop_band(struct packed *p)
{
    free(p->bytes);
    p->bytes = NULL;
}

/* The tensor was described well; only a worker that was deceived tells other facts now. The first
 * answer counts: a band that is being unpacked has the size that its grid says. */
static struct error *take_grid(struct packed *p, const struct tensor *t, const struct facts *facts)
{
    struct error *err;
    char *unreadable = NULL;
    if (p->has_tensor)
        return NULL;
    TRY(hdf5_grid_of(&p->grid, facts, t, &unreadable));
    if (unreadable || (facts->layout != FACTS_CHUNKS && facts->layout != FACTS_COMPACT))
        TRY(hdf5_error_answer());
    TRY(hdf5_grid_check(&p->grid, facts, t, p->at.size));
out:
    free(unreadable);
    return err;
}

/* Takes room for chunks [first, + count). */
static struct error *new_chunks(struct packed *p, size_t first, size_t count)
{
    p->chunks = calloc(count + 1, sizeof *p->chunks);
    if (!p->chunks)
        return error_memory("the places of chunks");
    p->first_chunk = first;
    p->chunk_count = count;
    return NULL;
}

static struct error *take_one_chunk(struct packed *p, const struct tensor *t)
{
    struct error *err;
    struct facts facts;
    hdf5_facts_of_chunk(t, &facts);
    TRY(take_grid(p, t, &facts));
    TRY(new_chunks(p, 0, 1));
    p->chunks[0] = (struct facts_chunk){.address = 0, .stored = t->place.skip}; /* all of p->at */
out:
    return err;
}

static struct error *take_chunks(struct packed *p, struct wire *answer)
{
    size_t first = (size_t)wire_number(answer);
    size_t count = (size_t)wire_number_upto(answer, CHUNKS_ASKED);
    struct error *err = new_chunks(p, first, count);
    if (err)
        return err;
    for (size_t i = 0; i < count; i++)
        p->chunks[i] = facts_take_chunk(answer);
    return wire_finished(answer) ? NULL : hdf5_error_answer();
}

/* A compact data set is told whole. */
static struct error *take_band(struct packed *p, struct wire *answer)
{
    size_t length;
    const void *bytes = wire_bytes(answer, &length);
    if (!wire_finished(answer) || length != p->grid.band_bytes)
        return hdf5_error_answer();
    p->bytes = malloc(length);
    if (!p->bytes)
        return error_memory("elements");
    memcpy(p->bytes, bytes, length);
    p->band = 0;
    return NULL;
}

static struct error *take_answer(struct packed *p, const struct tensor *t, struct wire *answer)
{
    struct error *err;
    struct facts facts;
    facts_take(answer, &facts);
    if (answer->failed)
        return hdf5_error_answer();
    TRY(take_grid(p, t, &facts));
    TRY(p->grid.compact ? take_band(p, answer) : take_chunks(p, answer));
out:
    return err;
}

/* Asks for the grid, and the places of the chunks of the element's band, without the first `skip`;
 * those of the next bands come with them. */
static struct error *ask(struct packed *p, const struct tensor *t, size_t element, size_t skip)
{
    struct error *err;
    struct wire answer = {0};
    const struct facts_question question = {t->place.size, element, skip, CHUNKS_ASKED};
    drop_chunks(p);
    if (t->place.check)
        return take_one_chunk(p, t);
    TRY(hdf5_ask_elements(&p->at, &question, &answer));
    TRY(take_answer(p, t, &answer));
out:
    wire_free(&answer);
    return err;
}

static bool is_told(const struct packed *p, size_t chunk)
{
    return chunk >= p->first_chunk && chunk - p->first_chunk < p->chunk_count;
}

/* ---- bands ---- */

/* Finds the place of the index-th chunk of the band that holds the element. */
static struct error *find_chunk(struct packed *p, const struct tensor *t, size_t element,
                                size_t index, const struct facts_chunk **chunk)
{
    struct error *err = NULL;
    size_t at = p->band * p->grid.band_chunks + index;
    if (!is_told(p, at))
        TRY(ask(p, t, element, index));
    if (!is_told(p, at))
        TRY(hdf5_error_answer());
    *chunk = &p->chunks[at - p->first_chunk];
out:
    return err;
}

static struct error *unpack_band(struct packed *p, const struct tensor *t, size_t element)
{
    struct error *err = NULL;
    const struct hdf5_grid *g = &p->grid;
    size_t at[FACTS_DIMS_MAX] = {p->band * g->chunk[0]}, index = 0;
    unsigned char *raw[2];
    p->bytes = malloc(g->band_bytes);
    raw[0] = malloc(g->stored_most);
    raw[1] = malloc(g->stored_most);
    if (!p->bytes || !raw[0] || !raw[1])
        TRY(error_memory("a band of chunks"));
    do {
        const struct facts_chunk *chunk;
        TRY(find_chunk(p, t, element, index++, &chunk));
        TRY(hdf5_read_chunk(g, &p->at, chunk, raw));
        hdf5_copy_chunk(g, at, raw[0], p->bytes);
    } while (hdf5_next_chunk(g, at));
out:
    free(raw[0]);
    free(raw[1]);
    return err;
}

static void forget_tensor(struct packed *p)
{
    drop_band(p);
    drop_chunks(p);
    p->has_tensor = false;
}

/* A worker that was deceived may tell of two tensors at one address: the grid must fit. */
static bool is_of(const struct packed *p, const struct tensor *t)
{
    return p->has_tensor && p->file == t->place.file && p->object == t->place.size &&
           p->grid.element == dtype_size(t->place.type) &&
           p->grid.row * p->grid.shape[0] == t->count;
}

/* Makes the tensor the one that the state is of. */
static struct error *begin_tensor(struct packed *p, const struct tensor *t, size_t element)
{
    struct error *err;
    forget_tensor(p);
    TRY(ask(p, t, element, 0));
    p->has_tensor = true;
    p->file = t->place.file;
    p->object = t->place.size;
out:
    return err;
}

static size_t band_of(const struct packed *p, size_t element)
{
    return element / p->grid.row / p->grid.chunk[0];
}

/* Loads the band that holds the element into p->bytes. */
static struct error *load_band(struct packed *p, const struct tensor *t, size_t element)
{
    struct error *err = NULL;
    if (!is_of(p, t))
        TRY(begin_tensor(p, t, element));
    if (p->bytes && band_of(p, element) == p->band)
        return NULL;
    drop_band(p);
    p->band = band_of(p, element);
    TRY(p->grid.compact ? ask(p, t, element, 0) : unpack_band(p, t, element));
out:
    if (err)
        forget_tensor(p);
    return err;
}

/* ---- the format's functions ---- */

/* Removes the state from kept_bytes, because it is in use again. */
static void uncount(struct packed *p)
{
    if (!p->kept)
        return;
    pthread_mutex_lock(&lock);
    kept_bytes -= p->kept;
    p->kept = 0;
    pthread_mutex_unlock(&lock);
}

static struct error *state_of(struct cursor *cursor, const struct place *place, struct packed **p)
{
    *p = cursor->state;
    if (!*p) {
        *p = calloc(1, sizeof **p);
        if (!*p)
            return error_memory("an HDF5 reader");
        cursor->state = *p;
    }
    uncount(*p);
    (*p)->at = (struct hdf5_stretch){cursor->fds[place->file], place->offset, place->skip};
    return NULL;
}

struct error *hdf5_read_packed(struct cursor *cursor, const struct tensor *t, size_t first,
                               size_t count, void *to)
{
    struct error *err;
    struct packed *p;
    unsigned char *at = to;
    TRY(state_of(cursor, &t->place, &p));
    for (size_t end = first + count; first < end;) {
        TRY(load_band(p, t, first));
        const struct hdf5_grid *g = &p->grid;
        size_t begin = p->band * g->chunk[0] * g->row;
        size_t step = size_min(end - first, g->band_bytes / g->element - (first - begin));
        memcpy(at, p->bytes + (first - begin) * g->element, step * g->element);
        at += step * g->element;
        first += step;
    }
out:
    return err;
}

void hdf5_suspend(void *state)
{
    struct packed *p = state;
    if (!p->bytes || p->kept)
        return;
    size_t bytes = p->grid.band_bytes + p->chunk_count * sizeof *p->chunks;
    pthread_mutex_lock(&lock);
    if (bytes <= KEPT_MAX - kept_bytes) {
        p->kept = bytes;
        kept_bytes += bytes;
    }
    pthread_mutex_unlock(&lock);
    if (!p->kept)
        forget_tensor(p);
}

void hdf5_close(void *state)
{
    struct packed *p = state;
    uncount(p);
    forget_tensor(p);
    free(p);
}

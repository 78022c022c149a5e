/* Changed copies of a checkpoint. The input is a letter for what changes and the file. A copy opens
 * as the same format; its tensors hold the new values where they change, and what they held
 * elsewhere; and no other byte is another. */
#include "checkpoint_read.h"

#include "checkpoint/rewrite/rewrite.h"
#include "checkpoint/zip/zip_layout.h"

#include <fcntl.h>
#include <sys/stat.h>

static char folder[] = "/dev/shm/rewrite_fuzz.XXXXXX", copy_path[sizeof folder + sizeof "/copy"];

static void remove_folder(void)
{
    unlink(copy_path);
    rmdir(folder);
}

static void make_folder(void)
{
    if (copy_path[0])
        return;
    fuzz_must(mkdtemp(folder) && atexit(remove_folder) == 0);
    snprintf(copy_path, sizeof copy_path, "%s/copy", folder);
}

/* ---- what is asked for ---- */

/* The new values, which every type of numbers with a fraction holds; zeros of both signs among
 * them. */
static double new_value(size_t index, size_t element)
{
    return (double)((index + element) % 7) - 3;
}

static struct error *give_values(void *context, size_t index, size_t first, size_t count,
                                 double *values)
{
    (void)context;
    for (size_t i = 0; i < count; i++)
        values[i] = new_value(index, first + i);
    return NULL;
}

/* One copy: which tensors are to change, and which do so under their own names. */
struct copying {
    struct checkpoint from, to;
    bool *wanted, *changes;
};

/* Every tensor, none, or every second or third one, where it is of such numbers. */
static bool is_wanted(const struct tensor *t, size_t index, unsigned letter)
{
    return letter % 4 != 0 && index % (letter % 4) == 0 && !t->unreadable &&
           dtype_is_float(t->place.type);
}

static void choose(struct copying *c, unsigned letter)
{
    c->wanted = calloc(c->from.count + 1, sizeof *c->wanted);
    c->changes = calloc(c->from.count + 1, sizeof *c->changes);
    fuzz_must(c->wanted && c->changes);
    for (size_t i = 0; i < c->from.count; i++)
        c->changes[i] = c->wanted[i] = is_wanted(&c->from.tensors[i], i, letter);
}

/* ---- tensors ---- */

/* Of an array under several names the first changes it. */
static size_t changed_as(const struct copying *c, size_t index)
{
    size_t i = 0;
    if (c->changes[index] || !c->wanted[index])
        return index;
    while (!c->changes[i] || c->from.tensors[i].tie != c->from.tensors[index].tie)
        fuzz_must(++i < c->from.count);
    return i;
}

static void check_piece(const struct copying *c, struct cursor cursors[2], size_t index,
                        size_t first, size_t count)
{
    static double old[PIECE], new[PIECE];
    const struct tensor *t = &c->from.tensors[index];
    if (!fuzz_good(tensor_read_f64(&cursors[0], t, first, count, old)))
        return;
    fuzz_must(fuzz_good(tensor_read_f64(&cursors[1], &c->to.tensors[index], first, count, new)));
    for (size_t i = 0; c->wanted[index] && i < count; i++)
        old[i] = new_value(changed_as(c, index), first + i);
    for (size_t i = 0; i < count; i++)
        fuzz_must(old[i] == new[i] || (old[i] != old[i] && new[i] != new[i]));
}

static void check_tensors(const struct copying *c)
{
    struct cursor cursors[2];
    fuzz_must(fuzz_good(cursor_open(&cursors[0], &c->from)));
    fuzz_must(fuzz_good(cursor_open(&cursors[1], &c->to)));
    for (size_t i = 0; i < c->from.count && i < TENSORS; i++) {
        const struct tensor *t = &c->from.tensors[i];
        size_t count = size_min(t->count, PIECE);
        fuzz_must(strcmp(t->name, c->to.tensors[i].name) == 0);
        fuzz_must(tensor_same_shape(t, &c->to.tensors[i]));
        if (count > 0 && !t->unreadable) {
            check_piece(c, cursors, i, 0, count);
            check_piece(c, cursors, i, t->count - count, count);
        }
    }
    cursor_close(&cursors[0]);
    cursor_close(&cursors[1]);
}

/* ---- bytes ---- */

static uint8_t *read_copy(size_t *size)
{
    struct stat status;
    int fd = open(copy_path, O_RDONLY | O_CLOEXEC);
    fuzz_must(fd >= 0 && fstat(fd, &status) == 0);
    *size = (size_t)status.st_size;
    uint8_t *bytes = malloc(*size + 1);
    fuzz_must(bytes && read(fd, bytes, *size) == status.st_size);
    close(fd);
    return bytes;
}

/* Where an element lies in the file. */
static uint64_t place_of(const struct tensor *t, size_t element)
{
    size_t position = t->place.strides ? 0 : element;
    for (size_t dim = t->dims; t->place.strides && dim-- > 0; element /= t->shape[dim])
        position += element % t->shape[dim] * t->place.strides[dim];
    return t->place.offset + position * dtype_size(t->place.type);
}

/* Makes what has changed the same in both. */
static void blot_out(const struct tensor *t, uint8_t *a, uint8_t *b)
{
    for (size_t e = 0; e < t->count; e++) {
        memset(a + place_of(t, e), 0, dtype_size(t->place.type));
        memset(b + place_of(t, e), 0, dtype_size(t->place.type));
    }
}

/* Entries of an archive that do not change are as they were, wherever they are. */
static void check_entries(const struct copying *c, const uint8_t *a, size_t size, const uint8_t *b,
                          size_t copied)
{
    struct zip_layout old, new;
    char path[FUZZ_PATH];
    int from = fuzz_file(a, size, path), to = fuzz_file(b, copied, path);
    fuzz_must(fuzz_good(zip_layout_open(&old, from, size)));
    fuzz_must(fuzz_good(zip_layout_open(&new, to, copied)));
    fuzz_must(old.count == new.count);
    for (size_t i = 0; i < c->from.count; i++)
        if (c->changes[i] && c->from.tensors[i].count)
            zip_layout_find(&old, c->from.tensors[i].place.offset)->unsure = true;
    for (size_t i = 0; i < old.count; i++)
        if (!old.slots[i].unsure) {
            fuzz_must(old.slots[i].length == new.slots[i].length);
            fuzz_must(memcmp(a + old.slots[i].data, b + new.slots[i].data, old.slots[i].length) ==
                      0);
        }
    zip_layout_free(&old);
    zip_layout_free(&new);
    close(from);
    close(to);
}

static void check_bytes(const struct copying *c, const uint8_t *data, size_t size)
{
    size_t copied;
    bool packed = false;
    uint8_t *copy = read_copy(&copied), *from = malloc(size + 1);
    fuzz_must(from != NULL);
    memcpy(from, data, size);
    for (size_t i = 0; i < c->from.count; i++)
        packed |= c->changes[i] && c->from.tensors[i].place.packed;
    fuzz_must(packed || copied == size);
    for (size_t i = 0; !packed && i < c->from.count; i++)
        if (c->changes[i])
            blot_out(&c->from.tensors[i], from, copy);
    if (packed)
        check_entries(c, from, size, copy, copied);
    else
        fuzz_must(memcmp(from, copy, size) == 0);
    free(from);
    free(copy);
}

/* ---- a copy ---- */

static bool same_strings(const struct strlist *a, const struct strlist *b)
{
    for (size_t i = 0; i < a->count && i < b->count; i++)
        if (strcmp(a->at[i], b->at[i]) != 0)
            return false;
    return a->count == b->count;
}

/* The copy's description; columns whose numbers have changed have others. */
static void check_copy(struct copying *c, const struct checkpoint_hints *hints)
{
    fuzz_must(fuzz_good(checkpoint_open(&c->to, copy_path, hints)));
    fuzz_must(c->from.format == c->to.format && c->from.count == c->to.count);
    fuzz_must(same_strings(&c->from.keys, &c->to.keys));
    check_tensors(c);
    checkpoint_free(&c->to);
}

static void copy(struct copying *c, const struct checkpoint_hints *hints, const uint8_t *data,
                 size_t size)
{
    static const struct rewriter rewriter = {NULL, give_values};
    unlink(copy_path);
    if (!fuzz_good(rewrite_resolve(&c->from, c->changes)))
        return;
    if (!fuzz_good(rewrite_file(&c->from, c->changes, &rewriter, copy_path))) {
        fuzz_must(access(copy_path, F_OK) != 0);
        return;
    }
    check_bytes(c, data, size);
    check_copy(c, hints);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[FUZZ_PATH];
    struct copying c = {0};
    if (size == 0)
        return 0;
    const struct checkpoint_hints hints = {.raw = *data & 8, .raw_type = DTYPE_F16};
    make_folder();
    int fd = fuzz_file(data + 1, size - 1, path);
    if (fuzz_good(checkpoint_open(&c.from, path, &hints))) {
        choose(&c, *data);
        copy(&c, &hints, data + 1, size - 1);
        free(c.wanted);
        free(c.changes);
        checkpoint_free(&c.from);
    }
    close(fd);
    return 0;
}

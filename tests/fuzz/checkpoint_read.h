/* Reads all that a checkpoint holds: its tensors through a cursor, and as a snapshot.
 *
 * The checksums in zip archives are 0, by the functions below that take the place of zlib's, so
 * that what is behind a checksum is reached too. */
#ifndef PHATE_CHECKPOINT_READ_H
#define PHATE_CHECKPOINT_READ_H

#include "checkpoint/format/open.h"
#include "fuzz.h"

#include "base/size.h"
#include "checkpoint/tensor_read.h"
#include "snapshot/snapshots.h"

#include <zlib.h>

/* Elements of a tensor that are read from each end, and tensors: those of a packed one may be a
 * thousand times the file. */
enum { PIECE = 4096, TENSORS = 64 };

uLong crc32(uLong crc, const Bytef *data, uInt length)
{
    (void)crc;
    (void)data;
    (void)length;
    return 0;
}

uLong crc32_z(uLong crc, const Bytef *data, z_size_t length)
{
    (void)crc;
    (void)data;
    (void)length;
    return 0;
}

/* The first piece, the last, then one before it that ends inside it. */
static inline void read_tensor(struct cursor *cursor, const struct tensor *t)
{
    static float f32[PIECE];
    static double f64[PIECE];
    size_t count = size_min(t->count, PIECE), last = t->count - count;
    if (count == 0)
        return;
    if (!fuzz_good(tensor_read_f32(cursor, t, 0, count, f32)) ||
        !fuzz_good(tensor_read_f64(cursor, t, last, count, f64)))
        return;
    cursor_suspend(cursor);
    fuzz_good(tensor_read_f64(cursor, t, last / 2, count / 2 + 1, f64));
}

static inline void read_tensors(const struct checkpoint *c)
{
    struct cursor cursor;
    fuzz_must(fuzz_good(cursor_open(&cursor, c)));
    for (size_t i = 0; i < c->count && i < TENSORS; i++)
        read_tensor(&cursor, &c->tensors[i]);
    fuzz_must(fuzz_good(cursor_check_unchanged(&cursor)));
    cursor_close(&cursor);
}

/* Takes over the checkpoint. */
static inline void read_snapshot(struct checkpoint *c)
{
    static double row[PIECE]; /* floats, or these */
    static const struct tensor_choice everything = {0};
    struct snapshots s = {0};
    struct cursor cursor;
    size_t bad;
    if (fuzz_good(snapshots_add(&s, c, &everything))) {
        fuzz_must(fuzz_good(cursor_open(&cursor, &s.at[0].file)));
        fuzz_good(
            snapshots_read(&s, 0, &cursor, 0, size_min(snapshots_params(&s), PIECE), row, &bad));
        cursor_close(&cursor);
    }
    snapshots_free(&s);
}

/* Describes the file or folder, and reads it. */
static inline void read_checkpoint(const char *path, const struct checkpoint_hints *hints)
{
    struct checkpoint c;
    if (!fuzz_good(checkpoint_open(&c, path, hints)))
        return;
    read_tensors(&c);
    read_snapshot(&c);
}

#endif

/* The answers of a worker that a hostile file has taken over: the input is pieces, each a length of
 * 4 bytes and so many bytes: the HDF5 file behind its signature, then one answer after the
 * other. */
#include "fuzz.h"

#include "base/size.h"
#include "checkpoint/format/open.h"
#include "checkpoint/tensor_read.h"
#include "checkpoint/worker/workers.h"

enum { PIECE = 4096, TENSORS = 64 };

static const uint8_t *left;
static size_t left_count;

/* The next piece; empty if there are no more. */
static const uint8_t *take_piece(size_t *length)
{
    uint32_t wanted = 0;
    *length = 0;
    if (left_count < sizeof wanted)
        return NULL;
    memcpy(&wanted, left, sizeof wanted);
    const uint8_t *piece = left + sizeof wanted;
    left_count -= sizeof wanted;
    *length = size_min(wanted, left_count);
    left_count -= *length;
    left = piece + *length;
    return piece;
}

/* This and workers_end take the place of those that have processes. */
struct error *workers_ask(struct workers *w, const struct wire *request, int fd,
                          struct wire *answer)
{
    size_t length;
    const uint8_t *piece = take_piece(&length);
    (void)w;
    (void)request;
    (void)fd;
    *answer = (struct wire){0};
    if (!piece)
        return error_new("no more answers");
    uint8_t *to = wire_extend(answer, length);
    if (to && length)
        memcpy(to, piece, length);
    return NULL;
}

void workers_end(struct workers *w)
{
    (void)w;
}

static int make_file(char path[FUZZ_PATH])
{
    static const uint8_t signature[] = {0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    static uint8_t content[FUZZ_INPUT_MAX + sizeof signature];
    size_t length;
    const uint8_t *piece = take_piece(&length);
    length = size_min(length, FUZZ_INPUT_MAX);
    memcpy(content, signature, sizeof signature);
    if (length)
        memcpy(content + sizeof signature, piece, length);
    return fuzz_file(content, length + sizeof signature, path);
}

static void read_tensor(struct cursor *cursor, const struct tensor *t)
{
    static double got[PIECE];
    size_t count = size_min(t->count, PIECE), last = t->count - count;
    if (!fuzz_good(tensor_read_f64(cursor, t, 0, count, got)) ||
        !fuzz_good(tensor_read_f64(cursor, t, last, count, got)))
        return;
    cursor_suspend(cursor);
    fuzz_good(tensor_read_f64(cursor, t, last / 2, count / 2, got));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct checkpoint c;
    struct cursor cursor;
    char path[FUZZ_PATH];
    left = data;
    left_count = size;
    int fd = make_file(path);
    if (fuzz_good(checkpoint_open(&c, path, NULL))) {
        fuzz_must(fuzz_good(cursor_open(&cursor, &c)));
        for (size_t i = 0; i < c.count && i < TENSORS; i++)
            read_tensor(&cursor, &c.tensors[i]);
        cursor_close(&cursor);
        checkpoint_free(&c);
    }
    close(fd);
    return 0;
}

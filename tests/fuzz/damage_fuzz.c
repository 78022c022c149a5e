/* Damage to a journal: the input is changes of a whole one. Whatever they are, what is read was
 * written, and a journal that opens goes on as one that is whole. */
#include "fuzz.h"

#include "base/size.h"
#include "evaluation/journal.h"

enum { POINTS = 6, WIDTH = 2, ROOM = 1 << 14 };

static const struct journal_part part = {"file", 3};
static const struct journal_request request = {"lossgrid", &part, 1};

static double number_of(size_t point, size_t k)
{
    return (double)(point * WIDTH + k) * 1.1;
}

static bool open_journal(struct journal *j, struct answers *a, const char *path)
{
    fuzz_must(fuzz_good(answers_new(a, POINTS, 1)));
    bool good = fuzz_good(journal_open(j, path, &request, a, NULL));
    for (size_t i = 0; i < POINTS; i++)
        for (size_t k = 0; k < WIDTH && a->known[i]; k++)
            fuzz_must(a->width == WIDTH && a->numbers[i * WIDTH + k] == number_of(i, k));
    if (!good)
        answers_free(a);
    return good;
}

/* Adds the points that are not known. */
static void complete(struct journal *j, struct answers *a)
{
    for (size_t i = 0; i < POINTS; i++) {
        if (a->known[i])
            continue;
        const double numbers[WIDTH] = {number_of(i, 0), number_of(i, 1)};
        fuzz_must(fuzz_good(answers_put(a, i, numbers, WIDTH)));
        fuzz_must(fuzz_good(journal_add(j, a, i)));
    }
    answers_free(a);
    journal_close(j);
}

struct text {
    char at[ROOM];
    size_t length;
};

/* Puts `count` bytes at `at` in the place of `gone` that are there. */
static void replace(struct text *t, size_t at, size_t gone, const char *bytes, size_t count)
{
    if (t->length - gone + count > ROOM)
        return;
    char copy[UINT8_MAX];
    memcpy(copy, bytes, count);
    memmove(t->at + at + count, t->at + at + gone, t->length - at - gone);
    memcpy(t->at + at, copy, count);
    t->length = t->length - gone + count;
}

enum { CHANGE = 5 }; /* bytes of a change: what, a place of two bytes, two numbers */

static void change(struct text *t, const uint8_t c[CHANGE])
{
    static const char nuls[UINT8_MAX] = {0};
    size_t at = (c[1] + 256U * c[2]) % (t->length + 1), rest = t->length - at;
    char byte = (char)c[3];
    switch (c[0] % 6) {
    case 0:
        if (rest > 0)
            t->at[at] = (char)(t->at[at] ^ byte);
        break;
    case 1:
        replace(t, at, 0, &byte, 1);
        break;
    case 2:
        replace(t, at, size_min(c[3], rest), nuls, 0);
        break;
    case 3: /* a piece from elsewhere */
        replace(t, (c[4] * 37U) % (t->length + 1), 0, t->at + at, size_min(c[3], rest));
        break;
    case 4:
        t->length = at;
        break;
    default:
        replace(t, c[4] % 2 ? t->length : at, 0, nuls, c[3]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct text t;
    char path[FUZZ_PATH];
    struct journal j;
    struct answers a;
    int fd = fuzz_file(data, 0, path);
    fuzz_must(open_journal(&j, &a, path));
    complete(&j, &a);
    ssize_t length = pread(fd, t.at, ROOM, 0);
    fuzz_must(length > 0);
    t.length = (size_t)length;
    for (size_t at = 0; at + CHANGE <= size; at += CHANGE)
        change(&t, data + at);
    fuzz_must(ftruncate(fd, 0) == 0 && pwrite(fd, t.at, t.length, 0) == (ssize_t)t.length);
    if (open_journal(&j, &a, path)) {
        complete(&j, &a);
        fuzz_must(open_journal(&j, &a, path) && a.count == POINTS);
        answers_free(&a);
        journal_close(&j);
    }
    close(fd);
    return 0;
}

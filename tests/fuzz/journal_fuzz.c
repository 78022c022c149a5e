/* A journal of snapeval, of points by their keys, with predictions that its file does not have.
 * Each line of the input gets the check that belongs to it: behind that stands what reads the
 * lines. */
#include "fuzz.h"

#include "evaluation/journal.h"
#include "evaluation/journal_line.h"

enum { POINTS = 4, PARTS = 2 };

static const struct journal_part parts[PARTS] = {{"command", 1}, {"predictions", 1}};
static const struct journal_request request = {"snapeval", parts, PARTS};

/* Opens the journal; whether that went well. */
static bool open_journal(const char *path)
{
    static const uint64_t keys[POINTS] = {0x10, 0xff, 0x2, 0x123456789abcdef0};
    struct answers answers;
    struct prediction_store store;
    struct journal journal;
    fuzz_must(fuzz_good(answers_new(&answers, POINTS, 1)));
    fuzz_must(fuzz_good(prediction_store_new(&store, POINTS, NULL)));
    answers.keys = keys;
    answers.predictions = &store;
    bool good = fuzz_good(journal_open(&journal, path, &request, &answers, NULL));
    fuzz_must(answers.count <= POINTS);
    if (good)
        journal_close(&journal);
    prediction_store_free(&store);
    answers_free(&answers);
    return good;
}

/* The first line, without its newline, of a journal that is new. */
static void read_head(int fd, const char *path, char head[256])
{
    fuzz_must(open_journal(path));
    ssize_t length = pread(fd, head, 255, 0);
    fuzz_must(length > 0 && head[length - 1] == '\n');
    head[length - 1] = '\0';
}

static void append_line(int fd, const uint8_t *line, size_t length, uint64_t seed)
{
    struct memstream m;
    FILE *f = memstream_open(&m);
    fuzz_must(f != NULL);
    fwrite(line, 1, length, f);
    journal_line_end(&m, seed);
    fuzz_must(memstream_close(&m) && lseek(fd, 0, SEEK_END) > 0 &&
              write(fd, m.text, m.length) == (ssize_t)m.length);
    free(m.text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[FUZZ_PATH], head[256];
    int fd = fuzz_file(data, 0, path);
    read_head(fd, path, head);
    for (size_t at = 0; at < size;) {
        const uint8_t *end = memchr(data + at, '\n', size - at);
        size_t length = end ? (size_t)(end - data) - at : size - at;
        append_line(fd, data + at, length, journal_line_seed(head));
        at += length + 1;
    }
    open_journal(path);
    close(fd);
    return 0;
}

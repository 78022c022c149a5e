/* Logs of sketches, each digest of which is right: the input describes the log, by pieces up to a
 * NUL. A piece that begins with '!' is bytes that stand in the log as they are. Another is the
 * lines of a record's header without "phm 1", "bytes" and "head", an empty line, and
 * characters, each a number of the sketch. The piece ':' begins the next log. */
#include "fuzz.h"

#include "base/size.h"
#include "snapshot/sketch/sketch_log.h"

#include <inttypes.h>
#include <xxhash.h>

enum { LOGS = 3, NUMBERS = 256 };

struct logs {
    int fd[LOGS];
    char path[LOGS][FUZZ_PATH];
    size_t count;
};

static void put(struct logs *logs, const void *bytes, size_t length)
{
    int fd = logs->fd[logs->count - 1];
    fuzz_must(lseek(fd, 0, SEEK_END) >= 0 && write(fd, bytes, length) == (ssize_t)length);
}

static void begin_log(struct logs *logs)
{
    if (logs->count == LOGS)
        return;
    logs->fd[logs->count] = fuzz_file((const uint8_t *)"", 0, logs->path[logs->count]);
    logs->count++;
}

/* The lines before `attr`, whose sizes the payload's follows, and the rest. */
static void put_record(struct logs *logs, const char *text, size_t length)
{
    static char head[FUZZ_INPUT_MAX + 256];
    float numbers[NUMBERS] = {0};
    const char *end = memmem(text, length, "\n\n", 2), *attr = memmem(text, length, "attr ", 5);
    size_t header = end ? (size_t)(end - text) + 1 : length, cols = 0;
    size_t first = attr && attr < text + header ? (size_t)(attr - text) : header;
    const char *shape = memmem(text, first, "shape 1 ", 8);
    for (const char *c = shape ? shape + 8 : text;
         shape && c < text + first && *c >= '0' && *c <= '9'; c++)
        cols = size_min(10 * cols + (size_t)(*c - '0'), NUMBERS);
    for (size_t i = 0; i < cols && header + 1 + i < length; i++)
        numbers[i] = (float)(text[header + 1 + i] - '0');
    int used = snprintf(head, sizeof head, "phm 1\n%.*sbytes %zu\n%.*s", (int)first, text, 4 * cols,
                        (int)(header - first), text + first);
    used += snprintf(head + used, sizeof head - (size_t)used, "head %016" PRIx64 "\n\n",
                     XXH3_64bits(head, (size_t)used));
    put(logs, head, (size_t)used);
    put(logs, numbers, 4 * cols);
    used = snprintf(head, sizeof head, "xxh3 %016" PRIx64 "\n", XXH3_64bits(numbers, 4 * cols));
    put(logs, head, (size_t)used);
}

static void put_piece(struct logs *logs, const char *text, size_t length)
{
    if (length == 1 && *text == ':')
        begin_log(logs);
    else if (length > 0 && *text == '!')
        put(logs, text + 1, length - 1);
    else if (length > 0)
        put_record(logs, text, length);
}

static void read_logs(const struct logs *logs)
{
    struct concat work = {.skip_bad = logs->count > 1};
    struct writer *out;
    bool are;
    int fd = memfd_create("output", MFD_CLOEXEC);
    for (size_t i = 0; i < logs->count; i++)
        fuzz_must(fuzz_good(strlist_add(&work.files, logs->path[i], strlen(logs->path[i]))));
    fuzz_must(fd >= 0 && fuzz_good(writer_open_fd(&out, fd)));
    if (fuzz_good(sketch_log_are(&work.files, &are)) &&
        fuzz_good(sketch_log_write(&work, out, "fuzz", NULL)))
        fuzz_must(fuzz_good(writer_commit(out)));
    else
        writer_discard(out);
    strlist_free(&work.files);
    close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct logs logs = {0};
    begin_log(&logs);
    for (size_t at = 0; at < size;) {
        const uint8_t *end = memchr(data + at, '\0', size - at);
        size_t length = end ? (size_t)(end - data) - at : size - at;
        put_piece(&logs, (const char *)data + at, length);
        at += length + 1;
    }
    read_logs(&logs);
    for (size_t i = 0; i < logs.count; i++)
        close(logs.fd[i]);
    return 0;
}

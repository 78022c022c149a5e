#include "base/file/ours.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEAD = 2048, TAIL = 64 }; /* bytes of a file, in which its mark is */

/* Where a picture gets its mark. */
enum place { BEHIND_FIRST_LINE, BEHIND_PNG_HEADER, BEFORE_GIF_TRAILER, AT_END };
enum { PNG_HEADER = 33, GIF_TRAILER = 1 };

#define NAME "trajplot (phatetools)"
#define BYTES(text) text, sizeof text - 1

static const struct format {
    const char *magic;
    size_t length;
    struct ours_mark mark;
    enum place place;
} formats[] = {
    /* A chunk: its length, its type, a keyword and the text, a checksum. */
    {BYTES("\x89PNG\r\n\x1a\n"),
     {BYTES("\0\0\0\x1e"
            "tEXtSoftware\0" NAME "\x36\x67\xec\x01")},
     BEHIND_PNG_HEADER},
    /* A comment's block: two bytes of its kind, its length, the text, an end. */
    {BYTES("GIF89a"), {BYTES("!\xfe\x15" NAME "\0")}, BEFORE_GIF_TRAILER},
    {BYTES("<?xml "), {BYTES("<!-- " NAME " -->\n")}, BEHIND_FIRST_LINE},
    /* In front, where a PDF counts its bytes, there is no room. */
    {BYTES("%PDF-"), {BYTES("% " NAME "\n")}, AT_END},
    {BYTES("%!PS-"), {BYTES("%" NAME "\n")}, BEHIND_FIRST_LINE},
    {BYTES("\\begin{tikzpicture}"), {BYTES("% " NAME "\n")}, BEHIND_FIRST_LINE},
    {BYTES("<!DOCTYPE html>"), {BYTES("<meta name=\"generator\" content=\"" NAME "\">")}, AT_END},
};

/* These bytes alone tell. */
static const struct ours_mark beginnings[] = {
    {BYTES("phm 1\n")},
    {BYTES("# A gnuplot script, made by trajplot")},
};

static bool begins(const char *data, size_t length, const char *with, size_t with_length)
{
    return length >= with_length && memcmp(data, with, with_length) == 0;
}

static const struct format *format_of(const char *data, size_t length)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (begins(data, length, formats[i].magic, formats[i].length))
            return &formats[i];
    return NULL;
}

const struct ours_mark *ours_mark_of(const char *data, size_t length)
{
    const struct format *format = format_of(data, length);
    return format ? &format->mark : NULL;
}

size_t ours_place_of(const char *data, size_t length)
{
    const struct format *format = format_of(data, length);
    const char *line = memchr(data, '\n', length);
    if (!format || format->place == AT_END)
        return length;
    if (format->place == BEFORE_GIF_TRAILER)
        return length - GIF_TRAILER;
    if (format->place == BEHIND_PNG_HEADER)
        return length < PNG_HEADER ? length : PNG_HEADER;
    return line ? (size_t)(line - data) + 1 : length;
}

/* How many bytes there are at that place, at most `most`. */
static size_t read_at(int fd, char *bytes, size_t most, off_t at)
{
    ssize_t got = pread(fd, bytes, most, at);
    return got > 0 ? (size_t)got : 0;
}

static bool is_ours(int fd, off_t size)
{
    char head[HEAD], tail[TAIL];
    size_t length = read_at(fd, head, sizeof head, 0);
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
        if (begins(head, length, beginnings[i].text, beginnings[i].length))
            return true;
    const struct ours_mark *mark = ours_mark_of(head, length);
    if (!mark)
        return false;
    size_t rest = read_at(fd, tail, sizeof tail, size > TAIL ? size - TAIL : 0);
    return memmem(head, length, mark->text, mark->length) ||
           memmem(tail, rest, mark->text, mark->length);
}

bool ours_is(const char *path)
{
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    bool ours = fd >= 0 && fstat(fd, &status) == 0 && is_ours(fd, status.st_size);
    if (fd >= 0)
        close(fd);
    return ours;
}

#include "base/memstream.h"

#include "base/size.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM_FIRST = 1024 };

static bool make_room(struct memstream *m, size_t length)
{
    size_t needed, doubled;
    if (!size_add(m->length, length, &needed) || !size_add(needed, 1, &needed))
        return false;
    if (needed <= m->room)
        return true;
    if (!size_mul(m->room, 2, &doubled))
        return false;
    size_t room = size_max(needed, doubled);
    char *text = realloc(m->text, room);
    if (!text)
        return false;
    m->text = text;
    m->room = room;
    return true;
}

/* Stdio remembers bytes that are not taken as an error of the file. */
static ssize_t append(void *cookie, const char *data, size_t length)
{
    struct memstream *m = cookie;
    if (!make_room(m, length)) {
        errno = ENOMEM;
        return 0;
    }
    memcpy(m->text + m->length, data, length);
    m->length += length;
    m->text[m->length] = '\0';
    return (ssize_t)length;
}

FILE *memstream_open(struct memstream *m)
{
    *m = (struct memstream){.text = calloc(1, ROOM_FIRST), .room = ROOM_FIRST};
    if (m->text)
        m->file = fopencookie(m, "w", (cookie_io_functions_t){.write = append});
    if (!m->file) {
        free(m->text);
        *m = (struct memstream){0};
    }
    return m->file;
}

bool memstream_close(struct memstream *m)
{
    bool good = !ferror(m->file);
    good = fclose(m->file) == 0 && good;
    if (!good) {
        free(m->text);
        m->text = NULL;
    }
    return good;
}

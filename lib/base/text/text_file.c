#include "base/text/text_file.h"

#include "base/file/path.h"
#include "base/size.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_FIRST = 1 << 16, TEXT_MAX = 256 << 20 };

/* Reads the rest of f, at most TEXT_MAX bytes. */
static struct error *read_rest(FILE *f, const char *path, char **text, size_t *length)
{
    size_t room = 0, used = 0;
    char *buffer = NULL;
    while (!feof(f) && !ferror(f) && used < TEXT_MAX) {
        room = size_max(2 * room, TEXT_FIRST);
        char *grown = realloc(buffer, room + 1);
        if (!grown) {
            free(buffer);
            return error_memory(path);
        }
        buffer = grown;
        used += fread(buffer + used, 1, room - used, f);
    }
    if (ferror(f)) {
        free(buffer);
        return error_new("%s: cannot read: %s: is it a file?", path, strerror(errno));
    }
    buffer[used] = '\0';
    *text = buffer;
    *length = used;
    return NULL;
}

static struct error *check_text(const char *text, size_t length, const char *path)
{
    if (length >= TEXT_MAX)
        return error_new("%s: longer than %d MB: is it a table or a list?", path, TEXT_MAX >> 20);
    const char *nul = memchr(text, '\0', length);
    if (nul)
        return error_new("%s: byte %td: a NUL byte, which text never has: is it the right file?",
                         path, nul - text);
    return NULL;
}

/* Windows' programs write a byte order mark in front of UTF-8. */
static void drop_mark(char *text, size_t length)
{
    static const char mark[] = "\xef\xbb\xbf";
    enum { MARK = sizeof mark - 1 };
    if (length >= MARK && memcmp(text, mark, MARK) == 0)
        memmove(text, text + MARK, length - MARK + 1);
}

struct error *text_file_read(const char *path, char **text)
{
    struct error *err;
    size_t length = 0;
    *text = NULL;
    bool standard = path_is_standard(path);
    FILE *f = standard ? stdin : fopen(path, "re");
    if (!f)
        return error_new("%s: cannot open: %s", path, strerror(errno));
    TRY(read_rest(f, path_of_input(path), text, &length));
    TRY(check_text(*text, length, path_of_input(path)));
    drop_mark(*text, length);
out:
    if (!standard)
        fclose(f);
    if (err) {
        free(*text);
        *text = NULL;
    }
    return err;
}

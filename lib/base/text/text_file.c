#include "base/text/text_file.h"

#include "base/file/identity.h"
#include "base/file/path.h"
#include "base/size.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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

/* Something that is not a file, such as a pipe, has no state that could change. */
static struct file_identity state_of(FILE *f)
{
    struct stat status;
    if (fstat(fileno(f), &status) != 0 || !S_ISREG(status.st_mode))
        return (struct file_identity){0};
    return file_identity_of(&status);
}

/* Tells in *settled whether nothing has written to the file meanwhile; *text is NULL if not. */
static struct error *read_once(const char *path, char **text, size_t *length, bool *settled)
{
    FILE *f = fopen(path, "re");
    if (!f)
        return error_new("%s: cannot open: %s", path, strerror(errno));
    const struct file_identity before = state_of(f);
    struct error *err = read_rest(f, path, text, length);
    const struct file_identity after = state_of(f);
    fclose(f);
    *settled = file_identity_is_unchanged(&before, &after);
    if (!err && !*settled) {
        free(*text);
        *text = NULL;
    }
    return err;
}

/* A logger writes now and then: the next time the file is likely to be whole. */
static struct error *read_named(const char *path, char **text, size_t *length)
{
    enum { ATTEMPTS = 8 };
    struct error *err = NULL;
    bool settled = false;
    for (int i = 0; i < ATTEMPTS && !settled && !err; i++)
        err = read_once(path, text, length, &settled);
    if (!err && !settled)
        err = error_new(
            "%s: changed each time that it was read: wait until its writer has finished", path);
    return err;
}

struct error *text_file_read(const char *path, char **text)
{
    struct error *err;
    size_t length = 0;
    *text = NULL;
    if (path_is_standard(path))
        TRY(read_rest(stdin, path_of_input(path), text, &length));
    else
        TRY(read_named(path, text, &length));
    TRY(check_text(*text, length, path_of_input(path)));
    drop_mark(*text, length);
out:
    if (err) {
        free(*text);
        *text = NULL;
    }
    return err;
}

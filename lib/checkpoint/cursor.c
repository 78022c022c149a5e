#include "checkpoint/cursor.h"

#include <stdlib.h>
#include <unistd.h>

struct error *cursor_open(struct cursor *cursor, const struct checkpoint *c)
{
    *cursor = (struct cursor){.checkpoint = c, .fds = malloc(c->file_count * sizeof(int))};
    if (!cursor->fds)
        return error_memory("a list of open files");
    for (size_t i = 0; i < c->file_count; i++)
        cursor->fds[i] = -1;
    return NULL;
}

static void close_files(struct cursor *cursor)
{
    for (size_t i = 0; cursor->fds && i < cursor->checkpoint->file_count; i++) {
        if (cursor->fds[i] >= 0)
            close(cursor->fds[i]);
        cursor->fds[i] = -1;
    }
}

void cursor_suspend(struct cursor *cursor)
{
    const struct checkpoint_format *format = cursor->checkpoint->format;
    if (cursor->state && format->suspend)
        format->suspend(cursor->state);
    close_files(cursor);
}

void cursor_close(struct cursor *cursor)
{
    if (cursor->state)
        cursor->checkpoint->format->close(cursor->state);
    close_files(cursor);
    free(cursor->fds);
    *cursor = (struct cursor){0};
}

struct error *cursor_file(struct cursor *cursor, size_t file)
{
    if (cursor->fds[file] >= 0)
        return NULL;
    return checkpoint_file_open(&cursor->checkpoint->files[file], &cursor->fds[file]);
}

struct error *cursor_check_unchanged(const struct cursor *cursor)
{
    struct error *err = NULL;
    for (size_t i = 0; i < cursor->checkpoint->file_count && !err; i++)
        err = checkpoint_file_unchanged(&cursor->checkpoint->files[i], cursor->fds[i]);
    return err;
}

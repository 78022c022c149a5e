#include "plot/gnuplot/film.h"

#include "base/file/folder.h"
#include "base/file/output.h"
#include "base/file/path.h"
#include "plot/gnuplot/film_gif.h"
#include "plot/gnuplot/mark.h"
#include "plot/gnuplot/png_frames.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- the name ---- */

static bool is_gif(const char *path)
{
    const char *extension = path_extension(path);
    return extension && strcasecmp(extension, ".gif") == 0;
}

struct error *film_check_name(const char *path)
{
    if (is_gif(path) || (*path && !path_extension(path) && strcmp(path, "-") != 0))
        return NULL;
    return error_new("%s: not a film name: end it in .gif, or in a slash for a folder of PNG "
                     "files, from which ffmpeg(1) makes other films",
                     path);
}

/* The folder's name without slashes at its end; the caller frees it. */
static char *folder_name(const char *path)
{
    return strndup(path, path_length(path));
}

static bool is_empty(const char *folder)
{
    size_t entries = 0;
    DIR *dir = opendir(folder);
    if (!dir)
        return false;
    while (readdir(dir))
        entries++;
    closedir(dir);
    return entries <= 2; /* itself and the one above */
}

/* Whether the directory that `path` would be in can be written to. */
static bool is_place(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return access(".", W_OK) == 0;
    char *parent = strndup(path, slash == path ? 1 : (size_t)(slash - path));
    bool good = parent && access(parent, W_OK) == 0;
    free(parent);
    return good;
}

struct error *film_check_place(const char *path)
{
    struct error *err = NULL;
    struct stat status;
    char *name = folder_name(path);
    if (!name)
        return error_memory("a file name");
    if (!is_place(name))
        err = error_new(
            "%s: cannot write: check that its directory exists and that you may write to it", path);
    else if (!is_gif(path) && lstat(name, &status) == 0 &&
             (S_ISLNK(status.st_mode) || !is_empty(name)))
        err = error_new(
            "%s: already exists and is not an empty folder: choose another name, or remove it",
            path);
    free(name);
    return err;
}

/* ---- files ---- */

static struct error *write_file(const char *path, const char *data, size_t length)
{
    struct output out;
    struct error *err = output_open(&out, path);
    if (err)
        return err;
    err = output_write(&out, data, length);
    if (!err)
        return output_commit(&out);
    output_discard(&out);
    return err;
}

static struct error *write_frames(const char *folder, const char *images, size_t length)
{
    struct error *err = NULL;
    char *path = NULL;
    for (size_t number = 1; length && !err; number++) {
        size_t frame = png_frames_first(images, length);
        if (asprintf(&path, "%s/frame%04zu.png", folder, number) < 0)
            return error_memory("a file name");
        err = write_file(path, images, frame);
        free(path);
        images += frame;
        length -= frame;
    }
    return err;
}

/* Under another name, until all is there. */
static struct error *write_folder(const char *path, const char *images, size_t length)
{
    struct error *err = NULL;
    char *name = folder_name(path), *temp = NULL;
    if (!name || asprintf(&temp, "%s.XXXXXX", name) < 0) {
        free(name);
        return error_memory("a file name");
    }
    int fd = folder_make(temp);
    if (fd < 0) {
        err = error_new("%s: cannot make a folder: %s", path, strerror(errno));
        goto out;
    }
    fchmod(fd, output_permissions(0777));
    err = write_frames(temp, images, length);
    if (!err && rename(temp, name) != 0)
        err = error_new("%s: cannot write: %s: name a folder that does not exist yet", path,
                        strerror(errno));
    if (err)
        folder_remove(fd, temp);
    close(fd);
out:
    free(name);
    free(temp);
    return err;
}

/* ---- the whole ---- */

static struct error *write_gif(const char *path, const char *images, size_t length,
                               const struct film_options *options)
{
    char *gif;
    size_t size;
    struct error *err = film_gif(images, length, options, &gif, &size);
    if (err)
        return err;
    err = mark_image(&gif, &size);
    if (!err)
        err = write_file(path, gif, size);
    free(gif);
    return err;
}

static struct error *check_frames(const char *images, size_t length)
{
    for (size_t frame; length; images += frame, length -= frame) {
        frame = png_frames_first(images, length);
        if (!frame)
            return error_new("gnuplot: drew something other than a row of PNG images");
    }
    return NULL;
}

struct error *film_write(const char *path, const char *images, size_t length,
                         const struct film_options *options)
{
    struct error *err = check_frames(images, length);
    if (err)
        return err;
    if (is_gif(path))
        return write_gif(path, images, length, options);
    /* What an interrupt would leave half done has no name that a handler could remove. */
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    err = write_folder(path, images, length);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return err;
}

/* A folder that several processes wrote. The input is a letter for its kind, the lengths of its
 * first two files (two bytes each, little-endian), and the files, the last of which has the
 * rest. */
#include "checkpoint_read.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>

enum { FILES = 3, HEADER = 5 };

static const char *const dcp[FILES] = {".metadata", "__0_0.distcp", "__1_0.distcp"};
static const char *const ranks[FILES] = {"model_world_size_2_rank_0.pt",
                                         "model_world_size_2_rank_1.pt", "other"};

static char folder[] = "/dev/shm/dcp_fuzz.XXXXXX";

static void path_of(const char *name, char path[PATH_MAX])
{
    fuzz_must(snprintf(path, PATH_MAX, "%s/%s", folder, name) < PATH_MAX);
}

static void put(const char *name, const uint8_t *data, size_t size)
{
    char path[PATH_MAX];
    path_of(name, path);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    fuzz_must(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    close(fd);
}

static void empty_folder(void)
{
    char path[PATH_MAX];
    for (size_t i = 0; i < FILES; i++) {
        path_of(dcp[i], path);
        unlink(path);
        path_of(ranks[i], path);
        unlink(path);
    }
}

static void remove_folder(void)
{
    empty_folder();
    rmdir(folder);
}

static void fill_folder(const uint8_t *data, size_t size)
{
    const char *const *names = data[0] == 'r' ? ranks : dcp;
    const uint8_t *at = data + HEADER;
    size_t left = size - HEADER;
    for (size_t i = 0; i < FILES; i++) {
        size_t length = left;
        if (i + 1 < FILES)
            length = size_min(left, data[1 + 2 * i] | (size_t)data[2 + 2 * i] << 8);
        put(names[i], at, length);
        at += length;
        left -= length;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct checkpoint_hints hints[] = {{0}, {.key = "model"}};
    static bool made;
    if (size < HEADER)
        return 0;
    if (!made) {
        fuzz_must(mkdtemp(folder) && atexit(remove_folder) == 0);
        made = true;
    }
    fill_folder(data, size);
    for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
        read_checkpoint(folder, &hints[i]);
    empty_folder();
    return 0;
}

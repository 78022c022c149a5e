/* An index of a checkpoint's files, as JSON: transformers' with the names of tensors, or Keras's
 * with groups of them. The files beside it are there, and hold what the seeds' indexes say. */
#include "checkpoint_read.h"

#include <fcntl.h>
#include <sys/stat.h>

static char folder[] = "/dev/shm/index_fuzz.XXXXXX";
static const char *const files[] = {
    "model-00001-of-00003.safetensors", "model-00002-of-00003.safetensors",
    "model-00003-of-00003.safetensors", "model.safetensors.index.json"};
enum { FILES = sizeof files / sizeof *files, INDEX = FILES - 1, PATH_ROOM = sizeof folder + 64 };

static char *path_of(size_t file, char path[PATH_ROOM])
{
    snprintf(path, PATH_ROOM, "%s/%s", folder, files[file]);
    return path;
}

static void remove_folder(void)
{
    char path[PATH_ROOM];
    for (size_t i = 0; i < FILES; i++)
        unlink(path_of(i, path));
    rmdir(folder);
}

static void put(size_t file, const void *data, size_t size)
{
    char path[PATH_ROOM];
    int fd = open(path_of(file, path), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    fuzz_must(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    close(fd);
}

/* A safetensors file of two tensors of two numbers each. */
static void put_tensors(size_t file, const char *first, const char *second)
{
    char text[512];
    size_t length = (size_t)snprintf(
        text + 8, sizeof text - 8,
        "{\"%s\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
        "\"%s\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[8,12]}}            ",
        first, second);
    const uint64_t header = length - 12; /* the spaces behind it are the numbers */
    memcpy(text, &header, 8);
    put(file, text, 8 + length);
}

static void make_folder(void)
{
    static bool made;
    if (made)
        return;
    fuzz_must(mkdtemp(folder) && atexit(remove_folder) == 0);
    made = true;
    put_tensors(0, "w", "v");
    put_tensors(1, "x", "layers/dense/vars/0");
    put_tensors(2, "layers/dense/vars/1", "layers/dense_1/vars/0");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[PATH_ROOM];
    make_folder();
    put(INDEX, data, size);
    read_checkpoint(path_of(INDEX, path), NULL);
    read_checkpoint(folder, NULL);
    return 0;
}

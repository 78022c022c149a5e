/* A LoRA adapter: a folder whose description is the input up to its first NUL, and whose factors
 * are the rest. The products are read in pieces. */
#include "checkpoint/format/open.h"
#include "fuzz.h"

#include "base/file/folder.h"
#include "base/size.h"
#include "checkpoint/tensor_read.h"

#include <fcntl.h>

enum { PIECE = 512, TENSORS = 16 };

static char folder[] = "/tmp/lora_fuzz.XXXXXX";
static int held;

static void remove_folder(void)
{
    folder_remove(held, folder);
}

static void put(const char *name, const uint8_t *data, size_t size)
{
    char path[sizeof folder + 64];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    fuzz_must(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    close(fd);
}

static void read_tensor(struct cursor *cursor, const struct tensor *t)
{
    static float f32[PIECE];
    static double f64[PIECE];
    size_t count = size_min(t->count, PIECE), last = t->count - count;
    if (count == 0 || !fuzz_good(tensor_read_f32(cursor, t, 0, count, f32)))
        return;
    fuzz_good(tensor_read_f64(cursor, t, last, count, f64));
    fuzz_good(tensor_read_f64(cursor, t, last / 2, count / 2 + 1, f64));
}

static void use(struct checkpoint *c)
{
    struct cursor cursor;
    fuzz_must(fuzz_good(cursor_open(&cursor, c)));
    for (size_t i = 0; i < c->count && i < TENSORS; i++)
        read_tensor(&cursor, &c->tensors[i]);
    cursor_close(&cursor);
    checkpoint_free(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool made;
    const uint8_t *end = size ? memchr(data, 0, size) : NULL;
    size_t config = end ? (size_t)(end - data) : size;
    if (!made) {
        held = folder_make(folder);
        fuzz_must(held >= 0 && atexit(remove_folder) == 0);
        made = true;
    }
    put("adapter_config.json", data, config);
    put("adapter_model.safetensors", data + config + (end != NULL), size - config - (end != NULL));
    for (int raw = 0; raw < 2; raw++) {
        const struct checkpoint_hints hints = {.raw_factors = raw};
        struct checkpoint c;
        if (fuzz_good(checkpoint_open(&c, folder, &hints)))
            use(&c);
    }
    return 0;
}

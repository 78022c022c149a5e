/* A folder: the input is its trainer_state.json, and, line by line, the names of its entries. */
#include "checkpoint/folder/refusal.h"
#include "checkpoint/folder/trainer_state.h"
#include "checkpoint/folder/weights.h"
#include "fuzz.h"

static char folder[] = "/tmp/folder_fuzz.XXXXXX",
            path[sizeof folder + sizeof "/trainer_state.json"];

static void remove_folder(void)
{
    unlink(path);
    rmdir(folder);
}

static void write_state(const uint8_t *data, size_t size)
{
    if (!path[0]) {
        fuzz_must(mkdtemp(folder) != NULL);
        snprintf(path, sizeof path, "%s/trainer_state.json", folder);
        fuzz_must(atexit(remove_folder) == 0);
    }
    FILE *f = fopen(path, "we");
    fuzz_must(f && fwrite(data, 1, size, f) == size);
    fuzz_must(fclose(f) == 0);
}

static void choose(const struct strlist *names)
{
    struct weights w;
    if (weights_are_in(names) && fuzz_good(weights_choose(names, folder, &w)))
        fuzz_must(strlist_find(names, w.name) != (size_t)-1);
    fuzz_must(!fuzz_good(folder_refusal(names, folder)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct checkpoint c = {0};
    struct strlist names = {0};
    write_state(data, size);
    if (fuzz_good(trainer_state_take(&c, folder)))
        fuzz_must(c.keys.count == c.values.count);
    checkpoint_free(&c);
    for (size_t at = 0, end; at < size; at = end + 1) {
        const uint8_t *newline = memchr(data + at, '\n', size - at);
        end = newline ? (size_t)(newline - data) : size;
        fuzz_must(fuzz_good(strlist_add(&names, (const char *)data + at, end - at)));
    }
    choose(&names);
    strlist_free(&names);
    return 0;
}

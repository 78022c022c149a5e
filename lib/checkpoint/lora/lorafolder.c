#include "checkpoint/lora/lorafolder.h"

#include "base/text/decimal.h"
#include "checkpoint/folder/entry.h"
#include "checkpoint/folder/trainer_state.h"
#include "checkpoint/lora/config.h"
#include "checkpoint/lora/factors.h"

#include <stdlib.h>

/* The preferred one first. */
static const char *const weights[] = {"adapter_model.safetensors", "adapter_model.bin"};
enum { WEIGHTS = sizeof weights / sizeof *weights };

static const char *find_weights(const struct strlist *names)
{
    for (size_t i = 0; i < WEIGHTS; i++)
        if (strlist_find(names, weights[i]) != (size_t)-1)
            return weights[i];
    return NULL;
}

bool lorafolder_recognise(const struct strlist *names)
{
    return find_weights(names) && strlist_find(names, "adapter_config.json") != (size_t)-1;
}

/* The names are settled when the products have theirs. */
static struct error *open_factors(struct checkpoint *c, const struct opening *o)
{
    struct error *err;
    struct checkpoint factors = {0};
    struct strlist names = {0};
    char *path = NULL;
    struct checkpoint_hints hints = *o->hints;
    hints.raw_factors = true;
    hints.renames = NULL;
    TRY(entry_list(c->path, &names));
    path = entry_path(c->path, find_weights(&names));
    if (!path)
        TRY(error_memory("a file name"));
    TRY(o->open(&factors, path, &hints));
    checkpoint_take(c, &factors);
out:
    strlist_free(&names);
    free(path);
    return err;
}

static struct error *take_number(struct checkpoint *c, const char *key, double value)
{
    struct error *err;
    char text[DECIMAL_ROOM];
    size_t length = decimal_f64(text, value);
    TRY(strlist_addf(&c->keys, "%s", key));
    TRY(strlist_add(&c->values, text, length));
out:
    return err;
}

static struct error *make_products(struct checkpoint *c, const struct lora_config *config)
{
    struct error *err;
    size_t pairs;
    TRY(lora_multiply(c, config, &pairs));
    TRY(strlist_addf(
        &c->notes,
        "%zu pairs of LoRA's factors are compared as their products: snapcat --raw-factors "
        "compares the factors",
        pairs));
out:
    return err;
}

static struct error *lorafolder_open(struct checkpoint *c, const struct opening *o)
{
    struct error *err;
    struct lora_config config = {0};
    TRY(open_factors(c, o));
    if (!o->hints->raw_factors) {
        TRY(lora_config_read(&config, c->path));
        TRY(make_products(c, &config));
        TRY(take_number(c, "r", config.r));
        TRY(take_number(c, "lora_alpha", config.alpha));
    }
    TRY(trainer_state_take(c, c->path));
out:
    lora_config_free(&config);
    return err;
}

const struct checkpoint_format lorafolder_format = {
    .name = "a LoRA adapter", .rewrite = REWRITE_NONE, .open = lorafolder_open};

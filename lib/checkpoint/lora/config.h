/* adapter_config.json of the peft library: how the factors of a LoRA adapter are scaled. */
#ifndef PHATE_CHECKPOINT_LORA_CONFIG_H
#define PHATE_CHECKPOINT_LORA_CONFIG_H

#include "base/error.h"
#include "base/text/regex_list.h"

#include <stdbool.h>

/* Values for the modules whose names match: {"q_proj": 16}. */
struct lora_pattern {
    struct regex_list keys;
    double *values; /* one per key */
};

struct lora_config {
    double r, alpha;
    bool rank_stabilised; /* the scale is alpha / sqrt(r), else alpha / r */
    bool transposed;      /* weights are stored as inputs x outputs (fan_in_fan_out) */
    struct lora_pattern ranks, alphas;
};

/* Fails if the file is not the description of a LoRA adapter, and if the adapter is of a kind whose
 * weights are more than products. The error names the file, without its folder. The caller frees
 * it. */
struct error *lora_config_read(struct lora_config *config, const char *folder) MUST_CHECK;
void lora_config_free(struct lora_config *config);

/* What the product of a module's factors is multiplied by. Fails if its rank is not the one that
 * the description says. */
struct error *lora_config_scale(const struct lora_config *config, const char *module, size_t rank,
                                double *scale) MUST_CHECK;

#endif

/* The factors of a LoRA adapter (Hu et al. 2021): beside a weight W, which does not change, the
 * network has scale * B A. The factors B R and R^-1 A give the same network, so it is the products
 * that are compared. */
#ifndef PHATE_CHECKPOINT_LORA_FACTORS_H
#define PHATE_CHECKPOINT_LORA_FACTORS_H

#include "checkpoint/checkpoint.h"
#include "checkpoint/choice/trained.h"
#include "checkpoint/lora/config.h"

/* Puts, in place of each pair NAME.lora_A.weight (r x in) and NAME.lora_B.weight (out x r), their
 * product NAME.weight (out x in); of an embedding's pair NAME.lora_embedding_A and B the product,
 * transposed (as the embedding stores it). Other tensors stay. Products that are not read (of
 * convolutions) become unreadable tensors. The tensors are sorted by name, before and after. Fails
 * if a factor is alone, or does not fit the other or the description. *count is how many there
 * are. */
struct error *lora_multiply(struct checkpoint *c, const struct lora_config *config,
                            size_t *count) MUST_CHECK;

/* Fails if a file has factors, but not the weights beside which they stand, and so is an adapter
 * named without its description; hints->raw_factors asks for the factors. */
struct error *lora_check_alone(const struct checkpoint *c,
                               const struct checkpoint_hints *hints) MUST_CHECK;

/* Fails if two tensors that are in are the factors A and B of one product, wherever their network's
 * other tensors are: the whole network that peft wraps, loralib's, a diffusion model's lora_down
 * and lora_up. The error names the checkpoint. */
struct error *lora_check_compared(const struct checkpoint *c,
                                  const enum tensor_verdict *verdicts) MUST_CHECK;

#endif

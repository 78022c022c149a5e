#include "align/chain/spec_derive.h"

#include "align/chain/bridges_impl.h"
#include "align/spec_make.h"

#include <stdio.h>
#include <string.h>

struct derivation {
    struct spec *spec;
    const struct layers *layers;
    const struct chain *chain;
};

/* How an axis of so many entries follows an activation: as it is, or flattened. A convolution's
 * output is flattened channel by channel (PyTorch) or position by position (Keras), words always
 * one after the other. */
static struct spec_axis flattened(const struct derivation *d, size_t activation, size_t entries)
{
    size_t blocks = entries / chain_units(d->chain, d->layers, activation);
    const struct layer *from = &d->layers->at[d->chain->layer[activation - 1]];
    bool by_position = from->channels_last || from->kind == LAYER_EMBEDDING;
    return by_position ? (struct spec_axis){SPEC_FIXED, blocks, 1}
                       : (struct spec_axis){SPEC_FIXED, 1, blocks};
}

/* The network's input and output stay as they are. */
static struct error *bind(struct derivation *d, size_t tensor, size_t axis, size_t activation)
{
    char name[32];
    if (activation == 0 || activation == d->chain->count)
        return NULL;
    snprintf(name, sizeof name, "P%zu", activation - 1);
    return spec_bind(d->spec, tensor, axis, name, strlen(name),
                     flattened(d, activation, d->spec->tensors[tensor].shape[axis]));
}

static struct error *bind_tensor(struct derivation *d, size_t tensor)
{
    size_t layer = d->layers->of_tensor[tensor];
    if (layer == LAYERS_NONE)
        return NULL;
    const struct layer *l = &d->layers->at[layer];
    size_t activation = d->chain->activation[layer];
    if (l->weights != tensor)
        return bind(d, tensor, 0, activation);
    struct error *err = bind(d, tensor, l->in_axis, activation - 1);
    return err ? err : bind(d, tensor, l->out_axis, activation);
}

struct error *spec_derive(struct spec *spec, const struct spec_shape *tensors, size_t count,
                          struct report *report)
{
    struct layers layers = {0};
    struct chain chain = {0};
    struct error *err;
    TRY(spec_new(spec, tensors, count));
    TRY(layers_read(&layers, tensors, count));
    TRY(chain_find(&chain, &layers));
    TRY(bridges_check(&chain, &layers, report));
    struct derivation d = {spec, &layers, &chain};
    for (size_t i = 0; i < count; i++)
        TRY(bind_tensor(&d, i));
    err = spec_check(spec);
out:
    chain_free(&chain);
    layers_free(&layers);
    if (err)
        spec_free(spec);
    return err;
}

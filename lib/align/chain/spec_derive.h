/* The specification of a plain chain of layers, from names and shapes alone. */
#ifndef PHATE_ALIGN_CHAIN_SPEC_DERIVE_H
#define PHATE_ALIGN_CHAIN_SPEC_DERIVE_H

#include "align/spec.h"
#include "base/report.h"

/* Finds the specification of a plain chain of layers by names and shapes: dense and convolutional
 * layers of PyTorch (weight: out, in, height, width) or of Keras and Flax (kernel: height, width,
 * in, out), with biases, batch and layer normalisation, and an embedding in front. The permutations
 * are named P0, P1, ... from the input on; input and output stay as they are.
 *
 * Fails where names and shapes leave a doubt, for a wrong axis would change the network: on other
 * layers (attention, recurrent, transposed, grouped), on layers that do not follow each other, on
 * group normalisation, on blocks whose equal widths allow connections past a layer. The error names
 * the tensor and asks for a specification. A chain of layers without blocks may hide such a
 * connection all the same: if its widths allow one, a note says so. Also fails where there is no
 * hidden layer, and where memory is short. The caller frees `spec`. */
struct error *spec_derive(struct spec *spec, const struct spec_shape *tensors, size_t count,
                          struct report *report) MUST_CHECK;

#endif

/* Which axes of a network's tensors follow which permutations of its units.
 *
 * The units of a hidden layer have no order: a network computes the same if they change places,
 * together with everything that is numbered by them: the rows of the layer's weights, its biases,
 * its normalisation (also running means and variances, which are not trained), and the columns of
 * the weights behind it. So each axis of each tensor is fixed, or follows one permutation, in one
 * of three ways. Index i of an axis of outer x units x inner entries stands for unit
 * (i / inner) % units:
 *   P      an entry for each unit;
 *   P*k    `inner` = k entries for each unit, side by side: a convolution's output that is
 *          flattened channel by channel (PyTorch), a head of attention that is k wide;
 *   k*P    all units, `outer` = k times over: an output flattened position by position (Keras),
 *          the gates of an LSTM; and so also k*P*j.
 *
 * As text (spec_parse, spec_text) a specification has a line for each tensor: its name, then for
 * each axis P, P*k, k*P, k*P*j, or - for a fixed one. P is a word of letters, digits, _ and .,
 * which does not begin with a digit. Blanks or tabs stand between the words; a name ends at the
 * first tab of the line, so that it may have blanks in it, or else at the first blank. Empty lines,
 * and those that begin with #, are comments. Tensors without axes, such as counters, may be left
 * out.
 *
 *   # a convolution (16 channels), its batch normalisation, and a dense layer on 16 x 4 positions
 *   conv.weight       C - - -
 *   conv.bias         C
 *   bn.weight         C
 *   bn.bias           C
 *   bn.running_mean   C
 *   bn.running_var    C
 *   fc.weight         - C*4
 *   fc.bias           -
 */
#ifndef PHATE_ALIGN_SPEC_H
#define PHATE_ALIGN_SPEC_H

#include "base/error.h"

#include <stddef.h>

#define SPEC_FIXED ((size_t)-1)

/* What a specification is made for, in the order of the checkpoint. All names are different, and no
 * shape has a size of 0. */
struct spec_shape {
    const char *name;
    size_t dims;
    const size_t *shape; /* dims */
};

struct spec_axis {
    size_t permutation;  /* its index, or SPEC_FIXED */
    size_t outer, inner; /* 1 and 1 on a fixed axis */
};

struct spec_tensor {
    char *name;
    size_t dims;
    size_t *shape;          /* dims */
    size_t count;           /* elements: the product of the shape */
    struct spec_axis *axes; /* dims */
};

struct spec_permutation {
    char *name;
    size_t units;
};

struct spec { /* {0} is empty */
    struct spec_tensor *tensors;
    size_t count;
    struct spec_permutation *permutations;
    size_t permutation_count;
};

/* Reads the text, of which `file` is the name in errors. The specification has exactly the tensors
 * of the list, in its order; the permutations are in the order in which the text names them. Fails,
 * naming the line, where the text is malformed, where a tensor is unknown, appears twice or has
 * other axes than its shape, where an axis cannot be divided into the blocks, and where a
 * permutation has another size on one axis than on another or has one axis only (which would change
 * any network); without a line where a tensor with axes is not in the text, where nothing is
 * permuted, and where memory is short. The caller frees `spec`. */
struct error *spec_parse(struct spec *spec, const char *text, const char *file,
                         const struct spec_shape *tensors, size_t count) MUST_CHECK;

/* The specification as text with tabs, which spec_parse reads as the same one; the caller frees
 * *text. Fails where a name has a tab or a line's end in it, begins with #, or begins or ends with
 * a blank, and where memory is short. */
struct error *spec_text(const struct spec *spec, char **text) MUST_CHECK;

void spec_free(struct spec *spec);

#endif

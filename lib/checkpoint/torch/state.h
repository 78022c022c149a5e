/* The tensors that a pickle written by torch.save describes: the storage of each tensor and its
 * place there, and the scalars beside the tensors. The numbers themselves are elsewhere in the file
 * (one zip entry or one stretch of bytes per storage); this module reads only the description.
 *
 * It recognises state_dicts (mappings from names to tensors), checkpoints that hold a state_dict
 * under a key, lone tensors, lists of tensors, and whole modules, whose _parameters, _buffers and
 * _modules give the same names as state_dict(). All other tensors of the file, wherever they are,
 * are added under their keys from the root on, and marked as an optimiser's or as beside the
 * state_dict.
 *
 * A tensor whose kind or type is not read (sparse, quantised, complex, a numpy array) is listed as
 * unreadable. */
#ifndef PHATE_CHECKPOINT_TORCH_STATE_H
#define PHATE_CHECKPOINT_TORCH_STATE_H

#include "base/arena.h"
#include "base/dtype.h"
#include "base/text/strlist.h"
#include "checkpoint/pickle/pickle.h"

#include <stdbool.h>
#include <stddef.h>

enum torch_role {
    TORCH_UNKNOWN,   /* a state_dict does not say */
    TORCH_PARAMETER, /* a Parameter, in a module's _parameters, or requires a gradient */
    TORCH_BUFFER,    /* in a module's _buffers */
    TORCH_OPTIMISER, /* in an optimiser's state */
    TORCH_BESIDE,    /* beside the state_dict */
    TORCH_COLUMN     /* likewise, and one of the columns */
};

struct torch_tensor {
    const char *name;
    enum dtype type;
    enum torch_role role;
    size_t dims;
    const size_t *shape;
    const size_t *stride; /* elements; in any order, 0 for a dimension that repeats its elements */
    size_t count;         /* the product of shape (1 for a scalar) */
    const char *storage;  /* its key in the file; tied tensors share one */
    size_t storage_count; /* elements of `type` in it */
    size_t offset;        /* of the first element in the storage, elements */
    const size_t *whole;  /* NULL, or the shape of the tensor that this is one process's share of */
    const size_t *first;  /* of a share: the index of its first element in each dimension */
    bool negated;         /* the numbers are the negatives of those stored */
    const char *unreadable; /* NULL, or why the elements cannot be read, and the remedy; then only
                               name, role, and as far as they are known shape and count are set */
};

struct torch_state {
    struct torch_tensor *tensors; /* sorted by name (bytewise), each name once */
    size_t count;
    struct strlist keys,
        values; /* scalars beside the tensors, parallel lists: integers, numbers (numpy's too)
                   in the fewest digits that give them back, true, false, and
                   strings of one line and at most 256 bytes; the first 256 */
    struct torch_tensor *columns; /* tensors of one number beside the state_dict, named by their
                                     keys, which stand for such scalars too; readable ones */
    size_t column_count;
    struct arena arena; /* memory that the tensors point to */
};

/* The text of a scalar, in the form of torch_state's values; false if v is not a scalar. */
enum { TORCH_SCALAR_ROOM = 257 };
bool torch_scalar_text(const struct pickle_value *v, char text[TORCH_SCALAR_ROOM]);

/* The type of elements that v names, "torch.float32"; false where it is not one that is read. */
bool torch_type_read(enum dtype *type, const struct pickle_value *v);

/* A storage that a pickle refers to, whether or not a tensor of the state_dict is in it. */
struct torch_storage {
    const char *key;     /* lives as long as the pickle */
    size_t count;        /* elements */
    size_t element_size; /* bytes; 0 where the type is unknown */
};

/* Fills *s if v is a reference to a storage, else returns false. */
bool torch_storage_read(struct torch_storage *s, const struct pickle_value *v);

/* If `key` is NULL, the state_dict is the root, or is below it, by the rules of statedict/signs.h.
 * Otherwise `key` names the state_dict, with dots between the levels; if `key` leads to a mapping
 * of several, all are taken, their names joined by dots; "." takes all that the root holds. Every
 * readable tensor lies within its storage, and no product of sizes overflows. Fails if there is no
 * state_dict, or more than one (the error lists the keys), and if a tensor of it is damaged (the
 * error names the tensor). The pickle's size bounds memory and time. s does not refer to p
 * afterwards; the caller frees s. */
struct error *torch_state_find(struct torch_state *s, const struct pickle *p,
                               const char *key) MUST_CHECK;
void torch_state_free(struct torch_state *s);

#endif

/* A NumPy array without dimensions: one number, or one text, which a .npz holds beside its tensors,
 * as in numpy.savez(..., step=3, optimizer="adam"). */
#ifndef PHATE_CHECKPOINT_FORMAT_NPYSCALAR_H
#define PHATE_CHECKPOINT_FORMAT_NPYSCALAR_H

#include "base/npy.h"

enum { NPYSCALAR_MOST = 256, NPYSCALAR_ROOM = NPYSCALAR_MOST + 5 }; /* one character more */

/* Whether an array is one number or one text. */
bool npyscalar_is(const struct npy *npy);

/* Writes it as text, in UTF-8. False if it does not become a column: a text that is not one line of
 * at most NPYSCALAR_MOST bytes, or holds bytes other than ASCII without their encoding. */
bool npyscalar_text(const struct npy *npy, const unsigned char *element,
                    char text[NPYSCALAR_ROOM]) MUST_CHECK;

#endif

/* Records as NumPy's .npy files. */
#ifndef PHATE_STREAM_NPY_EXPORT_H
#define PHATE_STREAM_NPY_EXPORT_H

#include "stream/reader/reader.h"
#include "stream/writer.h"

/* Writes the current record, which is numeric, as a .npy file of its element type. A dense record
 * becomes a C-ordered array, byte for byte its payload. Panels become a Fortran-ordered array,
 * which is stored column by column too: memory holds one panel, and neither end must be seekable. A
 * sparse record becomes a C-ordered array with its zeros, and is held in memory. */
struct error *npy_export(struct reader *reader, const struct record *r,
                         struct writer *writer) MUST_CHECK;

#endif

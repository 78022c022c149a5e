/* What the workers that call libhdf5 are asked, and what they answer: facts of the file as they
 * are, not yet compared with each other or with the file's size. The other side is checkpoint/hdf5,
 * which trusts none of them.
 *
 * A request (struct wire) is: what is asked, and where the HDF5 file is in the file that comes with
 * it; for elements also a struct facts_question.
 *
 * FACTS_ALL is answered by all data sets (each: FACTS_DATASET, its name and facts), in the order of
 * groups and names, and by metadata (each: FACTS_TEXT, key and value), mixed, with FACTS_END last.
 * FACTS_ELEMENTS is answered by the data set's facts, and then, if it is compact, by its elements'
 * bytes; if it is in chunks, by the number of the first, how many, and their places. Chunks are
 * numbered in C order; a band is those with the same first index. */
#ifndef PHATE_CHECKPOINT_LIBHDF5_FACTS_H
#define PHATE_CHECKPOINT_LIBHDF5_FACTS_H

#include "base/dtype.h"
#include "checkpoint/worker/wire.h"

enum facts_request { FACTS_ALL, FACTS_ELEMENTS };
enum facts_item { FACTS_END, FACTS_DATASET, FACTS_TEXT };

enum { FACTS_DIMS_MAX = 32, FACTS_FILTERS_MAX = 4, FACTS_FILTER_NAME = 32 };

enum facts_layout {
    FACTS_CONTIGUOUS,
    FACTS_COMPACT,
    FACTS_CHUNKS,
    FACTS_ELSEWHERE /* elements are in other files */
};

enum { FACTS_DEFLATE = 1, FACTS_SHUFFLE = 2 }; /* libhdf5's numbers of the filters that are read */

#define FACTS_NOWHERE UINT64_MAX /* the address of what was never written */

struct facts_filter {
    uint64_t id, value; /* its first parameter, or 0 */
    char name[FACTS_FILTER_NAME];
};

/* A chunk as it is stored. */
struct facts_chunk {
    uint64_t address; /* in the HDF5 file, or FACTS_NOWHERE: missing */
    uint64_t stored;  /* bytes */
    uint64_t mask;    /* bit i: the i-th filter was not applied */
};

struct facts {
    uint64_t object; /* the data set's address in the HDF5 file */
    enum dtype type;
    bool swapped;
    char odd[64]; /* empty, or which numbers these are that dtype.h does not have */
    size_t dims;
    uint64_t shape[FACTS_DIMS_MAX];
    enum facts_layout layout;
    uint64_t address; /* contiguous: in the HDF5 file, or FACTS_NOWHERE */
    uint64_t stored;  /* bytes that the elements take in the file */
    /* of chunks only: */
    size_t chunk_dims;
    uint64_t chunk[FACTS_DIMS_MAX];
    bool partial_plain;  /* the filters are not applied to chunks that the shape cuts */
    size_t filter_count; /* may be larger than FACTS_FILTERS_MAX, of which there are facts */
    struct facts_filter filters[FACTS_FILTERS_MAX];
    struct facts_chunk only; /* if one chunk of the data set's shape is all, else FACTS_NOWHERE */
};

/* Which chunks: at most `most`, from the first of the band that holds the element on, without the
 * first `skip` of that band. */
struct facts_question {
    uint64_t object; /* the data set's address */
    uint64_t element, skip, most;
};

void facts_put(struct wire *to, const struct facts *facts);
/* Leaves the wire failed if these are not facts. */
void facts_take(struct wire *from, struct facts *facts);

void facts_put_question(struct wire *to, const struct facts_question *question);
struct facts_question facts_take_question(struct wire *from);

void facts_put_chunk(struct wire *to, const struct facts_chunk *chunk);
struct facts_chunk facts_take_chunk(struct wire *from);

#endif

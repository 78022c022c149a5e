/* What the programs that compute with OpenBLAS and OpenMP do at their start. The others link none
 * of this, and so do not load these libraries. */
#ifndef PHATE_COMPUTING_H
#define PHATE_COMPUTING_H

#include "matrix/blas.h"

#include <stdbool.h>
#include <stddef.h>

struct computing {
    bool has_threads; /* -j sets their number, and -v tells what computes */
    /* Starts the program anew where the libraries would run better with other settings. */
    void (*start)(char *argv[]);
    struct error *(*begin)(size_t threads); /* 0: as many as usual (blas/start.h) */
    void (*describe)(char text[BLAS_TEXT_MAX]);
};

/* Of a program that computes, and of one that does so beside its work. */
extern const struct computing computing, computing_aside;

#endif

/* Columns of a matrix that is too wide to be in memory as a whole. */
#ifndef PHATE_STREAM_RECORD_PANEL_H
#define PHATE_STREAM_RECORD_PANEL_H

#include "stream/record/record.h"

/* Successive columns of all rows. */
struct panel {
    size_t first;       /* the panel's first column */
    size_t rows, cols;  /* rows x cols elements, row-major */
    enum phm_type type; /* PHM_F32: f is valid; PHM_F64: d is */
    float *f;
    double *d;
};

/* Columns [first, first + count). */
struct span {
    size_t first, count;
};

#endif

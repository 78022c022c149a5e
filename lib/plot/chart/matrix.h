/* Matrices of snapshots as heat maps. */
#ifndef PHATE_PLOT_CHART_MATRIX_H
#define PHATE_PLOT_CHART_MATRIX_H

#include "plot/draw/options.h"

#include <stddef.h>

/* Cells that a side of a heat map has at most. */
size_t plot_matrix_cells(const struct plot_options *options);

#endif

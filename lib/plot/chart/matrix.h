/* Matrices of snapshots as heat maps. */
#ifndef PHATE_PLOT_CHART_MATRIX_H
#define PHATE_PLOT_CHART_MATRIX_H

#include "plot/layout/options.h"

#include <stddef.h>

/* The most cells that a side of a heat map has. */
size_t plot_matrix_cells(const struct plot_options *options);

#endif

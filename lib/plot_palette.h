/* Colour maps for numbers. All are of even perceptual steps and can be told by those who see few
 * colours; but for grey, which prints, they come from the tables of matplotlib (CC0) and of
 * Nunez, Anderton and Renslow (cividis, PLOS ONE 2018). */
#ifndef PHATE_PLOT_PALETTE_H
#define PHATE_PLOT_PALETTE_H

#include <stdio.h>

enum plot_palette {
    PALETTE_VIRIDIS,
    PALETTE_CIVIDIS,
    PALETTE_MAGMA,
    PALETTE_PLASMA,
    PALETTE_INFERNO,
    PALETTE_GREY
};

/* In the order of the above; NULL at the end. */
extern const char *const plot_palette_names[];

/* What a point without a value is drawn in: none of the colours of a map, PALETTE_GREY's least of
 * all. */
const char *plot_palette_missing(enum plot_palette palette);

/* Writes gnuplot's `set palette` command. */
void plot_palette_write(FILE *f, enum plot_palette palette);

#endif

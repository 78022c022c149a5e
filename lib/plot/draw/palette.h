/* Colour maps for numbers. All are of even perceptual steps and can be told by those who see few
 * colours; but for grey, which prints, they come from the tables of matplotlib (CC0) and of
 * Nunez, Anderton and Renslow (cividis, PLOS ONE 2018). */
#ifndef PHATE_PLOT_DRAW_PALETTE_H
#define PHATE_PLOT_DRAW_PALETTE_H

#include <stddef.h>
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

/* A map at even places, 0xrrggbb, between which colours are interpolated. */
enum { PLOT_STOPS = 16 };
unsigned plot_palette_stop(enum plot_palette palette, size_t stop);

/* The hue of the line of a run that is told apart from others by it; there are ten of them, as
 * "#rrggbb", of PALETTE_GREY five shades of grey. And that of one which is not. */
const char *plot_hue(enum plot_palette palette, size_t run);
#define PLOT_NO_HUE "#bbbbbb"

/* What a point without a value is drawn in: none of the colours of a map, PALETTE_GREY's least of
 * all. */
const char *plot_palette_missing(enum plot_palette palette);

/* Writes gnuplot's `set palette` command. */
void plot_palette_write(FILE *f, enum plot_palette palette);

/* The same of so many even bands, each of one colour, from one end of the map to the other: by
 * itself, for releases of gnuplot differ in the colours of `maxcolors`. */
void plot_palette_write_bands(FILE *f, enum plot_palette palette, size_t count);

#endif

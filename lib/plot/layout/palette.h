/* Colour maps for numbers. All have even perceptual steps and suit people who see few colours.
 * Except grey, which prints, they come from the tables of matplotlib (CC0) and of Nunez, Anderton
 * and Renslow (cividis, PLOS ONE 2018). */
#ifndef PHATE_PLOT_LAYOUT_PALETTE_H
#define PHATE_PLOT_LAYOUT_PALETTE_H

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

/* The hue of a run's line where hues distinguish runs: ten of them, as "#rrggbb"; of PALETTE_GREY
 * five shades of grey. And the hue of a line where they do not. */
const char *plot_hue(enum plot_palette palette, size_t run);
#define PLOT_NO_HUE "#bbbbbb"

/* A hue, "#rrggbb", as light as a ground on which points and lines of that hue are seen. */
enum { PLOT_TINT_MAX = 8 };
void plot_hue_tint(const char *hue, char tint[PLOT_TINT_MAX]);

/* The colour of a point without a value: not a colour of any map, least of all of PALETTE_GREY. */
const char *plot_palette_missing(enum plot_palette palette);

/* Writes gnuplot's `set palette` command. */
void plot_palette_write(FILE *f, enum plot_palette palette);

/* The same with `count` even bands of one colour each, from one end of the map to the other.
 * Releases of gnuplot differ in the colours of `maxcolors`, so each band's colour is written. */
void plot_palette_write_bands(FILE *f, enum plot_palette palette, size_t count);

#endif

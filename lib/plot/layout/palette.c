#include "plot/layout/palette.h"

#include "base/size.h"

#include <math.h>
#include <stdlib.h>

const char *const plot_palette_names[] = {"viridis", "cividis", "magma", "plasma",
                                          "inferno", "grey",    NULL};

/* Each map at sixteen even places, between which gnuplot interpolates: nowhere more than 10 of 255
 * away from the table of 256. The grey ends before white, which paper is. */
static const unsigned stops[][PLOT_STOPS] = {
    [PALETTE_VIRIDIS] = {0x440154, 0x481a6c, 0x472f7d, 0x414487, 0x39568c, 0x31688e, 0x2a788e,
                         0x23888e, 0x1f988b, 0x22a884, 0x35b779, 0x54c568, 0x7ad151, 0xa5db36,
                         0xd2e21b, 0xfde725},
    [PALETTE_CIVIDIS] = {0x00224e, 0x002e6c, 0x1e3a6f, 0x35456c, 0x47516c, 0x575d6d, 0x666970,
                         0x757575, 0x848279, 0x948e77, 0xa59c74, 0xb7a96e, 0xc8b866, 0xdbc75a,
                         0xeed649, 0xfee838},
    [PALETTE_MAGMA] = {0x000004, 0x0b0924, 0x20114b, 0x3b0f70, 0x57157e, 0x721f81, 0x8c2981,
                       0xa8327d, 0xc43c75, 0xde4968, 0xf1605d, 0xfa7f5e, 0xfe9f6d, 0xfebf84,
                       0xfddea0, 0xfcfdbf},
    [PALETTE_PLASMA] = {0x0d0887, 0x330597, 0x5002a2, 0x6a00a8, 0x8405a7, 0x9c179e, 0xb12a90,
                        0xc33d80, 0xd35171, 0xe16462, 0xed7953, 0xf68f44, 0xfca636, 0xfec029,
                        0xf9dc24, 0xf0f921},
    [PALETTE_INFERNO] = {0x000004, 0x0c0826, 0x240c4f, 0x420a68, 0x5d126e, 0x781c6d, 0x932667,
                         0xae305c, 0xc73e4c, 0xdd513a, 0xed6925, 0xf8850f, 0xfca50a, 0xfac62d,
                         0xf2e661, 0xfcffa4},
    [PALETTE_GREY] = {0x000000, 0x0e0e0e, 0x1d1d1d, 0x2b2b2b, 0x3a3a3a, 0x484848, 0x565656,
                      0x656565, 0x737373, 0x828282, 0x909090, 0x9e9e9e, 0xadadad, 0xbbbbbb,
                      0xcacaca, 0xd8d8d8},
};

/* Hues after Paul Tol's colour-blind-safe schemes, strong enough for thin lines on white. */
static const char *const HUES[] = {"#ee7733", "#4477aa", "#aa3377", "#ee6677", "#999933",
                                   "#33bbee", "#882255", "#009988", "#ddaa33", "#777777"};
static const char *const SHADES[] = {"#909090", "#c0c0c0", "#606060", "#a8a8a8", "#787878"};
enum { HUE_COUNT = sizeof HUES / sizeof *HUES, SHADE_COUNT = sizeof SHADES / sizeof *SHADES };

unsigned plot_palette_stop(enum plot_palette palette, size_t stop)
{
    return stops[palette][stop];
}

const char *plot_hue(enum plot_palette palette, size_t run)
{
    return palette == PALETTE_GREY ? SHADES[run % SHADE_COUNT] : HUES[run % HUE_COUNT];
}

void plot_hue_tint(const char *hue, char tint[PLOT_TINT_MAX])
{
    static const unsigned PARTS = 4; /* one of the hue, the rest white */
    unsigned color = (unsigned)strtoul(hue + 1, NULL, 16), light = 0;
    for (int shift = 16; shift >= 0; shift -= 8)
        light = light << 8 | (255 - (255 - (color >> shift & 255)) / PARTS);
    snprintf(tint, PLOT_TINT_MAX, "#%06x", light & 0xffffff);
}

const char *plot_palette_missing(enum plot_palette palette)
{
    return palette == PALETTE_GREY ? "#cc6677" : "#bbbbbb";
}

void plot_palette_write(FILE *f, enum plot_palette palette)
{
    fputs("set palette defined (", f);
    for (size_t i = 0; i < PLOT_STOPS; i++)
        fprintf(f, "%s%zu '#%06x'", i ? ", " : "", i, stops[palette][i]);
    fputs(")\n", f);
}

/* The colour at a share of the map, 0 to 1. */
static unsigned color_at(enum plot_palette palette, double share)
{
    double at = share * (PLOT_STOPS - 1);
    size_t below = size_min((size_t)at, PLOT_STOPS - 2);
    unsigned color = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
        double from = (stops[palette][below] >> shift) & 0xff;
        double to = (stops[palette][below + 1] >> shift) & 0xff;
        color |= (unsigned)lround(from + (at - (double)below) * (to - from)) << shift;
    }
    return color;
}

void plot_palette_write_bands(FILE *f, enum plot_palette palette, size_t count)
{
    fputs("set palette defined (", f);
    for (size_t i = 0; i < count; i++) {
        unsigned color = color_at(palette, count > 1 ? (double)i / (double)(count - 1) : 0.5);
        fprintf(f, "%s%zu '#%06x', %zu '#%06x'", i ? ", " : "", i, color, i + 1, color);
    }
    fputs(")\n", f);
}

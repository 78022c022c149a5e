/* Films of pictures: the images that gnuplot drew one after the other, as an animated GIF or as a
 * folder of numbered PNG files. */
#ifndef PHATE_PLOT_GNUPLOT_FILM_H
#define PHATE_PLOT_GNUPLOT_FILM_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct film_options {
    double rate;      /* frames a second */
    bool rest_at_end; /* the last frame of a GIF stays for a while before it begins anew */
};

/* A name that ends in .gif is a GIF's; a name without an extension, or one that ends in a slash, is
 * a folder's. Fails on other names. */
struct error *film_check_name(const char *path) MUST_CHECK;

/* Fails where the film could not be written: where its directory does not exist, or where the
 * folder exists and is not empty. */
struct error *film_check_place(const char *path) MUST_CHECK;

/* images   PNG after PNG, length bytes, all of one size
 * The file or folder appears whole or not at all; in a folder the frames are frame0001.png and so
 * on. A GIF has the colours, at most 255, that suit its last frame best. */
struct error *film_write(const char *path, const char *images, size_t length,
                         const struct film_options *options) MUST_CHECK;

#endif

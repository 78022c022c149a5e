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

/* A name that ends in .gif is a GIF's; one without an extension, or that ends in a slash, a
 * folder's. Fails on others. */
struct error *film_check_name(const char *path) MUST_CHECK;

/* Fails where the film could not be written: where there is no such directory, or where the folder
 * is there already and not empty. */
struct error *film_check_place(const char *path) MUST_CHECK;

/* images   PNG after PNG, length bytes, all of one size
 * The file or folder appears whole or not at all; in a folder the frames are frame0001.png and so
 * on. The colours of a GIF are those, 255 at the most, that its last frame is best drawn with. */
struct error *film_write(const char *path, const char *images, size_t length,
                         const struct film_options *options) MUST_CHECK;

#endif

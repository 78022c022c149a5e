#include "plot/gnuplot/film_gif.h"

#include "base/memstream.h"
#include "plot/gnuplot/png_frames.h"

#include <gd.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Seconds that the last frame rests, where it does. */
static const double REST = 1.5;

/* One index of a GIF's 256 is for what stays as it was in the frame before. */
enum { COLORS = 255 };

/* From colours of 5 bits a channel to the index of the nearest one in the palette; -1: not known
 * yet. Gd's own search, for each pixel of each frame, would take most of the time. */
enum { CHANNEL_BITS = 5, CUBE = 1 << (3 * CHANNEL_BITS) };

struct palette {
    gdImagePtr image; /* the one that it was made for */
    int16_t nearest[CUBE];
};

static struct error *frame_error(size_t number)
{
    return error_new("film: frame %zu: not a PNG image of the first frame's size", number);
}

static struct error *read_frame(const char *images, size_t length, size_t number, gdImagePtr *image)
{
    size_t frame = png_frames_first(images, length);
    *image = frame <= INT_MAX ? gdImageCreateFromPngPtr((int)frame, (void *)(size_t)images) : NULL;
    return *image ? NULL : frame_error(number);
}

static const char *last_frame(const char *images, size_t length)
{
    for (size_t frame; (frame = png_frames_first(images, length)) < length;) {
        images += frame;
        length -= frame;
    }
    return images;
}

/* gd would print its notices and errors. */
static void say_nothing(int priority, const char *format, va_list arguments)
{
    (void)priority;
    (void)format;
    (void)arguments;
}

/* By NeuQuant (Dekker 1994): gd's own method makes white grey, and a scale of colours a few bands.
 */
static struct error *make_palette(struct palette *palette, const char *images, size_t length)
{
    const char *last = last_frame(images, length);
    struct error *err = read_frame(last, length - (size_t)(last - images), 1, &palette->image);
    if (err)
        return err;
    gdImageTrueColorToPaletteSetMethod(palette->image, GD_QUANT_NEUQUANT, 1);
    bool made = gdImageTrueColorToPalette(palette->image, 0, COLORS);
    if (!made)
        return error_memory("the colours of the film");
    memset(palette->nearest, -1, sizeof palette->nearest);
    return NULL;
}

static int index_of(struct palette *palette, int color)
{
    int shift = 8 - CHANNEL_BITS, r = gdTrueColorGetRed(color), g = gdTrueColorGetGreen(color),
        b = gdTrueColorGetBlue(color);
    int cell = (r >> shift << 2 * CHANNEL_BITS) | (g >> shift << CHANNEL_BITS) | b >> shift;
    if (palette->nearest[cell] < 0)
        palette->nearest[cell] = (int16_t)gdImageColorClosest(palette->image, r, g, b);
    return palette->nearest[cell];
}

/* The frame in the palette's colours; the caller destroys *made. */
static struct error *take_colors(struct palette *palette, gdImagePtr image, gdImagePtr *made)
{
    int width = gdImageSX(image), height = gdImageSY(image);
    *made = gdImageCreate(width, height);
    if (!*made)
        return error_memory("a frame of the film");
    gdImagePaletteCopy(*made, palette->image);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            gdImageSetPixel(*made, x, y, index_of(palette, gdImageGetTrueColorPixel(image, x, y)));
    return NULL;
}

/* Takes over what gd made. */
static struct error *append(FILE *f, void *part, int size)
{
    if (!part)
        return error_memory("the film");
    fwrite(part, 1, (size_t)size, f);
    gdFree(part);
    return NULL;
}

/* gd writes only what differs from the frame before. */
static struct error *append_frame(FILE *f, gdImagePtr image, gdImagePtr before, double seconds)
{
    int size, hundredths = (int)fmax(2, round(100 * seconds));
    void *part = gdImageGifAnimAddPtr(image, &size, 0, 0, 0, hundredths, gdDisposalNone, before);
    return append(f, part, size);
}

static struct error *write_gif(FILE *f, struct palette *palette, const char *images, size_t length,
                               const struct film_options *options)
{
    struct error *err = NULL;
    gdImagePtr image = NULL, colored = NULL, before = NULL;
    int size;
    void *part = gdImageGifAnimBeginPtr(palette->image, &size, 1, 0);
    TRY(append(f, part, size));
    for (size_t number = 1; length; number++) {
        size_t frame = png_frames_first(images, length);
        double seconds = 1 / options->rate;
        TRY(read_frame(images, length, number, &image));
        if (gdImageSX(image) != gdImageSX(palette->image) ||
            gdImageSY(image) != gdImageSY(palette->image)) {
            err = frame_error(number);
            goto out;
        }
        TRY(take_colors(palette, image, &colored));
        gdImageDestroy(image);
        image = NULL;
        if (options->rest_at_end && frame == length)
            seconds = fmax(seconds, REST);
        TRY(append_frame(f, colored, before, seconds));
        if (before)
            gdImageDestroy(before);
        before = colored;
        colored = NULL;
        images += frame;
        length -= frame;
    }
    part = gdImageGifAnimEndPtr(&size);
    TRY(append(f, part, size));
out:
    if (image)
        gdImageDestroy(image);
    if (colored)
        gdImageDestroy(colored);
    if (before)
        gdImageDestroy(before);
    return err;
}

struct error *film_gif(const char *images, size_t length, const struct film_options *options,
                       char **gif, size_t *gif_length)
{
    struct memstream text = {0};
    struct palette *palette = calloc(1, sizeof *palette);
    if (!palette)
        return error_memory("the colours of the film");
    gdSetErrorMethod(say_nothing);
    struct error *err = make_palette(palette, images, length);
    if (err)
        goto out;
    FILE *f = memstream_open(&text);
    if (!f) {
        err = error_memory("the film");
        goto out;
    }
    err = write_gif(f, palette, images, length, options);
    if (!memstream_close(&text) && !err)
        err = error_memory("the film");
    if (err)
        free(text.text);
    *gif = text.text;
    *gif_length = text.length;
out:
    gdClearErrorMethod();
    if (palette->image)
        gdImageDestroy(palette->image);
    free(palette);
    return err;
}

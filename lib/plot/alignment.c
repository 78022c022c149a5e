#include "plot/alignment.h"

#include "base/size.h"
#include "embedding/superposition.h"
#include "plot/figure/scene.h"
#include "run/rows/row_match.h"
#include "stream/record/signature.h"

#include <string.h>

/* How many of the coordinates are drawn. */
static size_t drawn_dims(const struct plot_picture *picture, const struct plot_options *options)
{
    return size_min(picture->points.cols, options->height ? 2 : PLOT_DIMS);
}

/* The caller frees *part. */
static struct error *take_drawn(struct matrix *part, const struct matrix *points, size_t dims)
{
    struct error *err = matrix_new(part, points->rows, dims);
    for (size_t i = 0; i < points->rows && !err; i++)
        memcpy(part->a + i * dims, points->a + i * points->cols, dims * sizeof *part->a);
    return err;
}

static void put_drawn(struct matrix *points, const struct matrix *part)
{
    for (size_t i = 0; i < points->rows; i++)
        memcpy(points->a + i * points->cols, part->a + i * part->cols,
               part->cols * sizeof *part->a);
}

static struct error *check(const struct plot_picture *picture, const struct plot_options *options)
{
    const struct plot_input input = {
        .coords = &picture->points, .record = &picture->coords, .rows = picture->rows};
    const char *signature;
    struct error *err = scene_check(&input);
    if (!err)
        err = signature_of(&picture->coords, &signature);
    for (size_t k = 0; !err && signature && k < drawn_dims(picture, options); k++)
        if (signature_is_imaginary(signature, k))
            err = error_new("axis %zu is imaginary, and does not turn: draw the pictures without "
                            "--align",
                            k + 1);
    return err;
}

static void report_match(const struct row_match *match, const struct plot_picture *picture,
                         const struct plot_picture *first, struct report *report)
{
    if (match->count < picture->points.rows)
        report_line(report, REPORT_NOTE, "--align: %s: by %zu of its %zu snapshots, those of %s",
                    picture->title, match->count, picture->points.rows, first->title);
}

/* `drawn`: of the first picture. */
static struct error *lay(struct plot_picture *picture, const struct plot_picture *first,
                         const struct matrix *drawn, const struct plot_options *options,
                         struct report *report)
{
    struct error *err;
    struct matrix part = {0};
    struct row_match match = {0};
    TRY(check(picture, options));
    if (drawn_dims(picture, options) != drawn->cols) {
        err = error_new("has %zu dimensions to draw, the first picture has %zu: give pictures of "
                        "as many (mds -d)",
                        drawn_dims(picture, options), drawn->cols);
        goto out;
    }
    TRY(row_match_find(&match, picture->rows, picture->points.rows, first->rows, first->points.rows,
                       options->run, options->step));
    TRY(take_drawn(&part, &picture->points, drawn->cols));
    TRY(superposition_lay(&part, match.a, drawn, match.b, match.count));
    put_drawn(&picture->points, &part);
    report_match(&match, picture, first, report);
out:
    row_match_free(&match);
    matrix_free(&part);
    return error_prefix(err, "--align: %s", picture->title);
}

struct error *plot_pictures_align(struct plot_pictures *p, const struct plot_options *options,
                                  struct report *report)
{
    struct error *err;
    struct matrix drawn = {0};
    if (p->count < 2)
        return NULL;
    TRY(error_prefix(check(&p->at[0], options), "--align: %s", p->at[0].title));
    TRY(take_drawn(&drawn, &p->at[0].points, drawn_dims(&p->at[0], options)));
    for (size_t i = 1; i < p->count; i++)
        TRY(lay(&p->at[i], &p->at[0], &drawn, options, report));
out:
    matrix_free(&drawn);
    return err;
}

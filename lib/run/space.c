#include "run/space.h"

#include "gram/gram.h"
#include "gram/snapgram.h"
#include "matrix/check.h"
#include "stream/record/signature.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const space_kinds[] = {"gram", "squares", "snapshots", "distance", "coords", NULL};

/* Of what preddist writes, and of InPCA's picture of that. */
static bool is_squared(const struct record *r)
{
    const char *squared = record_attr(r, "squared");
    return squared && strcmp(squared, "yes") == 0;
}

static struct error *read_gram(struct reader *reader, const struct record *r, struct report *report,
                               struct matrix *apart)
{
    struct error *err = snapgram_read(reader, r, false, report, apart);
    if (!err)
        gram_distances(apart, METRIC_EUCLIDEAN, report);
    return err;
}

/* Rows that take no more memory than their Gram matrix are kept themselves. */
static struct error *read_snapshots(struct reader *reader, const struct record *r,
                                    struct report *report, struct space *space)
{
    static const struct points_options as_they_are = {.metric = METRIC_EUCLIDEAN};
    if (r->cols > r->rows)
        return read_gram(reader, r, report, &space->apart);
    return snapgram_read_points(reader, r, &as_they_are, &space->points);
}

static struct error *read_distances(struct reader *reader, const struct record *r,
                                    struct report *report, struct matrix *apart)
{
    struct error *err = snapgram_read_distances(reader, r, report, apart);
    if (err)
        return err;
    return matrix_check(apart, CHECK_SYMMETRIC | CHECK_NONNEGATIVE | CHECK_ZERO_DIAGONAL,
                        "distance");
}

static struct error *read_picture(struct reader *reader, const struct record *r,
                                  struct space *space)
{
    struct error *err;
    const char *signature;
    TRY(signature_of(r, &signature));
    if (signature && !(space->signature = strdup(signature)))
        TRY(error_memory("the signature of a picture"));
    space->squared = signature && is_squared(r);
    TRY(reader_matrix(reader, r, &space->points.x));
    TRY(matrix_check_coords(&space->points.x));
out:
    return err;
}

struct error *space_read(struct reader *reader, const struct record *r, struct report *report,
                         struct space *space)
{
    struct error *err;
    *space = (struct space){.name = "weights", .rows = r->rows};
    if (record_is(r, "coords")) {
        space->name = "picture";
        TRY(read_picture(reader, r, space));
    } else if (record_is(r, "distance")) {
        space->name = "distance";
        space->squared = is_squared(r);
        TRY(read_distances(reader, r, report, &space->apart));
    } else if (record_is(r, "snapshots")) {
        TRY(read_snapshots(reader, r, report, space));
    } else {
        TRY(read_gram(reader, r, report, &space->apart));
    }
out:
    if (err)
        space_free(space);
    return err;
}

void space_free(struct space *space)
{
    matrix_free(&space->apart);
    points_free(&space->points);
    free(space->signature);
    *space = (struct space){0};
}

double space_distance(const struct space *space, size_t i, size_t j)
{
    if (space->apart.a)
        return space->apart.a[i * space->apart.cols + j];
    return fmax(0, points_apart(&space->points.x, space->signature, i, j));
}

double space_length(const struct space *space, size_t i, size_t j)
{
    double distance = space_distance(space, i, j);
    return space->squared ? sqrt(distance) : distance;
}

/* By factors that neither overflow nor lose digits where one step is much the longer: with its
 * length b and the shorter length s, (d_ik - b) / s is within [-1, 1]. */
double space_turn(const struct space *space, size_t i, size_t j, size_t k)
{
    double in = space_length(space, i, j), out = space_length(space, j, k);
    double across = space_length(space, i, k), b = fmax(in, out), s = fmin(in, out);
    if (s == 0)
        return NAN;
    double cosine = ((across - b) / s * ((across + b) / b) - s / b) / 2;
    return fmax(-1, fmin(1, cosine));
}

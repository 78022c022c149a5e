#include "evaluation/answer_predictions.h"

#include "base/file/file.h"
#include "base/npy.h"
#include "base/size.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

size_t answer_predictions_bytes(const struct answer_shape *shape)
{
    return shape->count * dtype_size(shape->type);
}

void answer_predictions_free(struct answer_predictions *p)
{
    free(p->values);
    *p = (struct answer_predictions){0};
}

/* ---- parsing ---- */

static struct error *check_array(const struct npy *npy, size_t length)
{
    struct error *err = npy_check_numbers(npy);
    if (err)
        return err;
    if (npy->dims != 2)
        return error_new("an array of %zu dimensions: make it samples x classes", npy->dims);
    if (npy->count == 0)
        return error_new("an array of %zu x %zu: give samples and classes", npy->shape[0],
                         npy->shape[1]);
    if (length - npy->header != npy->count * npy->item)
        return error_new("%zu bytes, and a header of an array of %zu: write them whole", length,
                         npy->header + npy->count * npy->item);
    return NULL;
}

static struct error *parse_array(struct npy *npy, const unsigned char *data, size_t length)
{
    struct error *err;
    size_t header = length;
    if (length >= NPY_PREFIX)
        TRY(npy_header_length(data, &header));
    if (length < NPY_PREFIX || header > length)
        TRY(error_new("%zu bytes, of a .npy header alone: write the array whole", length));
    TRY(npy_parse(npy, data, header));
    TRY(check_array(npy, length));
out:
    return err;
}

static struct error *reserve(struct answer_predictions *p)
{
    size_t bytes;
    if (size_mul(p->shape.count, dtype_size(p->shape.type), &bytes))
        p->values = malloc(bytes);
    return p->values ? NULL : error_memory("predictions");
}

static void convert(struct answer_predictions *p, size_t first, const void *from, size_t count,
                    const struct npy *npy)
{
    if (p->shape.type == DTYPE_F32)
        dtype_to_f32((float *)p->values + first, from, count, npy->type, npy->swapped);
    else
        dtype_to_f64((double *)p->values + first, from, count, npy->type, npy->swapped);
}

/* Column-major arrays are turned number by number. */
static void convert_array(struct answer_predictions *p, const unsigned char *data,
                          const struct npy *npy)
{
    const unsigned char *from = data + npy->header;
    size_t samples = npy->shape[0], classes = npy->shape[1];
    if (!npy->fortran) {
        convert(p, 0, from, npy->count, npy);
        return;
    }
    for (size_t n = 0; n < samples; n++)
        for (size_t c = 0; c < classes; c++)
            convert(p, n * classes + c, from + (c * samples + n) * npy->item, 1, npy);
}

struct error *answer_predictions_parse(struct answer_predictions *p, const unsigned char *data,
                                       size_t length)
{
    struct error *err = NULL;
    struct npy npy = {.type = DTYPE_F32}; /* without a header */
    bool is_array = npy_recognise(data, length);
    *p = (struct answer_predictions){0};
    if (is_array)
        TRY(parse_array(&npy, data, length));
    else if (length == 0 || length % sizeof(float) != 0)
        TRY(error_new("%zu bytes, neither a .npy array nor float32: write one of these", length));
    p->shape.type = dtype_fits_f32(npy.type) ? DTYPE_F32 : DTYPE_F64;
    p->shape.count = is_array ? npy.count : length / sizeof(float);
    p->shape.classes = is_array ? npy.shape[1] : 0;
    TRY(reserve(p));
    if (is_array)
        convert_array(p, data, &npy);
    else
        convert(p, 0, data, p->shape.count, &npy);
out:
    return err;
}

/* ---- files ---- */

static struct error *read_whole(int fd, unsigned char **data, size_t *length)
{
    struct stat status;
    if (fstat(fd, &status) != 0)
        return error_new("cannot read: %s", strerror(errno));
    *length = (size_t)status.st_size;
    *data = malloc(size_max(*length, 1));
    if (!*data)
        return error_memory("predictions");
    return file_read(fd, *data, *length, 0);
}

struct error *answer_predictions_read(struct answer_predictions *p, int fd, const char *path)
{
    struct error *err;
    unsigned char *data = NULL;
    size_t length = 0;
    *p = (struct answer_predictions){0};
    TRY(read_whole(fd, &data, &length));
    TRY(answer_predictions_parse(p, data, length));
out:
    free(data);
    return error_prefix(err, "%s", path);
}

/* ---- numbers ---- */

static size_t find_nonfinite(const struct answer_predictions *p)
{
    const float *f32 = p->values;
    const double *f64 = p->values;
    size_t i = 0;
    if (p->shape.type == DTYPE_F32)
        while (i < p->shape.count && isfinite(f32[i]))
            i++;
    else
        while (i < p->shape.count && isfinite(f64[i]))
            i++;
    return i;
}

bool answer_predictions_are_finite(const struct answer_predictions *p)
{
    return find_nonfinite(p) == p->shape.count;
}

struct error *answer_predictions_check_finite(const struct answer_predictions *p)
{
    size_t bad = find_nonfinite(p), classes = p->shape.classes;
    if (bad == p->shape.count)
        return NULL;
    if (classes == 0)
        return error_new("number %zu: NaN or infinity: leave the snapshot out, or use "
                         "--skip-nonfinite",
                         bad);
    return error_new("sample %zu: class %zu: NaN or infinity: leave the snapshot out, or use "
                     "--skip-nonfinite",
                     bad / classes, bad % classes);
}

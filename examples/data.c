#include "data.h"

#include "base/size.h"
#include "base/text/strlist.h"
#include "random.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { IDX_DIMS_MAX = 3, IDX_BYTES = 8 };

struct idx {
    size_t shape[IDX_DIMS_MAX], count; /* count: the product of the shape, never 0 */
    unsigned char *values;
};

static struct error *idx_header(struct idx *idx, gzFile file, size_t dims)
{
    unsigned char head[4 + 4 * IDX_DIMS_MAX];
    const unsigned char magic[] = {0, 0, IDX_BYTES, (unsigned char)dims};
    if (gzfread(head, 4, 1 + dims, file) != 1 + dims || memcmp(head, magic, sizeof magic) != 0)
        return error_new("does not start as IDX bytes in %zu dimensions: is it the right file?",
                         dims);
    idx->count = 1;
    for (size_t d = 0; d < dims; d++) {
        const unsigned char *b = head + 4 + 4 * d;
        idx->shape[d] = (size_t)b[0] << 24 | (size_t)b[1] << 16 | (size_t)b[2] << 8 | b[3];
        if (!size_mul(idx->count, idx->shape[d], &idx->count) || idx->count == 0)
            return error_new("a shape whose product is 0 or overflows: damaged: fetch it again");
    }
    return NULL;
}

/* If a hostile header asks for more than the file holds, the extra memory is never touched. */
static struct error *idx_values(struct idx *idx, gzFile file)
{
    idx->values = malloc(idx->count);
    if (!idx->values)
        return error_memory("the data");
    if (gzfread(idx->values, 1, idx->count, file) != idx->count || gzgetc(file) != -1)
        return error_new("does not hold just the %zu values of its header: cut short or damaged: "
                         "fetch it again",
                         idx->count);
    return NULL;
}

/* Reads DIR/PART-WHAT-idxN-ubyte[.gz] of N = dims dimensions. The caller frees idx->values in any
 * case. */
static struct error *idx_read(struct idx *idx, const char *dir, const char *part, const char *what,
                              size_t dims)
{
    struct error *err = NULL;
    struct strlist path = {0};
    gzFile file = NULL;
    TRY(strlist_addf(&path, "%s/%s-%s-idx%zu-ubyte", dir, part, what, dims));
    TRY(strlist_addf(&path, "%s.gz", path.at[0]));
    for (size_t i = 0; i < path.count && !file; i++)
        file = gzopen(path.at[i], "rb");
    if (!file) {
        err = error_new("%s[.gz]: cannot open: name its directory (--data)", path.at[0]);
        goto out;
    }
    TRY(idx_header(idx, file, dims));
    TRY(idx_values(idx, file));
out:
    if (file && gzclose(file) != Z_OK && !err)
        err = error_new("the gzip end or checksum is wrong: damaged: fetch it again");
    if (file)
        err = error_prefix(err, "%s[.gz]", path.at[0]);
    strlist_free(&path);
    return err;
}

static struct error *labels_check(const struct dataset *data)
{
    for (size_t i = 0; i < data->count; i++)
        if (data->labels[i] >= DATA_CLASSES)
            return error_new("label %zu is %d, expected 0 to %d: data of more classes?", i,
                             data->labels[i], DATA_CLASSES - 1);
    return NULL;
}

struct error *dataset_read(struct dataset *data, const char *dir, const char *part)
{
    struct error *err = NULL;
    struct idx images = {0}, labels = {0};
    err = idx_read(&images, dir, part, "images", 3);
    err = err ? err : idx_read(&labels, dir, part, "labels", 1);
    *data = (struct dataset){.pixels = images.values, .labels = labels.values};
    if (err)
        return err;
    data->count = images.shape[0];
    data->width = images.count / data->count;
    if (labels.count != data->count || data->width > DATA_WIDTH_MAX)
        return error_new("%s/%s-*: %zu labels for %zu images of %zu pixels: expected one label per "
                         "image, and at most %d pixels",
                         dir, part, labels.count, data->count, data->width, DATA_WIDTH_MAX);
    for (size_t i = 0; i < images.count; i++)
        data->white = fmaxf(data->white, data->pixels[i]);
    if (data->white < 1)
        return error_new("%s/%s-*: all images are black: fetch them again", dir, part);
    return error_prefix(labels_check(data), "%s/%s-labels-idx1-ubyte[.gz]", dir, part);
}

void dataset_free(struct dataset *data)
{
    free(data->pixels);
    free(data->labels);
}

void dataset_corrupt(struct dataset *data, double share, uint64_t seed)
{
    uint64_t random = random_stream(seed, FOR_LABELS, 0);
    for (size_t i = 0; i < data->count; i++)
        if (random_uniform(&random) < share)
            data->labels[i] = (unsigned char)random_below(&random, DATA_CLASSES);
}

void dataset_batch(const struct dataset *data, const size_t *order, size_t first, size_t rows,
                   float *pixels, unsigned char *labels)
{
    for (size_t i = 0; i < rows; i++) {
        size_t image = order ? order[first + i] : first + i;
        const unsigned char *from = data->pixels + image * data->width;
        for (size_t j = 0; j < data->width; j++)
            *pixels++ = (float)from[j] / data->white;
        labels[i] = data->labels[image];
    }
}

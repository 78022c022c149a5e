#include "prediction/input/classes.h"

#include "stream/record/sketch_attr.h"
#include "stream/tensor_map.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char attr_classes[] = "classes";
static const char attr_hsic[] = "hsic"; /* of activations, whose products are HSIC */

/* ---- tensors ---- */

/* The length of the last axis of a shape such as 1000x10; 0 of one axis or none. */
static size_t last_axis(const char *shape)
{
    const char *last = strrchr(shape, 'x');
    return last ? strtoull(last + 1, NULL, 10) : 0;
}

/* The shape of the first tensor, for a message. */
static const char *first_shape(const struct table *tensors)
{
    size_t column = table_column(tensors, TENSOR_MAP_SHAPE);
    return column == TABLE_NONE || tensors->rows == 0 ? NULL : table_cell(tensors, 0, column);
}

static bool is_integer(const struct table *tensors, size_t row)
{
    const char *type = table_cell(tensors, row, table_column(tensors, TENSOR_MAP_DTYPE));
    return type[0] == 'i' || type[0] == 'u';
}

static struct error *check_tensors(const struct table *tensors, size_t classes)
{
    size_t column = table_column(tensors, TENSOR_MAP_SHAPE);
    size_t name = table_column(tensors, TENSOR_MAP_NAME);
    for (size_t i = 0; column != TABLE_NONE && name != TABLE_NONE && i < tensors->rows; i++) {
        const char *shape = table_cell(tensors, i, column);
        size_t axis = last_axis(shape);
        if (axis == 0 && is_integer(tensors, i))
            return error_new("tensor %s: %s whole numbers, one per sample as labels are: save "
                             "logits or probabilities, a number per class",
                             table_cell(tensors, i, name), shape);
        if (axis != 0 && axis != classes)
            return error_new("tensor %s: its shape is %s, expected a last axis of %zu classes: "
                             "choose the predictions with snapcat -i, transpose them, or correct "
                             "-c",
                             table_cell(tensors, i, name), shape, classes);
    }
    return NULL;
}

/* ---- the number ---- */

static struct error *choose(const struct record *r, size_t option, const struct table *tensors,
                            size_t *classes)
{
    const char *shape = first_shape(tensors);
    *classes = option;
    if (!option && !record_attr(r, attr_classes) && shape)
        return error_new("-c: needed, for nothing tells how many classes a sample has: the last "
                         "axis of the predictions, whose shape is %s",
                         shape);
    if (!option && !record_attr(r, attr_classes))
        return error_new("-c: needed, for nothing tells how many classes a sample has");
    if (!record_attr(r, attr_classes))
        return NULL;
    struct error *err = record_attr_size(r, attr_classes, 1, classes);
    if (!err && option && option != *classes)
        return error_new("-c %zu: the snapshots have the attribute classes %zu: leave -c out",
                         option, *classes);
    return err;
}

struct error *prediction_classes_find(const struct record *r, size_t option,
                                      const struct table *tensors, size_t *classes)
{
    struct error *err;
    if (record_attr(r, attr_hsic))
        return error_new("snapshots: rows of activations (snapcat --cka), of which no class has a "
                         "probability: knnaff -m cosine compares them");
    TRY(sketch_attr_refuse(r, "distances of predictions"));
    TRY(choose(r, option, tensors, classes));
    if (*classes < 2)
        TRY(error_new("snapshots: 1 class, of which all predictions are certain: of a single logit "
                      "z per sample make the two classes 0 and z"));
    if (r->rows == 0 || r->cols == 0)
        TRY(error_new("snapshots: %zu snapshots of %zu numbers: there is nothing to compare",
                      r->rows, r->cols));
    if (r->cols % *classes != 0)
        TRY(error_new(
            "snapshots: rows of %zu numbers are not whole samples of %zu classes: %zu are "
            "left over: correct -c, or choose the predictions with snapcat -i",
            r->cols, *classes, r->cols % *classes));
    TRY(check_tensors(tensors, *classes));
out:
    return err;
}

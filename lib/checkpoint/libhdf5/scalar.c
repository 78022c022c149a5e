/* Scalars of HDF5 files, attributes or data sets, as text. */
#include "checkpoint/libhdf5/libhdf5_impl.h"

#include "base/text/decimal.h"
#include "base/text/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    LINE_MAX_LENGTH = 256, /* bytes of a text that becomes a column */
    NUMBER_MAX = 16        /* bytes of a number in the file: no machine has larger ones */
};

/* An attribute or a data set. */
struct scalar {
    hid_t id, type, space;
    bool is_attribute;
};

static bool read_as(const struct scalar *s, hid_t type, void *to)
{
    if (s->is_attribute)
        return H5Aread(s->id, type, to) >= 0;
    return H5Dread(s->id, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, to) >= 0;
}

/* ---- values ---- */

static bool is_line(const char *text)
{
    size_t length = strlen(text);
    return length <= LINE_MAX_LENGTH && utf8_is_line(text, length);
}

/* Each of these returns false if libhdf5 fails, and leaves the text empty if a column cannot hold
 * the value. */

static bool format_integer(const struct scalar *s, char *text, size_t room)
{
    if (H5Tget_sign(s->type) == H5T_SGN_NONE) {
        uint64_t value;
        if (!read_as(s, H5T_NATIVE_UINT64, &value))
            return false;
        snprintf(text, room, "%" PRIu64, value);
    } else {
        int64_t value;
        if (!read_as(s, H5T_NATIVE_INT64, &value))
            return false;
        snprintf(text, room, "%" PRId64, value);
    }
    return true;
}

static bool format_real(const struct scalar *s, char *text)
{
    if (H5Tget_size(s->type) <= sizeof(float)) {
        float value;
        if (!read_as(s, H5T_NATIVE_FLOAT, &value))
            return false;
        decimal_f32(text, value);
    } else {
        double value;
        if (!read_as(s, H5T_NATIVE_DOUBLE, &value))
            return false;
        decimal_f64(text, value);
    }
    return true;
}

/* h5py's bool is an enumeration of one byte. */
static bool format_enum(const struct scalar *s, char *text, size_t room)
{
    unsigned char value;
    if (H5Tget_size(s->type) != sizeof value)
        return true;
    if (!read_as(s, s->type, &value))
        return false;
    snprintf(text, room, "%u", value);
    return true;
}

static bool format_fixed_text(const struct scalar *s, char *text)
{
    char value[LINE_MAX_LENGTH + 1] = "";
    size_t length = H5Tget_size(s->type);
    if (length > LINE_MAX_LENGTH)
        return true;
    if (!read_as(s, s->type, value))
        return false;
    while (length > 0 && H5Tget_strpad(s->type) == H5T_STR_SPACEPAD && value[length - 1] == ' ')
        value[--length] = '\0';
    if (is_line(value))
        memcpy(text, value, strlen(value) + 1);
    return true;
}

static bool format_variable_text(const struct scalar *s, char *text)
{
    unsigned char place[LIBHDF5_REFERENCE];
    char value[LINE_MAX_LENGTH + 1];
    if (!read_as(s, libhdf5_reference(), place) ||
        !libhdf5_heap_text(s->id, place, value, sizeof value))
        return false;
    if (is_line(value))
        memcpy(text, value, strlen(value) + 1);
    return true;
}

static bool format_scalar(const struct scalar *s, char text[LINE_MAX_LENGTH + 1])
{
    bool is_number = H5Tget_size(s->type) <= NUMBER_MAX;
    text[0] = '\0';
    switch (H5Tget_class(s->type)) {
    case H5T_INTEGER:
        return !is_number || format_integer(s, text, LINE_MAX_LENGTH + 1);
    case H5T_FLOAT:
        return !is_number || format_real(s, text);
    case H5T_ENUM:
        return format_enum(s, text, LINE_MAX_LENGTH + 1);
    case H5T_STRING:
        return H5Tis_variable_str(s->type) > 0 ? format_variable_text(s, text)
                                               : format_fixed_text(s, text);
    default:
        return true;
    }
}

static struct error *read_scalar(const struct scalar *s, const char *name,
                                 char text[LINE_MAX_LENGTH + 1])
{
    text[0] = '\0';
    if (s->id < 0 || s->type < 0 || s->space < 0)
        return libhdf5_error(name);
    if (H5Sget_simple_extent_type(s->space) != H5S_SCALAR)
        return NULL;
    return format_scalar(s, text) ? NULL : libhdf5_error(name);
}

static void scalar_close(const struct scalar *s)
{
    if (s->space >= 0)
        H5Sclose(s->space);
    if (s->type >= 0)
        H5Tclose(s->type);
}

static struct error *read_attribute(hid_t object, const char *name, char text[LINE_MAX_LENGTH + 1])
{
    hid_t id = H5Aopen(object, name, H5P_DEFAULT);
    struct scalar s = {id, id < 0 ? id : H5Aget_type(id), id < 0 ? id : H5Aget_space(id), true};
    struct error *err = read_scalar(&s, name, text);
    scalar_close(&s);
    if (id >= 0)
        H5Aclose(id);
    return err;
}

/* ---- metadata ---- */

static void put_metadata(struct wire *answer, const char *name, const char *text)
{
    if (!name[0] || !is_line(name) || !text[0])
        return;
    wire_put_number(answer, FACTS_TEXT);
    wire_put_text(answer, name);
    wire_put_text(answer, text);
}

struct error *libhdf5_put_scalar(struct wire *answer, hid_t dataset, const char *name)
{
    char text[LINE_MAX_LENGTH + 1];
    struct scalar s = {dataset, H5Dget_type(dataset), H5Dget_space(dataset), false};
    struct error *err = NULL;
    text[0] = '\0';
    if (s.type < 0 || H5Dget_storage_size(dataset) >= H5Tget_size(s.type))
        err = read_scalar(&s, name, text);
    scalar_close(&s);
    if (!err)
        put_metadata(answer, name, text);
    return err;
}

struct taking {
    struct wire *answer;
    struct error *err;
};

static herr_t take_attribute(hid_t object, const char *name, const H5A_info_t *info, void *data)
{
    struct taking *taking = data;
    char text[LINE_MAX_LENGTH + 1];
    (void)info;
    taking->err = read_attribute(object, name, text);
    if (!taking->err)
        put_metadata(taking->answer, name, text);
    return taking->err ? -1 : 0;
}

struct error *libhdf5_put_attributes(struct wire *answer, hid_t object)
{
    struct taking taking = {.answer = answer};
    if (H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, NULL, take_attribute, &taking) >= 0)
        return NULL;
    return taking.err ? taking.err : libhdf5_error("attributes");
}

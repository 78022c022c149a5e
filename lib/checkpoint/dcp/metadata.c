#include "checkpoint/dcp/metadata.h"

#include "base/size.h"
#include "checkpoint/dcp/dcp_impl.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define METADATA "torch.distributed.checkpoint.metadata."

/* An entry of storage_data. */
struct stored {
    const char *name;
    const size_t *first; /* NULL: not a tensor */
    size_t dims;
    const struct pickle_value *info;
    bool taken;
};

/* An entry of planner_data. */
struct mapping {
    const char *name;
    const struct pickle_value *path;
};

struct reading {
    struct dcp_metadata *m;
    struct stored *stored; /* sorted */
    size_t stored_count;
    struct mapping *mappings; /* sorted */
    size_t mapping_count;
    const struct pickle_value **values; /* of state_dict_metadata, in the order of the items */
};

/* ---- storage_data ---- */

static int compare_stored(const void *a, const void *b)
{
    const struct stored *s = a, *t = b;
    int order = strcmp(s->name, t->name);
    if (order || !s->first || !t->first)
        return order ? order : (s->first != NULL) - (t->first != NULL);
    if (s->dims != t->dims)
        return s->dims < t->dims ? -1 : 1;
    return memcmp(s->first, t->first, s->dims * sizeof *s->first);
}

static struct error *read_stored(struct reading *r, const struct pickle_value *index,
                                 const struct pickle_value *info)
{
    struct error *err = NULL;
    const struct pickle_value *offset = dcp_field(index, "offset");
    struct stored *s = &r->stored[r->stored_count++];
    *s = (struct stored){.name = dcp_line(dcp_field(index, "fqn")), .info = info};
    if (!s->name)
        TRY(dcp_damaged("storage_data"));
    if (offset && pickle_type(offset) != PICKLE_NONE)
        TRY(dcp_sizes(&r->m->arena, offset, &s->first, &s->dims));
out:
    return err;
}

static struct error *read_storage(struct reading *r, const struct pickle_value *root)
{
    struct error *err = NULL;
    const struct pickle_value *data = dcp_dict_field(root, "storage_data");
    if (!data)
        return dcp_damaged("storage_data");
    r->stored = calloc(pickle_count(data) + 1, sizeof *r->stored);
    if (!r->stored)
        return error_memory("the index of a checkpoint");
    for (size_t i = 0; i < pickle_count(data); i++)
        TRY(read_stored(r, pickle_key(data, i), pickle_at(data, i)));
    qsort(r->stored, r->stored_count, sizeof *r->stored, compare_stored);
out:
    return err;
}

/* ---- planner_data ---- */

static int compare_mappings(const void *a, const void *b)
{
    return strcmp(((const struct mapping *)a)->name, ((const struct mapping *)b)->name);
}

static struct error *read_mappings(struct reading *r, const struct pickle_value *root)
{
    const struct pickle_value *data = dcp_dict_field(root, "planner_data");
    r->mappings = calloc((data ? pickle_count(data) : 0) + 1, sizeof *r->mappings);
    if (!r->mappings)
        return error_memory("the index of a checkpoint");
    for (size_t i = 0; data && i < pickle_count(data); i++) {
        const char *name = dcp_line(pickle_key(data, i));
        if (name)
            r->mappings[r->mapping_count++] = (struct mapping){name, pickle_at(data, i)};
    }
    qsort(r->mappings, r->mapping_count, sizeof *r->mappings, compare_mappings);
    return NULL;
}

/* Key k of a path as text: a string, or the number of an entry of a list. */
static struct error *read_key(struct reading *r, struct dcp_item *item, size_t k,
                              const struct pickle_value *v)
{
    char digits[24];
    item->path[k] = dcp_line(v);
    if (item->path[k])
        return NULL;
    if (pickle_type(v) != PICKLE_INT)
        return dcp_damaged("planner_data");
    int length = snprintf(digits, sizeof digits, "%" PRId64, pickle_int(v));
    item->numbers |= (uint64_t)1 << k;
    item->path[k] = arena_text(&r->m->arena, digits, (size_t)length);
    return item->path[k] ? NULL : error_memory("the index of a checkpoint");
}

/* Without a mapping the name itself is the only key. */
static struct error *read_path(struct reading *r, struct dcp_item *item)
{
    struct error *err = NULL;
    const struct mapping key = {.name = item->name},
                         *found = bsearch(&key, r->mappings, r->mapping_count, sizeof key,
                                          compare_mappings);
    size_t depth =
        found && pickle_type(found->path) == PICKLE_TUPLE ? pickle_count(found->path) : 0;
    if (depth > DCP_DEPTH_MAX)
        return error_new("%s: nested deeper than %d levels: flatten it", item->name, DCP_DEPTH_MAX);
    item->path = arena_take(&r->m->arena, (depth + 1) * sizeof *item->path);
    if (!item->path)
        return error_memory("the index of a checkpoint");
    for (size_t i = 0; i < depth; i++)
        TRY(read_key(r, item, i, pickle_at(found->path, i)));
    if (depth == 0)
        item->path[0] = item->name;
    item->depth = size_max(depth, 1);
out:
    return err;
}

/* ---- records ---- */

/* Fails if the bytes are not what torch.save wrote. */
static struct error *check_transforms(const struct pickle_value *info, const char *name)
{
    const struct pickle_value *transforms = dcp_field(info, "transform_descriptors");
    const char *first;
    if (!transforms || pickle_count(transforms) == 0)
        return NULL;
    first = dcp_line(pickle_at(transforms, 0));
    return error_new("%.200s: packed by %.60s, which is not read: save without extensions of the "
                     "writer",
                     name, first ? first : "an unknown transformation");
}

/* The folder's files are named without a path. */
static bool is_file_name(const char *name)
{
    return name && !strchr(name, '/') && strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

static struct error *add_record(struct reading *r, const struct dcp_record *box, struct stored *s)
{
    struct error *err;
    struct dcp_record record = *box;
    record.file = dcp_line(dcp_field(s->info, "relative_path"));
    if (!is_file_name(record.file))
        return dcp_damaged("the name of a file in storage_data");
    TRY(check_transforms(s->info, s->name));
    TRY(dcp_count(dcp_field(s->info, "offset"), &record.offset));
    TRY(dcp_count(dcp_field(s->info, "length"), &record.length));
    if (record.length > UINT64_MAX - record.offset)
        TRY(dcp_damaged("a position in a file"));
    s->taken = true;
    r->m->records[r->m->record_count++] = record;
out:
    return err;
}

/* Finds the bytes of a box, or of an item that is not a tensor. */
static struct error *find_record(struct reading *r, const struct dcp_record *box, size_t dims)
{
    const char *name = r->m->items[box->item].name;
    const struct stored key = {.name = name, .first = box->first, .dims = dims};
    struct stored *s = bsearch(&key, r->stored, r->stored_count, sizeof *r->stored, compare_stored);
    bool empty = false;
    for (size_t i = 0; i < dims; i++)
        empty = empty || box->size[i] == 0;
    if (s && !s->taken)
        return add_record(r, box, s);
    if (empty)
        return NULL; /* of a process that had no share of the tensor */
    return error_new("%.200s: %s: damaged: write the checkpoint again", name,
                     s ? "two of its parts begin at the same place"
                       : "the index does not say where its bytes are");
}

static struct error *read_chunk(struct reading *r, size_t item, const struct pickle_value *chunk)
{
    struct error *err;
    size_t dims = r->m->items[item].dims, first_dims, size_dims;
    struct dcp_record box = {.item = item};
    TRY(dcp_sizes(&r->m->arena, dcp_field(chunk, "offsets"), &box.first, &first_dims));
    TRY(dcp_sizes(&r->m->arena, dcp_field(chunk, "sizes"), &box.size, &size_dims));
    if (first_dims != dims || size_dims != dims)
        TRY(dcp_damaged("the dimensions of a tensor's part"));
    TRY(find_record(r, &box, dims));
out:
    return err;
}

static struct error *read_item(struct reading *r, size_t item)
{
    struct error *err = NULL;
    struct dcp_item *to = &r->m->items[item];
    const struct pickle_value *v = r->values[item], *chunks = dcp_field(v, "chunks");
    if (!to->is_tensor)
        return find_record(r, &(struct dcp_record){.item = item}, 0);
    to->is_float = dcp_is_float(dcp_field(v, "properties"));
    to->is_parameter = dcp_is_parameter(dcp_field(v, "properties"));
    if (!chunks || pickle_type(chunks) != PICKLE_LIST)
        return dcp_damaged("the parts of a tensor");
    TRY(dcp_sizes(&r->m->arena, dcp_field(v, "size"), &to->shape, &to->dims));
    for (size_t i = 0; i < pickle_count(chunks); i++)
        TRY(read_chunk(r, item, pickle_at(chunks, i)));
out:
    return err;
}

static int compare_records(const void *a, const void *b)
{
    const struct dcp_record *s = a, *t = b;
    int order = strcmp(s->file, t->file);
    return order ? order : (s->offset > t->offset) - (s->offset < t->offset);
}

static struct error *sort_records(struct dcp_metadata *m)
{
    if (m->record_count > 0)
        qsort(m->records, m->record_count, sizeof *m->records, compare_records);
    for (size_t i = 1; i < m->record_count; i++) {
        const struct dcp_record *a = &m->records[i - 1], *b = &m->records[i];
        if (strcmp(a->file, b->file) == 0 && b->offset < a->offset + a->length)
            return error_new("%.200s: its bytes overlap those of %.200s in %s: damaged: write the "
                             "checkpoint again",
                             m->items[b->item].name, m->items[a->item].name, b->file);
    }
    return NULL;
}

/* ---- items ---- */

/* An item and the value that describes it, while items are sorted. */
struct described {
    struct dcp_item item;
    const struct pickle_value *value;
};

static int compare_paths(const void *a, const void *b)
{
    const struct dcp_item *s = &((const struct described *)a)->item,
                          *t = &((const struct described *)b)->item;
    for (size_t i = 0; i < s->depth && i < t->depth; i++) {
        int order = strcmp(s->path[i], t->path[i]);
        if (order)
            return order;
    }
    return (s->depth > t->depth) - (s->depth < t->depth);
}

static struct error *describe_item(struct reading *r, struct described *d,
                                   const struct pickle_value *key, const struct pickle_value *value)
{
    d->value = value;
    d->item.name = dcp_line(key);
    d->item.is_tensor = dcp_is_object(value, METADATA "TensorStorageMetadata");
    if (!d->item.name)
        return dcp_damaged("the name of a tensor");
    if (!d->item.is_tensor && !dcp_is_object(value, METADATA "BytesStorageMetadata"))
        return dcp_damaged("the kind of an item");
    return read_path(r, &d->item);
}

/* Lists the items by path. */
static struct error *list_items(struct reading *r, const struct pickle_value *root)
{
    struct error *err = NULL;
    const struct pickle_value *dict = dcp_dict_field(root, "state_dict_metadata");
    struct dcp_metadata *m = r->m;
    if (!dict)
        return dcp_damaged("state_dict_metadata");
    size_t count = pickle_count(dict);
    struct described *all = calloc(count + 1, sizeof *all);
    m->items = calloc(count + 1, sizeof *m->items);
    r->values = calloc(count + 1, sizeof *r->values);
    if (!all || !m->items || !r->values)
        TRY(error_memory("the index of a checkpoint"));
    for (size_t i = 0; i < count; i++)
        TRY(describe_item(r, &all[i], pickle_key(dict, i), pickle_at(dict, i)));
    qsort(all, count, sizeof *all, compare_paths);
    for (; m->count < count; m->count++) {
        m->items[m->count] = all[m->count].item;
        r->values[m->count] = all[m->count].value;
    }
out:
    free(all);
    return err;
}

struct error *dcp_metadata_read(struct dcp_metadata *m, const struct pickle *p)
{
    struct error *err;
    struct reading r = {.m = m};
    *m = (struct dcp_metadata){0};
    if (!dcp_is_object(p->root, METADATA "Metadata"))
        TRY(dcp_damaged("the index"));
    TRY(read_storage(&r, p->root));
    TRY(read_mappings(&r, p->root));
    TRY(list_items(&r, p->root));
    m->records = calloc(r.stored_count + 1, sizeof *m->records);
    if (!m->records)
        TRY(error_memory("the index of a checkpoint"));
    for (size_t i = 0; i < m->count; i++)
        TRY(read_item(&r, i));
    TRY(sort_records(m));
out:
    free(r.stored);
    free(r.mappings);
    free(r.values);
    if (err)
        dcp_metadata_free(m);
    return err;
}

void dcp_metadata_free(struct dcp_metadata *m)
{
    free(m->items);
    free(m->records);
    arena_free(&m->arena);
    *m = (struct dcp_metadata){0};
}

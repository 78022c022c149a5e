#include "part/narrow.h"

#include "part/tensors.h"
#include "stream/record/sketch_attr.h"

static struct error *check_whole(const struct record *r)
{
    if (part_is(r))
        return error_new(
            "%s record: it is part %.40s already, and parts have no parts: leave --part "
            "out, or give the whole",
            r->kind, record_attr(r, "part"));
    return sketch_attr_refuse(r, "a part");
}

struct error *part_require_rows(const struct table *rows, const char *name)
{
    if (rows->columns.count > 0)
        return NULL;
    return error_new("%s: a part without a table of rows, which would tell that it is of the same "
                     "snapshots as the others: make parts of snapshots with one (snapcat, npy2phm "
                     "-r)",
                     name);
}

struct error *part_narrow(struct reader *reader, struct record *r, struct table *tensors,
                          const struct part *part, size_t together, const char *what,
                          const char *held, size_t *first)
{
    struct error *err;
    const struct part_run run = {r->cols / together, 1};
    size_t end, cols = r->cols;
    TRY(error_prefix(check_whole(r), "%s", reader_name(reader)));
    TRY(part_cut(part, &run, 1, what, first, &end));
    const struct span range = {*first * together, (end - *first) * together};
    const struct part_share share = {*part, end - *first, run.items};
    reader_narrow(reader, r, range.first, range.count);
    if (record_attr(r, PART_PARAMS))
        TRY(record_attr_set(r, PART_PARAMS, "%zu", range.count));
    TRY(part_share_set(r, held, &share));
    TRY(part_tensors_narrow(tensors, cols, &range));
out:
    return err;
}

#include "run/movement_input.h"

#include "gram/snapgram.h"

#include <stdlib.h>

const char *const movement_input_kinds[] = {"gram", "squares", "snapshots", NULL};
const char *const movement_input_aside[] = {"tensors", NULL};

static struct error *add_gram(struct movements *list, const struct run_input *input,
                              struct report *report)
{
    struct error *err;
    const struct record *r = &input->in.record;
    struct movement_source source = {.record = input->in.number, .name = record_attr(r, "name")};
    struct matrix g = {0};
    TRY(record_attr_size(r, "params", 0, &source.params));
    TRY(snapgram_read(input->in.reader, r, false, report, &g));
    if (!source.name)
        report_line(report, REPORT_NOTE,
                    "record %zu: a Gram matrix without a name, perhaps of all layers together: "
                    "make one for each layer: snapgram --by-tensor",
                    source.record);
    TRY(movements_add(list, &source, &g, &input->runs.runs));
out:
    matrix_free(&g);
    return err;
}

static struct error *add_groups(struct movements *list, const struct run_input *input,
                                const struct gram_groups *groups, struct matrix *grams)
{
    struct error *err = NULL;
    for (size_t i = 0; i < groups->count && !err; i++) {
        const struct movement_source source = {input->in.number, groups->at[i].name,
                                               groups->at[i].params};
        snapgram_round(&grams[i]);
        err = movements_add(list, &source, &grams[i], &input->runs.runs);
    }
    return err;
}

static struct error *add_snapshots(struct movements *list, const struct run_input *input,
                                   const struct table *tensors, struct report *report)
{
    static const struct group_choice by_tensor = {.by_tensor = true};
    struct error *err;
    const struct record *r = &input->in.record;
    struct gram_groups groups = {0};
    struct matrix *grams = NULL;
    TRY(gram_groups_make(&groups, &by_tensor, tensors, r->cols));
    grams = calloc(groups.count + 1, sizeof *grams);
    if (!grams)
        TRY(error_memory("a list of Gram matrices"));
    TRY(snapgram_read_groups(input->in.reader, r, &groups, NULL, report, grams));
    TRY(add_groups(list, input, &groups, grams));
out:
    for (size_t i = 0; grams && i < groups.count; i++)
        matrix_free(&grams[i]);
    free(grams);
    gram_groups_free(&groups);
    return err;
}

struct error *movement_input_read(struct movements *list, struct run_input *input,
                                  struct table *tensors, const struct trajectories_options *options,
                                  struct report *report)
{
    struct error *err;
    const struct record *r = &input->in.record;
    if (record_is(r, "tensors"))
        return reader_table(input->in.reader, r, tensors, NULL);
    TRY(run_input_find(input, options, report));
    TRY(record_is(r, "snapshots") ? add_snapshots(list, input, tensors, report)
                                  : add_gram(list, input, report));
out:
    return err;
}

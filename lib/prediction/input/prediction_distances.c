#include "prediction/input/prediction_distances.h"

#include "base/size.h"
#include "prediction/input/flaws.h"
#include "prediction/scores.h"
#include "prediction/sum.h"
#include "stream/panel_pipe.h"

#include <stdlib.h>

const char *const prediction_kind_names[] = {"auto", "logits", "probabilities", NULL};

struct work {
    const struct prediction_distances_request *request;
    struct prediction_block block;
    size_t samples; /* in all */
    size_t filled;  /* columns that the block has, perhaps a part of its last sample */
    size_t done;    /* samples that were added */
    struct prediction_sum sum;
    struct prediction_scores scores;
};

/* ---- a block ---- */

static struct error *choose_values(struct prediction_block *block, enum prediction_kind kind)
{
    if (kind != PREDICTION_KIND_AUTO) {
        block->values =
            kind == PREDICTION_KIND_LOGITS ? PREDICTION_LOGITS : PREDICTION_PROBABILITIES;
        return NULL;
    }
    switch (prediction_block_look(block)) {
    case PREDICTION_LIKE_LOGITS:
        block->values = PREDICTION_LOGITS;
        return NULL;
    case PREDICTION_LIKE_PROBABILITIES:
        block->values = PREDICTION_PROBABILITIES;
        return NULL;
    default:
        return error_new("snapshots: sample 0 has numbers as probabilities are, but not in all "
                         "snapshots, or with another sum than 1 (of percentages it is 100: divide "
                         "them): say --values logits or --values probabilities");
    }
}

/* The sums take memory when all rows have proved to be there. */
static struct error *begin_sums(struct work *w)
{
    struct error *err;
    const struct prediction_block *b = &w->block;
    TRY(prediction_sum_begin(&w->sum, b->measure, b->rows));
    if (w->request->labels)
        TRY(prediction_scores_begin(&w->scores, b->rows, w->samples, b->classes));
out:
    return err;
}

/* Adds the samples that have been filled. */
static struct error *add_block(struct work *w)
{
    struct error *err = NULL;
    struct prediction_block *b = &w->block;
    struct prediction_flaw flaw;
    b->samples = w->filled / b->classes;
    if (w->done == 0) {
        TRY(choose_values(b, w->request->kind));
        TRY(begin_sums(w));
    }
    if (!prediction_block_pack(b, &flaw) || !prediction_sum_add(&w->sum, b, &flaw))
        TRY(prediction_flaw_error(&flaw, b, w->request->first + w->done, w->request->rows));
    if (w->request->labels)
        prediction_scores_add(&w->scores, b, w->request->labels->at + w->done);
    w->done += b->samples;
    w->filled = 0;
out:
    return err;
}

/* ---- panels ---- */

/* Some of a panel's columns, from `first` on, to the block. */
static void fill(struct work *w, const struct panel *panel, size_t first, size_t count)
{
    struct prediction_block *b = &w->block;
    size_t width = b->room * b->classes;
#pragma omp parallel for schedule(static)
    for (size_t row = 0; row < panel->rows; row++) {
        double *to = b->x + row * width + w->filled;
        size_t from = row * panel->cols + first;
        for (size_t i = 0; i < count; i++)
            to[i] = panel->type == PHM_F32 ? (double)panel->f[from + i] : panel->d[from + i];
    }
    w->filled += count;
}

/* Panels end anywhere: a sample may lie in several of them. */
static struct error *add_panel(void *work, const struct panel *panel)
{
    struct work *w = work;
    size_t width = w->block.room * w->block.classes, end = w->samples * w->block.classes;
    for (size_t first = 0; first < panel->cols;) {
        size_t count = size_min(panel->cols - first, width - w->filled);
        fill(w, panel, first, count);
        first += count;
        if (w->filled < width && panel->first + first < end)
            continue;
        struct error *err = add_block(w);
        if (err)
            return err;
    }
    return NULL;
}

/* ---- a record ---- */

static void work_free(struct work *w)
{
    prediction_block_free(&w->block);
    prediction_sum_free(&w->sum);
    prediction_scores_free(&w->scores);
}

static struct error *take_scores(struct work *w, struct prediction_distances *predictions)
{
    predictions->progress = calloc(w->scores.rows, sizeof *predictions->progress);
    if (!predictions->progress)
        return error_memory("scores of predictions");
    prediction_scores_finish(&w->scores, predictions->progress);
    predictions->accuracy = w->scores.accuracy;
    predictions->cross_entropy = w->scores.loss;
    w->scores.accuracy = w->scores.loss = NULL;
    return NULL;
}

struct error *prediction_distances_read(struct reader *reader, const struct record *r,
                                        const struct prediction_distances_request *request,
                                        struct report *report,
                                        struct prediction_distances *predictions)
{
    struct error *err;
    struct work w = {.request = request, .samples = r->cols / request->classes};
    *predictions = (struct prediction_distances){.samples = w.samples, .classes = request->classes};
    TRY(prediction_block_new(&w.block, request->measure, r->rows, w.samples, request->classes));
    TRY(panel_pipe_run(reader, r, add_panel, &w, "distances", report));
    predictions->values = prediction_values_names[w.block.values];
    prediction_block_free(&w.block);
    if (request->labels)
        TRY(take_scores(&w, predictions));
    TRY(prediction_sum_finish(&w.sum, &predictions->distance));
out:
    work_free(&w);
    if (err)
        prediction_distances_free(predictions);
    return err;
}

void prediction_distances_free(struct prediction_distances *predictions)
{
    matrix_free(&predictions->distance);
    free(predictions->accuracy);
    free(predictions->cross_entropy);
    free(predictions->progress);
    *predictions = (struct prediction_distances){0};
}

/* ---- what is written ---- */

struct error *prediction_distances_set_attrs(const struct prediction_distances *predictions,
                                             enum prediction_measure measure, struct record *r)
{
    struct error *err;
    TRY(record_attr_set(r, "metric", "%s", prediction_measure_names[measure]));
    TRY(record_attr_set(r, "squared", "%s", prediction_measure_is_squared(measure) ? "yes" : "no"));
    TRY(record_attr_set(r, "samples", "%zu", predictions->samples));
    TRY(record_attr_set(r, "classes", "%zu", predictions->classes));
    TRY(record_attr_set(r, "values", "%s", predictions->values));
    if (predictions->progress)
        TRY(record_attr_set(r, PREDICTION_SCORES, "%s",
                            PREDICTION_ACCURACY "," PREDICTION_CROSS_ENTROPY
                                                "," PREDICTION_PROGRESS));
out:
    return err;
}

struct error *prediction_distances_put_scores(const struct prediction_distances *predictions,
                                              struct table *t)
{
    struct error *err;
    TRY(table_put_numbers(t, PREDICTION_ACCURACY, predictions->accuracy, 1));
    TRY(table_put_numbers(t, PREDICTION_CROSS_ENTROPY, predictions->cross_entropy, 1));
    TRY(table_put_numbers(t, PREDICTION_PROGRESS, predictions->progress, 1));
out:
    return err;
}

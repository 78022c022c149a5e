#include "prediction/scores.h"

#include "base/size.h"
#include "prediction/progress.h"

#include <math.h>
#include <stdlib.h>

struct error *prediction_scores_begin(struct prediction_scores *scores, size_t rows, size_t samples,
                                      size_t classes)
{
    size_t count;
    *scores = (struct prediction_scores){.rows = rows, .samples = samples, .classes = classes};
    scores->accuracy = calloc(rows, sizeof *scores->accuracy);
    scores->loss = calloc(rows, sizeof *scores->loss);
    if (size_mul(rows, samples, &count))
        scores->ratio = calloc(count, sizeof *scores->ratio);
    if (scores->accuracy && scores->loss && scores->ratio)
        return NULL;
    prediction_scores_free(scores);
    return error_memory("scores of predictions");
}

void prediction_scores_free(struct prediction_scores *scores)
{
    free(scores->accuracy);
    free(scores->loss);
    free(scores->ratio);
    *scores = (struct prediction_scores){0};
}

static void add_row(struct prediction_scores *scores, const struct prediction_block *block,
                    const uint32_t *labels, size_t row)
{
    double width = sqrt((double)block->classes);
    float *ratio = scores->ratio + row * scores->samples + scores->added;
    for (size_t n = 0; n < block->samples; n++) {
        const struct prediction_scale *scale = prediction_block_scale(block, row, n);
        double x = prediction_block_x(block, row, n)[labels[n]];
        double log_p = prediction_log(block->values, x, scale);
        scores->accuracy[row] += scale->best == labels[n];
        scores->loss[row] -= log_p;
        ratio[n] = (float)(width * exp(log_p / 2) / scale->roots);
    }
}

void prediction_scores_add(struct prediction_scores *scores, const struct prediction_block *block,
                           const uint32_t *labels)
{
#pragma omp parallel for schedule(static)
    for (size_t row = 0; row < scores->rows; row++)
        add_row(scores, block, labels, row);
    scores->added += block->samples;
}

void prediction_scores_finish(struct prediction_scores *scores, double *progress)
{
#pragma omp parallel for schedule(dynamic)
    for (size_t row = 0; row < scores->rows; row++) {
        scores->accuracy[row] /= (double)scores->added;
        scores->loss[row] = fmax(scores->loss[row], 0) / (double)scores->added;
        progress[row] = prediction_progress(scores->ratio + row * scores->samples, scores->added,
                                            scores->classes);
    }
}

/* How far predictions have come from ignorance to the truth (Mao et al., PNAS 2024, eq. 5).
 *
 * Between the uniform prediction P_0 and the truth P_1, which is certain of each sample's label,
 * the geodesic is sqrt(P_s) = (sin((1 - s) d) sqrt(P_0) + sin(s d) sqrt(P_1)) / sin d in each
 * sample, cos d = 1/sqrt(C). The progress is the s in [0, 1] whose P_s is nearest in Bhattacharyya
 * distance. A prediction's overlap with P_s is sin((1 - s) d) a + sin(s d) b, but for a factor,
 * with its overlaps a with P_0 and b with P_1, of which only b/a bears on s. */
#ifndef PHATE_PREDICTION_PROGRESS_H
#define PHATE_PREDICTION_PROGRESS_H

#include <stddef.h>

/* ratio: b/a of each of `samples` samples (at least 1), of `classes` classes (at least 2). The
 * result is good to 1e-7: as good as float32 ratios are. */
double prediction_progress(const float *ratio, size_t samples, size_t classes);

#endif

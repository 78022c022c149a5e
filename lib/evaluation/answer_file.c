#include "evaluation/answer_file.h"

#include <stdbool.h>

struct timespec answer_file_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME_COARSE, &now);
    return now;
}

static bool is_before(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec != b->tv_sec ? a->tv_sec < b->tv_sec : a->tv_nsec < b->tv_nsec;
}

/* The identity alone does not tell, for a fast evaluator writes twice at one tick of the clock; nor
 * does the moment alone, where the file lies on a machine of another clock. */
static bool is_left_over(const struct file_identity *last, const struct file_identity *now,
                         const struct timespec *asked)
{
    return file_identity_is_unchanged(last, now) && is_before(&now->changed, asked);
}

struct error *answer_file_check(struct file_identity *last, size_t count, size_t evaluator,
                                const char *path, const struct timespec *asked)
{
    struct stat status;
    if (stat(path, &status) != 0)
        return NULL;
    struct file_identity now = file_identity_of(&status);
    for (size_t i = 0; i < count; i++)
        if (i != evaluator && file_identity_is_same_file(&last[i], &now))
            return error_new("%s: another evaluator writes predictions to the same file: give each "
                             "a file of its own, such as one named by its process",
                             path);
    if (is_left_over(&last[evaluator], &now, asked))
        return error_new("%s: is as the answer before left it: write the predictions anew before "
                         "each answer",
                         path);
    last[evaluator] = now;
    return NULL;
}

#include "evaluation/answer_file.h"

#include <stdbool.h>
#include <sys/stat.h>

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

static bool is_same_time(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

static bool is_same_file(const struct answer_file *file, const struct stat *status)
{
    return file->device == status->st_dev && file->number == status->st_ino;
}

/* The stamp alone does not tell, for a fast evaluator writes twice at one tick of the clock; nor
 * does the moment alone, where the file lies on a machine of another clock. */
static bool is_left_over(const struct answer_file *last, const struct stat *status,
                         const struct timespec *asked)
{
    return is_same_file(last, status) && is_same_time(&last->changed, &status->st_ctim) &&
           is_before(&status->st_ctim, asked);
}

struct error *answer_file_check(struct answer_file *last, size_t count, size_t evaluator,
                                const char *path, const struct timespec *asked)
{
    struct stat status;
    if (stat(path, &status) != 0)
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (i != evaluator && is_same_file(&last[i], &status))
            return error_new("%s: another evaluator writes predictions to the same file: give each "
                             "a file of its own, such as one named by its process",
                             path);
    if (is_left_over(&last[evaluator], &status, asked))
        return error_new("%s: is as the answer before left it: write the predictions anew before "
                         "each answer",
                         path);
    last[evaluator] = (struct answer_file){status.st_dev, status.st_ino, status.st_ctim};
    return NULL;
}

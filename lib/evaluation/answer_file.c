#include "evaluation/answer_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

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

static struct error *check(struct file_identity *last, size_t count, size_t evaluator,
                           const struct file_identity *now, const struct timespec *asked)
{
    for (size_t i = 0; i < count; i++)
        if (i != evaluator && file_identity_is_same_file(&last[i], now))
            return error_new("another evaluator writes predictions to the same file: give each a "
                             "file of its own, such as one named by its process");
    if (is_left_over(&last[evaluator], now, asked))
        return error_new("is as the answer before left it: write the predictions anew before each "
                         "answer");
    last[evaluator] = *now;
    return NULL;
}

struct error *answer_file_open(struct file_identity *last, size_t count, size_t evaluator,
                               const char *path, const struct timespec *asked, int *fd)
{
    struct error *err = NULL;
    struct stat status;
    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (*fd < 0 || fstat(*fd, &status) != 0)
        TRY(error_new("cannot open: %s: write the file before the answer", strerror(errno)));
    if (!S_ISREG(status.st_mode))
        TRY(error_new("not a regular file: write predictions to a file"));
    const struct file_identity now = file_identity_of(&status);
    TRY(check(last, count, evaluator, &now, asked));
out:
    if (err && *fd >= 0)
        close(*fd);
    return error_prefix(err, "%s", path);
}

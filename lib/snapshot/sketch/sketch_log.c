#include "snapshot/sketch/sketch_log.h"

#include "snapshot/concat_files.h"
#include "snapshot/sketch/log_steps.h"
#include "snapshot/sketch/sketch_set.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- what is a log ---- */

enum beginning { BEGINS_OTHERWISE, BEGINS_NOT_YET, BEGINS_AS_LOG };

/* Other than files, and what cannot be read, is for whoever opens it next. */
static enum beginning beginning_of(const char *path)
{
    static const char beginning[] = LOG_SCAN_BEGINNING;
    char text[sizeof beginning - 1];
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return BEGINS_OTHERWISE;
    bool is_file = fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
    ssize_t got = is_file ? pread(fd, text, sizeof text, 0) : -1;
    close(fd);
    if (got < 0 || memcmp(text, beginning, (size_t)got) != 0)
        return BEGINS_OTHERWISE;
    return got == 0 ? BEGINS_NOT_YET : BEGINS_AS_LOG;
}

struct error *sketch_log_are(const struct strlist *files, bool *are)
{
    const char *log = NULL, *other = NULL;
    for (size_t i = 0; i < files->count; i++) {
        enum beginning begins = beginning_of(files->at[i]);
        if (begins == BEGINS_AS_LOG && !log)
            log = files->at[i];
        else if (begins == BEGINS_OTHERWISE && !other)
            other = files->at[i];
    }
    *are = log != NULL;
    if (log && other)
        return error_new("%s: a log of sketches, but %s is none: give either logs or checkpoints",
                         log, other);
    return NULL;
}

struct error *sketch_log_probe(const char *path, bool *is_log)
{
    struct error *err;
    struct log_scan scan = {0};
    struct log_record record;
    bool got = false;
    *is_log = beginning_of(path) == BEGINS_AS_LOG;
    if (!*is_log)
        return NULL;
    TRY(log_scan_open(&scan, path));
    TRY(log_scan_next(&scan, &record, &got));
    if (got)
        record_free(&record.header);
    else
        err =
            error_new("%s: a log without a whole record: wait for the training's first step", path);
out:
    log_scan_close(&scan);
    return err;
}

/* ---- rows ---- */

/* The rows of a log in their last order, and for each item the place of its row, or
 * LOG_STEPS_NONE. */
struct arranged {
    struct log_set set;
    size_t *row;
};

/* Makes row[] count the rows that are kept, in their order. */
static struct error *keep_rows(struct arranged *a)
{
    struct log_set *set = &a->set;
    size_t kept = 0;
    bool *keep = calloc(set->count, sizeof *keep);
    size_t *place = calloc(set->count, sizeof *place);
    if (keep && place) {
        for (size_t i = 0; i < set->count; i++)
            if (a->row[i] != LOG_STEPS_NONE)
                keep[a->row[i]] = true;
        for (size_t i = 0; i < set->count; i++)
            place[i] = keep[i] ? kept++ : 0;
        for (size_t i = 0; i < set->count; i++)
            if (a->row[i] != LOG_STEPS_NONE)
                a->row[i] = place[a->row[i]];
        table_filter(&set->rows, keep);
    }
    struct error *err = keep && place ? NULL : error_memory("a list of rows");
    free(keep);
    free(place);
    return err;
}

/* Row i becomes what row order[i] was. */
static struct error *reorder(struct arranged *a, const size_t *order)
{
    struct error *err;
    size_t *place = calloc(a->set.rows.rows, sizeof *place);
    if (!place)
        return error_memory("an order of rows");
    for (size_t i = 0; i < a->set.rows.rows; i++)
        place[order[i]] = i;
    for (size_t i = 0; i < a->set.count; i++)
        if (a->row[i] != LOG_STEPS_NONE)
            a->row[i] = place[a->row[i]];
    TRY(table_reorder(&a->set.rows, order));
out:
    free(place);
    return err;
}

static struct error *arrange(struct arranged *a, const struct concat *work, struct report *report)
{
    struct error *err;
    size_t *order = NULL;
    TRY(log_set_read(&a->set, work, report));
    TRY(log_steps_find(&a->set, &a->row, report));
    TRY(keep_rows(a));
    TRY(concat_files_describe_rows(work, &a->set.rows, &order, report));
    if (order)
        TRY(reorder(a, order));
out:
    free(order);
    return err;
}

/* ---- sums ---- */

static int compare_items(const void *a, const void *b)
{
    const struct log_item *p = *(struct log_item *const *)a, *q = *(struct log_item *const *)b;
    if (p->share.part.index != q->share.part.index)
        return p->share.part.index < q->share.part.index ? -1 : 1;
    return (p > q) - (p < q);
}

/* The items that count, part by part, and in each as the logs have them; the caller frees them. */
static struct error *order_items(const struct arranged *a, struct log_item ***items, size_t *count)
{
    *count = 0;
    *items = calloc(a->set.count, sizeof **items);
    if (!*items)
        return error_memory("a list of sketches");
    for (size_t i = 0; i < a->set.count; i++)
        if (a->row[i] != LOG_STEPS_NONE)
            (*items)[(*count)++] = &a->set.items[i];
    qsort(*items, *count, sizeof **items, compare_items);
    return NULL;
}

/* The first part of a row replaces the sums, so that -0 stays what it is. */
static void add_numbers(double *sums, const float *numbers, size_t count, bool first)
{
    for (size_t k = 0; k < count; k++)
        sums[k] = first ? (double)numbers[k] : sums[k] + (double)numbers[k];
}

/* The scan is of the item's log, or of none, or of another's, which is closed. */
static struct error *turn_to(struct log_scan *scan, const char *path)
{
    if (scan->path == path)
        return NULL;
    log_scan_close(scan);
    return log_scan_open(scan, path);
}

static struct error *add_items(const struct arranged *a, struct log_item *const *items,
                               size_t count, float *numbers, double *sums)
{
    struct error *err = NULL;
    struct log_scan scan = {0};
    for (size_t i = 0; i < count; i++) {
        const struct log_item *item = items[i];
        size_t row = a->row[item - a->set.items];
        TRY(turn_to(&scan, a->set.files.at[item->log]));
        TRY(log_scan_read(&scan, item->payload, numbers, a->set.numbers));
        add_numbers(sums + row * a->set.numbers, numbers, a->set.numbers,
                    item->share.part.index <= 1);
    }
out:
    log_scan_close(&scan);
    return err;
}

static struct error *sum(const struct arranged *a, struct sketch_set *set)
{
    struct error *err;
    struct log_item **items = NULL;
    size_t count;
    float *numbers = calloc(set->numbers, sizeof *numbers);
    if (!numbers)
        return error_memory("a sketch");
    TRY(order_items(a, &items, &count));
    TRY(sketch_set_new(set));
    TRY(add_items(a, items, count, numbers, set->sums));
    TRY(sketch_set_check(set, &a->set.rows));
out:
    free(items);
    free(numbers);
    return err;
}

struct error *sketch_log_write(const struct concat *work, struct writer *out,
                               const char *provenance, struct report *report)
{
    struct error *err;
    struct arranged a = {0};
    struct sketch_set set = {0};
    TRY(arrange(&a, work, report));
    const struct sketch_group all = {.params = a.set.params};
    set = (struct sketch_set){.rows = a.set.rows.rows,
                              .numbers = a.set.numbers,
                              .seed = a.set.seed,
                              .tensors = a.set.tensors_given ? &a.set.tensors : NULL,
                              .share = {.held = a.set.params},
                              .groups = &all,
                              .group_count = 1};
    TRY(sum(&a, &set));
    TRY(sketch_set_write(&set, &a.set.rows, out, provenance));
out:
    sketch_set_free(&set);
    log_set_free(&a.set);
    free(a.row);
    return err;
}

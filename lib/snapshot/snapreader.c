#include "snapshot/snapreader.h"

#include "base/size.h"

#include <omp.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>

enum {
    SLOTS = 2,         /* panels in memory: one being written, one being read */
    THREADS_LEAST = 4, /* even on fewer processors: a thread that waits for a disk needs none */
    THREADS_MOST = 16,
    ROWS_AT_ONCE = 16, /* a thread takes at most this many rows at a time, */
    BLOCKS_EACH = 4,   /* and should take rows about this many times per panel */
    OTHER_DESCRIPTORS = 32
};

struct snapreader {
    const struct snapshots *set;
    size_t width, panels;
    struct cursor *cursors;      /* one per snapshot */
    size_t kept;                 /* the first `kept` cursors keep their files open */
    size_t block;                /* rows that a thread takes at a time */
    unsigned char *slots[SLOTS]; /* panel p is in slot p % SLOTS */

    size_t taken; /* panels handed out */

    pthread_mutex_t lock; /* protects all below */
    pthread_cond_t changed;
    pthread_t threads[THREADS_MOST];
    size_t thread_count;
    size_t panel, row;       /* the next to read */
    bool *busy;              /* one per block of rows: a thread is reading it */
    size_t rows_read[SLOTS]; /* of the panel in that slot */
    size_t released;         /* panels whose slot may be reused */
    bool stop;
    struct error *err;
    size_t err_panel, err_row;
};

static size_t panel_cols(const struct snapreader *r, size_t panel)
{
    return size_min(r->width, r->set->end - r->set->begin - panel * r->width);
}

/* ---- descriptors ---- */

/* How many files may be open at once. */
static size_t descriptor_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 0;
    rlim_t soft = limit.rlim_cur;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
        limit.rlim_cur = soft;
    return limit.rlim_cur > OTHER_DESCRIPTORS ? (size_t)limit.rlim_cur - OTHER_DESCRIPTORS : 0;
}

static struct error *open_cursors(struct snapreader *r)
{
    size_t count = r->set->count, limit = descriptor_limit(), most = 1, used = 0;
    r->cursors = calloc(count, sizeof *r->cursors);
    if (!r->cursors)
        return error_memory("the list of open files");
    for (size_t i = 0; i < count; i++) {
        struct error *err = cursor_open(&r->cursors[i], &r->set->at[i].file);
        if (err)
            return err;
        most = size_max(most, r->set->at[i].file.file_count);
    }
    size_t passing = THREADS_MOST * most; /* for the other cursors, while threads read them */
    limit = limit > passing ? limit - passing : 0;
    for (; r->kept < count; r->kept++) {
        used += r->set->at[r->kept].file.file_count;
        if (used > limit)
            break;
    }
    return NULL;
}

static struct error *check_unchanged(const struct snapreader *r)
{
    struct error *err = NULL;
    for (size_t i = 0; i < r->set->count && !err; i++)
        err = cursor_check_unchanged(&r->cursors[i]);
    return err;
}

/* ---- the threads ---- */

static struct error *read_row(const struct snapreader *r, size_t panel, size_t row)
{
    size_t cols = panel_cols(r, panel), bad = SNAPSHOT_FINITE;
    size_t first = r->set->begin + panel * r->width;
    unsigned char *to = r->slots[panel % SLOTS] + row * cols * phm_type_size(r->set->type);
    struct error *err = snapshots_read(r->set, row, &r->cursors[row], first, cols, to, &bad);
    if (row >= r->kept || (r->cursors[row].state && r->set->at[row].file.format->bulky))
        cursor_suspend(&r->cursors[row]);
    if (!err && bad != SNAPSHOT_FINITE)
        err = snapshots_error_nonfinite(r->set, row, bad);
    return err;
}

/* Keeps the error that is first in the order of panels and rows. */
static void keep_error(struct snapreader *r, struct error *err, size_t panel, size_t row)
{
    bool earlier = !r->err || panel < r->err_panel || (panel == r->err_panel && row < r->err_row);
    struct error *other = earlier ? r->err : err;
    if (earlier) {
        r->err = err;
        r->err_panel = panel;
        r->err_row = row;
    }
    error_free(other);
    r->stop = true;
}

/* Whether the next rows must wait: for their slot, whose panel is not yet used; or for a thread
 * that still reads the same rows of the previous panel, with the same cursors. */
static bool must_wait(const struct snapreader *r)
{
    return r->panel >= r->released + SLOTS || r->busy[r->row / r->block];
}

/* Waits for rows to read, with r->lock held: rows [*row, *end) of *panel. False if there are no
 * more. Rows are handed out in order, and each row handed out is read even if another has failed:
 * so the first error is among those found. */
static bool take_rows(struct snapreader *r, size_t *panel, size_t *row, size_t *end)
{
    while (!r->stop && r->panel < r->panels && must_wait(r))
        pthread_cond_wait(&r->changed, &r->lock);
    if (r->stop || r->panel == r->panels)
        return false;
    *panel = r->panel;
    *row = r->row;
    *end = size_min(r->row + r->block, r->set->count);
    r->busy[r->row / r->block] = true;
    r->row = *end;
    if (r->row == r->set->count) {
        r->row = 0;
        r->panel++;
    }
    return true;
}

static void *read_ahead(void *reader)
{
    struct snapreader *r = reader;
    size_t panel, row, end;
    pthread_mutex_lock(&r->lock);
    while (take_rows(r, &panel, &row, &end)) {
        struct error *err = NULL;
        pthread_mutex_unlock(&r->lock);
        size_t first = row;
        while (row < end && !err)
            err = read_row(r, panel, row++);
        pthread_mutex_lock(&r->lock);
        if (err)
            keep_error(r, err, panel, row - 1);
        r->busy[first / r->block] = false;
        r->rows_read[panel % SLOTS] += end - first;
        pthread_cond_broadcast(&r->changed);
    }
    pthread_mutex_unlock(&r->lock);
    return NULL;
}

/* Starts the threads, and chooses a block so small that each thread gets several per panel. */
static struct error *start_threads(struct snapreader *r)
{
    size_t count = r->set->count;
    size_t wanted = size_min(size_max((size_t)omp_get_max_threads(), THREADS_LEAST), THREADS_MOST);
    r->block = size_min(size_max(count / wanted / BLOCKS_EACH, 1), ROWS_AT_ONCE);
    size_t blocks = (count - 1) / r->block + 1;
    r->busy = calloc(blocks, sizeof *r->busy);
    if (!r->busy)
        return error_memory("a reader of snapshots");
    for (; r->thread_count < size_min(wanted, blocks); r->thread_count++)
        if (pthread_create(&r->threads[r->thread_count], NULL, read_ahead, r) != 0)
            break;
    return r->thread_count ? NULL : error_memory("a thread that reads");
}

static void stop_threads(struct snapreader *r)
{
    pthread_mutex_lock(&r->lock);
    r->stop = true;
    pthread_cond_broadcast(&r->changed);
    pthread_mutex_unlock(&r->lock);
    while (r->thread_count > 0)
        pthread_join(r->threads[--r->thread_count], NULL);
}

/* ---- the reader ---- */

static struct error *make_slots(struct snapreader *r)
{
    size_t bytes;
    if (!size_mul(r->set->count, r->width, &bytes) ||
        !size_mul(bytes, phm_type_size(r->set->type), &bytes))
        return error_new("a panel of %zu columns overflows", r->width);
    for (size_t i = 0; i < size_min(SLOTS, r->panels); i++) {
        r->slots[i] = malloc(bytes);
        if (!r->slots[i])
            return error_memory("a panel of snapshots");
    }
    return NULL;
}

struct error *snapreader_new(struct snapreader **reader, const struct snapshots *s, size_t width)
{
    struct error *err;
    struct snapreader *r = calloc(1, sizeof *r);
    *reader = NULL;
    if (!r)
        return error_memory("a reader of snapshots");
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->changed, NULL);
    r->set = s;
    r->width = width;
    r->panels = (s->end - s->begin - 1) / width + 1;
    TRY(make_slots(r));
    TRY(open_cursors(r));
    TRY(start_threads(r));
    *reader = r;
out:
    if (err)
        snapreader_free(r);
    return err;
}

struct error *snapreader_next(struct snapreader *reader, const void **panel, size_t *cols)
{
    struct snapreader *r = reader;
    *panel = NULL;
    pthread_mutex_lock(&r->lock);
    if (r->taken > 0) { /* the caller is done with the previous panel */
        r->rows_read[r->released % SLOTS] = 0;
        r->released = r->taken;
        pthread_cond_broadcast(&r->changed);
    }
    size_t next = r->taken;
    while (!r->stop && next < r->panels && r->rows_read[next % SLOTS] < r->set->count)
        pthread_cond_wait(&r->changed, &r->lock);
    bool failed = r->stop;
    pthread_mutex_unlock(&r->lock);

    if (failed) {
        stop_threads(r);
        struct error *err = r->err;
        r->err = NULL;
        return err ? err : error_new("reading stopped after an earlier error");
    }
    if (next == r->panels)
        return check_unchanged(r);
    r->taken = next + 1;
    *panel = r->slots[next % SLOTS];
    *cols = panel_cols(r, next);
    return NULL;
}

void snapreader_free(struct snapreader *reader)
{
    struct snapreader *r = reader;
    if (!r)
        return;
    stop_threads(r);
    for (size_t i = 0; r->cursors && i < r->set->count; i++)
        if (r->cursors[i].checkpoint)
            cursor_close(&r->cursors[i]);
    for (size_t i = 0; i < SLOTS; i++)
        free(r->slots[i]);
    free(r->cursors);
    free(r->busy);
    error_free(r->err);
    pthread_cond_destroy(&r->changed);
    pthread_mutex_destroy(&r->lock);
    free(r);
}

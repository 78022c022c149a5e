#include "stream/panel_pipe.h"

#include "base/size.h"

#include <pthread.h>
#include <stdlib.h>

enum {
    SLOTS = 2,
    PANEL_BYTES = 8 << 20 /* asked for at a time, where the record's own panels are narrower */
};

struct slot {
    struct panel_buffer buffer;
    struct panel panel;
    bool got; /* false: there are no more panels */
    struct error *err;
};

struct pipe {
    struct reader *reader;
    const struct record *record;
    size_t cols_wanted;
    struct slot slots[SLOTS]; /* panel p is in slot p % SLOTS */
    pthread_t thread;

    pthread_mutex_t lock; /* protects all below */
    pthread_cond_t changed;
    size_t filled, taken, released; /* panels read; handed out; released by the caller */
    bool stop;
};

static bool wait_for_slot(struct pipe *p)
{
    pthread_mutex_lock(&p->lock);
    while (!p->stop && p->filled == p->released + SLOTS)
        pthread_cond_wait(&p->changed, &p->lock);
    bool stop = p->stop;
    pthread_mutex_unlock(&p->lock);
    return !stop;
}

static void *read_ahead(void *pipe)
{
    struct pipe *p = pipe;
    bool more = true;
    while (more && wait_for_slot(p)) {
        struct slot *s = &p->slots[p->filled % SLOTS];
        s->err =
            reader_panel_into(p->reader, p->record, p->cols_wanted, &s->buffer, &s->panel, &s->got);
        more = !s->err && s->got;
        pthread_mutex_lock(&p->lock);
        p->filled++;
        pthread_cond_signal(&p->changed);
        pthread_mutex_unlock(&p->lock);
    }
    return NULL;
}

/* Waits for the panel that is being read. */
static void stop(struct pipe *p)
{
    pthread_mutex_lock(&p->lock);
    p->stop = true;
    pthread_cond_signal(&p->changed);
    pthread_mutex_unlock(&p->lock);
    pthread_join(p->thread, NULL);
    for (size_t i = 0; i < SLOTS; i++) {
        error_free(p->slots[i].err);
        free(p->slots[i].buffer.bytes);
    }
    pthread_cond_destroy(&p->changed);
    pthread_mutex_destroy(&p->lock);
}

/* The arrays live until the next call, of which there is none after the end or an error. */
static struct error *next(struct pipe *p, struct panel *panel, bool *got)
{
    pthread_mutex_lock(&p->lock);
    if (p->released < p->taken) { /* the panel handed out before has been used */
        p->released = p->taken;
        pthread_cond_signal(&p->changed);
    }
    while (p->filled == p->taken)
        pthread_cond_wait(&p->changed, &p->lock);
    pthread_mutex_unlock(&p->lock);
    struct slot *s = &p->slots[p->taken % SLOTS];
    struct error *err = s->err;
    s->err = NULL;
    *got = !err && s->got;
    *panel = s->panel;
    p->taken += *got;
    return err;
}

size_t panel_pipe_bytes(const struct record *r)
{
    size_t all = matrix_bytes(1, r->rows, r->cols);
    return size_min(SLOTS * (size_t)PANEL_BYTES, all);
}

struct error *panel_pipe_run(struct reader *reader, const struct record *r, panel_take *take,
                             void *context, const char *doing, struct report *report)
{
    struct error *err;
    size_t wanted = PANEL_BYTES / phm_type_size(r->type) / size_max(r->rows, 1);
    struct pipe p = {.reader = reader,
                     .record = r,
                     .cols_wanted = size_max(wanted, 1),
                     .lock = PTHREAD_MUTEX_INITIALIZER,
                     .changed = PTHREAD_COND_INITIALIZER};
    struct panel panel;
    bool got;
    if (pthread_create(&p.thread, NULL, read_ahead, &p) != 0)
        return error_memory("a thread that reads");
    for (;;) {
        TRY(next(&p, &panel, &got));
        if (!got)
            break;
        TRY(take(context, &panel));
        report_progress(report, doing, (double)(panel.first + panel.cols) / (double)r->cols);
    }
out:
    stop(&p);
    return err;
}

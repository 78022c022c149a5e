#include "stream/panel_pipe.h"

#include <pthread.h>
#include <stdlib.h>

enum { SLOTS = 2 };

struct slot {
    struct panel_buffer buffer;
    struct panel panel;
    bool got; /* false: there are no more panels */
    struct error *err;
};

struct panel_pipe {
    struct reader *reader;
    const struct record *record;
    size_t cols_wanted;
    struct slot slots[SLOTS]; /* panel p is in slot p % SLOTS */
    pthread_t thread;
    bool has_thread;

    pthread_mutex_t lock; /* protects all below */
    pthread_cond_t changed;
    size_t filled, taken, released; /* panels read; handed out; released by the caller */
    bool stop;
};

static bool wait_for_slot(struct panel_pipe *p)
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
    struct panel_pipe *p = pipe;
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

struct error *panel_pipe_new(struct panel_pipe **pipe, struct reader *reader,
                             const struct record *r, size_t cols_wanted)
{
    struct panel_pipe *p = calloc(1, sizeof *p);
    *pipe = NULL;
    if (!p)
        return error_memory("panels read ahead");
    p->reader = reader;
    p->record = r;
    p->cols_wanted = cols_wanted;
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->changed, NULL);
    p->has_thread = pthread_create(&p->thread, NULL, read_ahead, p) == 0;
    if (!p->has_thread) {
        panel_pipe_free(p);
        return error_memory("a thread that reads");
    }
    *pipe = p;
    return NULL;
}

/* The end, or an error, is returned once; after that the pipe is at its end. */
static struct error *take(struct slot *s, struct panel *panel, bool *got)
{
    struct error *err = s->err;
    s->err = NULL;
    *got = !err && s->got;
    s->got = *got;
    *panel = s->panel;
    return err;
}

struct error *panel_pipe_next(struct panel_pipe *pipe, struct panel *panel, bool *got)
{
    struct panel_pipe *p = pipe;
    pthread_mutex_lock(&p->lock);
    if (p->released < p->taken) { /* the panel handed out before has been used */
        p->released = p->taken;
        pthread_cond_signal(&p->changed);
    }
    while (p->filled == p->taken)
        pthread_cond_wait(&p->changed, &p->lock);
    pthread_mutex_unlock(&p->lock);
    struct error *err = take(&p->slots[p->taken % SLOTS], panel, got);
    if (*got)
        p->taken++;
    return err;
}

void panel_pipe_free(struct panel_pipe *pipe)
{
    struct panel_pipe *p = pipe;
    if (!p)
        return;
    pthread_mutex_lock(&p->lock);
    p->stop = true;
    pthread_cond_signal(&p->changed);
    pthread_mutex_unlock(&p->lock);
    if (p->has_thread)
        pthread_join(p->thread, NULL);
    for (size_t i = 0; i < SLOTS; i++) {
        error_free(p->slots[i].err);
        free(p->slots[i].buffer.bytes);
    }
    pthread_cond_destroy(&p->changed);
    pthread_mutex_destroy(&p->lock);
    free(p);
}

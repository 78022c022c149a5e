#include "plot/stream.h"

#include "base/path.h"
#include "plot/page/html.h"
#include "plot/script.h"
#include "stream/intake.h"
#include "stream/wrong_kind.h"

#include <stdlib.h>
#include <string.h>

/* A stream on its way into a plot_stream. */
struct filling {
    struct plot_stream *s;
    struct intake in;
    const struct plot_choice *choice;
    const struct plot_options *options;
    size_t seen;          /* so many records of coordinates there were */
    struct strlist names; /* of these, for messages */
};

static bool is_complete(const struct filling *f)
{
    return f->seen > 0 && f->seen >= f->choice->number;
}

static struct error *take_rows(struct filling *f)
{
    struct plot_stream *s = f->s;
    if (is_complete(f))
        return NULL;
    if (s->has_rows && f->seen == 0 && !s->stage.kind)
        return error_new("%s: has two tables of rows: give one stream per panel",
                         reader_name(f->in.reader));
    struct error *err = reader_table(f->in.reader, &f->in.record, &s->rows, NULL);
    s->has_rows = !err;
    return err;
}

/* The last one up to the chosen one is kept. */
static struct error *take_coords(struct filling *f)
{
    struct error *err = NULL;
    struct plot_stream *s = f->s;
    struct record r = intake_take_over(&f->in);
    const char *t = record_attr(&r, "t");
    bool complete = is_complete(f);
    f->seen++;
    s->draws_stage = false;
    TRY(strlist_addf(&f->names, t ? "%zu: t %s" : "%zu", f->seen, t));
    if (complete)
        goto out;
    matrix_free(&s->points);
    record_free(&s->coords);
    s->has_coords = false;
    TRY(reader_matrix(f->in.reader, &r, &s->points));
    s->coords = r;
    s->has_coords = true;
    return NULL;
out:
    record_free(&r);
    return err;
}

static struct error *take_stage(struct filling *f)
{
    struct plot_stream *s = f->s;
    struct record r = intake_take_over(&f->in);
    s->stage.wanted = f->choice->number;
    s->draws_stage = true;
    return plot_stage_read(&s->stage, f->in.reader, &r, s->has_rows ? &s->rows : NULL, f->options);
}

static bool is_drawable(const struct filling *f, const struct record *r)
{
    return plot_stage_takes(r) && (!f->choice->kind || record_is(r, f->choice->kind));
}

static struct error *check_number(const struct filling *f)
{
    size_t wanted = f->choice->number;
    char list[256];
    strlist_print(&f->names, list, sizeof list);
    if (wanted == 0 && f->seen > 1)
        return error_new("%s: has %zu records of coords (%s): choose one: -n 1, or draw "
                         "all of them: --all",
                         reader_name(f->in.reader), f->seen, list);
    if (wanted > f->seen)
        return error_new("%s: has no record %zu of coords, only %zu (%s): choose another",
                         reader_name(f->in.reader), wanted, f->seen, list);
    return NULL;
}

static struct error *check(const struct filling *f)
{
    static const char *const wanted[] = {"coords", "grid", "diagram", "distance", NULL};
    const char *kind = f->choice->kind;
    if (f->s->draws_stage)
        return plot_stage_check(&f->s->stage, reader_name(f->in.reader));
    if (f->seen == 0 || (kind && strcmp(kind, "coords") != 0))
        return wrong_kind(f->in.reader, &f->in.other, kind ? (const char *[]){kind, NULL} : wanted);
    return check_number(f);
}

static struct error *take_record(struct filling *f)
{
    if (record_is(&f->in.record, "coords"))
        return take_coords(f);
    if (is_drawable(f, &f->in.record))
        return take_stage(f);
    return record_is(&f->in.record, "rows") ? take_rows(f) : NULL;
}

static struct error *take_all(struct filling *f)
{
    struct error *err;
    bool got;
    for (;;) {
        TRY(intake_next(&f->in, &got));
        if (!got)
            break;
        TRY(take_record(f));
    }
    TRY(check(f));
out:
    return err;
}

struct error *plot_stream_read(struct plot_stream *s, const char *file,
                               const struct plot_choice *choice, const struct plot_options *options)
{
    struct filling f = {.s = s, .choice = choice, .options = options};
    *s = (struct plot_stream){.name = path_stem(path_of_input(file))};
    if (!s->name)
        return error_memory("the panel's title");
    struct error *err = intake_open(&f.in, file, choice->kind ? choice->kind : "coords", NULL);
    if (err)
        return err;
    err = take_all(&f);
    strlist_free(&f.names);
    intake_close(&f.in);
    return err;
}

void plot_stream_free(struct plot_stream *s)
{
    plot_stage_free(&s->stage);
    table_free(&s->rows);
    matrix_free(&s->points);
    record_free(&s->coords);
    free(s->name);
    *s = (struct plot_stream){0};
}

static const struct table *rows_of(const struct plot_stream *s)
{
    return s->has_rows ? &s->rows : NULL;
}

static struct error *check_stage(const struct plot_stream *s, size_t count,
                                 const struct plot_options *options)
{
    if (options->height)
        return error_new("%s: heights (-z) stand on coordinates: choose them by -k coords, or draw "
                         "a plane with --surface alone",
                         s->name);
    if (options->format == PLOT_HTML)
        return error_new("%s: a page shows coordinates only: choose them by -k coords, or name an "
                         "image, as x.png",
                         s->name);
    if (count > 1)
        return error_new("%s: only coordinates are drawn side by side: choose them by -k coords, "
                         "or draw one stream",
                         s->name);
    return NULL;
}

struct error *plot_streams_draw(const struct plot_stream *streams, size_t count,
                                const struct plot_options *options, struct report *report,
                                char **text, size_t *length)
{
    struct plot_input inputs[PLOT_PANELS_MAX];
    bool page = options->format == PLOT_HTML;
    for (size_t i = 0; i < count; i++) {
        const struct plot_stream *s = &streams[i];
        struct error *err = s->draws_stage ? check_stage(s, count, options) : NULL;
        if (err)
            return err;
        if (s->draws_stage)
            return plot_stage_script(&s->stage, s->has_coords ? &s->points : NULL, rows_of(s),
                                     options, report, text, length);
        inputs[i] = (struct plot_input){
            .coords = &s->points, .record = &s->coords, .rows = rows_of(s), .name = s->name};
    }
    return (page ? plot_html : plot_script)(inputs, count, options, report, text, length);
}

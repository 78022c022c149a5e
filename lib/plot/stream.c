#include "plot/stream.h"

#include "base/path.h"
#include "plot/page/html.h"
#include "plot/script.h"
#include "stream/wrong_kind.h"

#include <stdlib.h>
#include <string.h>

/* A stream on its way into a plot_stream. */
struct intake {
    struct plot_stream *s;
    struct reader *reader;
    const struct plot_choice *choice;
    const struct plot_options *options;
    size_t seen;          /* so many records of coordinates there were */
    struct strlist names; /* of these, for messages */
};

static bool is_complete(const struct intake *in)
{
    return in->seen > 0 && in->seen >= in->choice->number;
}

static struct error *take_rows(struct intake *in, const struct record *r)
{
    struct plot_stream *s = in->s;
    char *text;
    if (is_complete(in))
        return NULL;
    if (s->has_rows && in->seen == 0 && !s->stage.kind)
        return error_new("%s: two tables of rows: one stream a picture", reader_name(in->reader));
    struct error *err = reader_text(in->reader, r, &text);
    if (err)
        return err;
    table_free(&s->rows);
    err = table_parse(&s->rows, text, false, reader_name(in->reader));
    s->has_rows = !err;
    free(text);
    return err;
}

/* Takes over `r`. The last one up to the chosen one is kept. */
static struct error *take_coords(struct intake *in, struct record *r)
{
    struct error *err = NULL;
    struct plot_stream *s = in->s;
    const char *t = record_attr(r, "t");
    bool complete = is_complete(in);
    in->seen++;
    s->draws_stage = false;
    TRY(strlist_addf(&in->names, t ? "%zu: t %s" : "%zu", in->seen, t));
    if (complete)
        goto out;
    matrix_free(&s->points);
    record_free(&s->coords);
    s->has_coords = false;
    TRY(reader_matrix(in->reader, r, &s->points));
    s->coords = *r;
    s->has_coords = true;
    return NULL;
out:
    record_free(r);
    return err;
}

/* Takes over `r`. */
static struct error *take_stage(struct intake *in, struct record *r)
{
    struct plot_stream *s = in->s;
    s->stage.wanted = in->choice->number;
    s->draws_stage = true;
    return plot_stage_read(&s->stage, in->reader, r, s->has_rows ? &s->rows : NULL, in->options);
}

static bool is_drawable(const struct intake *in, const struct record *r)
{
    return plot_stage_takes(r) && (!in->choice->kind || record_is(r, in->choice->kind));
}

static struct error *check_number(const struct intake *in)
{
    size_t wanted = in->choice->number;
    char list[256];
    strlist_print(&in->names, list, sizeof list);
    if (wanted == 0 && in->seen > 1)
        return error_new("%s: %zu records of coords (%s): choose one: -n 1",
                         reader_name(in->reader), in->seen, list);
    if (wanted > in->seen)
        return error_new("%s: no record %zu of coords: there are %zu (%s)", reader_name(in->reader),
                         wanted, in->seen, list);
    return NULL;
}

/* `other` is the last record that was neither. */
static struct error *check(const struct intake *in, const struct record *other)
{
    static const char *const wanted[] = {"coords", "grid", "diagram", "distance", NULL};
    const char *kind = in->choice->kind;
    if (in->s->draws_stage)
        return plot_stage_check(&in->s->stage, reader_name(in->reader));
    if (in->seen == 0 || (kind && strcmp(kind, "coords") != 0))
        return wrong_kind(in->reader, other, kind ? (const char *[]){kind, NULL} : wanted);
    return check_number(in);
}

static struct error *take_all(struct intake *in)
{
    struct error *err = NULL;
    struct record r, other = {0};
    bool got;
    for (;;) {
        TRY(reader_next(in->reader, &r, &got));
        if (!got)
            break;
        if (record_is(&r, "coords")) {
            TRY(take_coords(in, &r));
        } else if (is_drawable(in, &r)) {
            TRY(take_stage(in, &r));
        } else {
            record_free(&other);
            other = r;
            if (record_is(&r, "rows"))
                TRY(take_rows(in, &r));
        }
    }
    TRY(check(in, &other));
out:
    record_free(&other);
    return err;
}

struct error *plot_stream_read(struct plot_stream *s, const char *file,
                               const struct plot_choice *choice, const struct plot_options *options)
{
    struct intake in = {.s = s, .choice = choice, .options = options};
    *s = (struct plot_stream){.name = path_stem(file ? file : "standard input")};
    if (!s->name)
        return error_memory("the panel's title");
    struct error *err = reader_open(&in.reader, file, choice->kind ? choice->kind : "coords");
    if (err)
        return err;
    err = take_all(&in);
    strlist_free(&in.names);
    reader_close(in.reader);
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

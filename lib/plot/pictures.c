#include "plot/pictures.h"

#include "base/array.h"
#include "base/file/path.h"
#include "stream/intake.h"
#include "stream/record/part.h"
#include "stream/wrong_kind.h"

#include <stdlib.h>
#include <string.h>

/* A stream on its way among the pictures. */
struct filling {
    struct plot_pictures *p;
    struct intake in;
    const struct plot_choice *choice;
    const struct plot_options *options;
    const struct table *rows; /* the last table; NULL: there was none */
    size_t seen;              /* so many records of coordinates there were */
    struct strlist names;     /* of these, for messages */
};

/* ---- the choice ---- */

/* A whole number from 1 on, up to `stop`. */
static bool take_number(const char **text, char stop, size_t *number)
{
    enum { DIGITS_MOST = 18 };
    size_t digits = strspn(*text, "0123456789");
    *number = digits <= DIGITS_MOST ? strtoul(*text, NULL, 10) : 0;
    *text += digits;
    return *number > 0 && digits > 0 && **text == stop;
}

struct error *plot_choice_of(const char *text, struct plot_choice *choice)
{
    const char *at = text;
    if (take_number(&at, '\0', &choice->first)) {
        choice->last = choice->first;
        return NULL;
    }
    at = text;
    if (take_number(&at, ':', &choice->first)) {
        at++;
        if (take_number(&at, '\0', &choice->last) && choice->last >= choice->first)
            return NULL;
    }
    return error_new("%s: not a number of a record, from 1, nor a range of these: give it as 3, or "
                     "as 1:12",
                     text);
}

static bool is_chosen(const struct filling *f)
{
    const struct plot_choice *c = f->choice;
    return c->first == 0 || (f->seen >= c->first && f->seen <= c->last);
}

/* ---- records ---- */

/* Makes room for one more of `size` bytes. */
static struct error *make_room(void **at, size_t count, size_t *room, size_t size)
{
    void *larger = array_grown(*at, room, count, size);
    if (!larger)
        return error_memory("the pictures of a stream");
    *at = larger;
    return NULL;
}

static struct error *take_rows(struct filling *f)
{
    struct error *err;
    struct plot_pictures *p = f->p;
    void *tables = p->tables;
    if (f->rows && f->seen == 0 && !p->stage.kind)
        return error_new("%s: has two tables of rows: give one stream per panel",
                         reader_name(f->in.reader));
    TRY(make_room(&tables, p->table_count, &p->table_room, sizeof *p->tables));
    p->tables = tables;
    struct table *t = p->tables[p->table_count] = calloc(1, sizeof *t);
    if (!t)
        return error_memory("a table of rows");
    p->table_count++;
    TRY(reader_table(f->in.reader, &f->in.record, t, NULL));
    f->rows = t;
out:
    return err;
}

/* Takes over `r`. */
static struct error *add_picture(struct filling *f, struct record *r)
{
    struct error *err;
    struct plot_pictures *p = f->p;
    void *at = p->at;
    TRY(make_room(&at, p->count, &p->room, sizeof *p->at));
    p->at = at;
    struct plot_picture *picture = &p->at[p->count];
    *picture = (struct plot_picture){.rows = f->rows, .file = p->files.count - 1};
    TRY(reader_matrix(f->in.reader, r, &picture->points));
    picture->coords = *r;
    *r = (struct record){0};
    p->count++;
out:
    return err;
}

static struct error *take_coords(struct filling *f)
{
    struct error *err;
    struct record r = intake_take_over(&f->in);
    const char *t = record_attr(&r, "t");
    f->seen++;
    f->p->draws_stage = false;
    TRY(strlist_addf(&f->names, t ? "%zu: t %s" : "%zu", f->seen, t));
    if (is_chosen(f))
        TRY(add_picture(f, &r));
out:
    record_free(&r);
    return err;
}

static struct error *take_stage(struct filling *f)
{
    struct plot_pictures *p = f->p;
    struct record r = intake_take_over(&f->in);
    p->stage.wanted = f->choice->first;
    p->draws_stage = true;
    return plot_stage_read(&p->stage, f->in.reader, &r, f->rows, f->options);
}

static bool is_drawable(const struct filling *f, const struct record *r)
{
    return plot_stage_takes(r) && (!f->choice->kind || record_is(r, f->choice->kind));
}

static struct error *take_record(struct filling *f)
{
    const struct record *r = &f->in.record;
    bool is_coords = record_is(r, "coords"), is_stage = !is_coords && is_drawable(f, r);
    struct error *err = is_coords || is_stage ? part_refuse(r, reader_name(f->in.reader)) : NULL;
    if (err)
        return err;
    if (is_coords)
        return take_coords(f);
    if (is_stage)
        return take_stage(f);
    return record_is(r, "rows") ? take_rows(f) : NULL;
}

/* ---- the whole ---- */

static struct error *check_stage(const struct filling *f)
{
    const char *name = reader_name(f->in.reader);
    if (f->p->files.count > 1)
        return error_new("%s: only coordinates are drawn side by side: choose them by -k coords, "
                         "or draw one stream",
                         name);
    if (f->choice->last > f->choice->first)
        return error_new("%s: only coordinates are drawn side by side: choose one record: -n %zu",
                         name, f->choice->first);
    return plot_stage_check(&f->p->stage, name);
}

static struct error *check(const struct filling *f)
{
    static const char *const wanted[] = {"coords", "grid", "diagram", "distance", NULL};
    const char *kind = f->choice->kind;
    char list[256];
    if (f->p->draws_stage)
        return check_stage(f);
    if (f->seen == 0 || (kind && strcmp(kind, "coords") != 0))
        return wrong_kind(f->in.reader, &f->in.other, kind ? (const char *[]){kind, NULL} : wanted);
    if (f->choice->last <= f->seen)
        return NULL;
    strlist_print(&f->names, list, sizeof list);
    return error_new("%s: has no record %zu of coords, only %zu (%s): choose another",
                     reader_name(f->in.reader), f->choice->last, f->seen, list);
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

static struct error *add_file(struct strlist *files, const char *file)
{
    char *name = path_stem(path_of_input(file));
    struct error *err =
        name ? strlist_add(files, name, strlen(name)) : error_memory("the panel's title");
    free(name);
    return err;
}

struct error *plot_pictures_add(struct plot_pictures *p, const char *file,
                                const struct plot_choice *choice,
                                const struct plot_options *options)
{
    struct error *err;
    struct filling f = {.p = p, .choice = choice, .options = options};
    TRY(add_file(&p->files, file));
    if (p->draws_stage)
        return error_new("%s: only coordinates are drawn side by side: choose them by -k coords, "
                         "or draw one stream",
                         p->files.at[0]);
    TRY(intake_open(&f.in, file, choice->kind ? choice->kind : "coords", NULL));
    err = take_all(&f);
    strlist_free(&f.names);
    intake_close(&f.in);
out:
    return err;
}

static void free_picture(struct plot_picture *picture)
{
    matrix_free(&picture->points);
    record_free(&picture->coords);
    free(picture->title);
    *picture = (struct plot_picture){0};
}

void plot_pictures_thin(struct plot_pictures *p, struct report *report)
{
    size_t kept = PLOT_PANELS_MAX;
    if (p->count <= kept)
        return;
    report_line(report, REPORT_NOTE,
                "%zu pictures: %zu of them are drawn, evenly chosen: draw the others by their "
                "numbers: trajplot -n 1:%zu",
                p->count, kept, kept);
    for (size_t i = 0, from = 0; i < kept; i++, from++) {
        for (size_t chosen = i * (p->count - 1) / (kept - 1); from < chosen; from++)
            free_picture(&p->at[from]);
        if (from == i)
            continue;
        p->at[i] = p->at[from];
        p->at[from] = (struct plot_picture){0};
    }
    p->count = kept;
}

void plot_pictures_free(struct plot_pictures *p)
{
    for (size_t i = 0; i < p->count; i++)
        free_picture(&p->at[i]);
    for (size_t i = 0; i < p->table_count; i++) {
        table_free(p->tables[i]);
        free(p->tables[i]);
    }
    plot_stage_free(&p->stage);
    strlist_free(&p->files);
    free(p->at);
    free(p->tables);
    *p = (struct plot_pictures){0};
}

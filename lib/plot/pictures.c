#include "plot/pictures.h"

#include "base/array.h"
#include "base/memstream.h"
#include "base/size.h"
#include "stream/intake.h"

#include <stdlib.h>
#include <string.h>

static const char *const told[] = {"left-out", "k", "time", "t", "ground", "metric", "seed"};
enum { TOLD = sizeof told / sizeof *told };

/* A record of coordinates, and the table before it. */
struct picture {
    struct record record;
    struct matrix points;
    const struct table *rows; /* NULL: there was none */
};

struct album {
    struct picture *at;
    size_t count, room;
    struct table **tables; /* each where it stays */
    size_t table_count, table_room;
    size_t rows_number; /* of the last of them in the stream; 0: there was none */
};

static void album_free(struct album *a)
{
    for (size_t i = 0; i < a->count; i++) {
        record_free(&a->at[i].record);
        matrix_free(&a->at[i].points);
    }
    for (size_t i = 0; i < a->table_count; i++) {
        table_free(a->tables[i]);
        free(a->tables[i]);
    }
    free(a->at);
    free(a->tables);
}

/* ---- reading ---- */

/* Makes room for one more of `size` bytes. */
static struct error *make_room(void **at, size_t count, size_t *room, size_t size)
{
    void *larger = array_grown(*at, room, count, size);
    if (!larger)
        return error_memory("the pictures of a stream");
    *at = larger;
    return NULL;
}

/* The table before the current record, if it is another one than before the last picture. */
static struct error *take_table(struct album *a, const struct intake *in)
{
    struct error *err;
    void *tables = a->tables;
    if (in->rows_number == a->rows_number)
        return NULL;
    TRY(make_room(&tables, a->table_count, &a->table_room, sizeof *a->tables));
    a->tables = tables;
    a->tables[a->table_count] = calloc(1, sizeof **a->tables);
    if (!a->tables[a->table_count])
        return error_memory("a table of rows");
    TRY(table_copy(a->tables[a->table_count++], &in->rows));
    a->rows_number = in->rows_number;
out:
    return err;
}

static struct error *take_picture(struct album *a, struct intake *in)
{
    struct error *err;
    void *at = a->at;
    TRY(take_table(a, in));
    TRY(make_room(&at, a->count, &a->room, sizeof *a->at));
    a->at = at;
    struct picture *p = &a->at[a->count];
    *p = (struct picture){.rows = a->table_count ? a->tables[a->table_count - 1] : NULL};
    TRY(reader_matrix(in->reader, &in->record, &p->points));
    p->record = intake_take_over(in);
    a->count++;
out:
    return err;
}

static struct error *read_album(struct album *a, const char *file)
{
    static const char *const wanted[] = {"coords", NULL};
    struct error *err;
    struct intake in;
    bool got;
    TRY(intake_open(&in, file, wanted[0], wanted));
    do {
        err = intake_next_wanted(&in, &got);
        if (!err && got)
            err = take_picture(a, &in);
    } while (!err && got);
    intake_close(&in);
out:
    return err;
}

/* ---- names ---- */

static bool is_mean(const struct picture *p)
{
    return record_attr(&p->record, "sweep");
}

/* Whether two pictures that are not means have other values, or only one has any. */
static bool differs(const struct album *a, const char *attr)
{
    const char *seen = NULL;
    bool first = true;
    for (size_t i = 0; i < a->count; i++) {
        const char *value = record_attr(&a->at[i].record, attr);
        if (is_mean(&a->at[i]))
            continue;
        if (!first && (!value != !seen || (value && strcmp(value, seen) != 0)))
            return true;
        seen = value;
        first = false;
    }
    return false;
}

/* The time that was asked for tells more than the power that it came to. */
static const char *setting(const struct picture *p, size_t i)
{
    bool is_told = strcmp(told[i], "t") == 0 && record_attr(&p->record, "time");
    return is_told ? NULL : record_attr(&p->record, told[i]);
}

static bool has_settings(const struct picture *p, const bool shown[TOLD])
{
    for (size_t i = 0; i < TOLD; i++)
        if (shown[i] && setting(p, i))
            return true;
    return false;
}

static void print_settings(FILE *f, const struct picture *p, const bool shown[TOLD])
{
    const char *comma = "";
    for (size_t i = 0; i < TOLD; i++) {
        const char *value = setting(p, i);
        if (!value || !shown[i])
            continue;
        if (strcmp(told[i], "metric") == 0)
            fprintf(f, "%s%s", comma, value);
        else if (strcmp(told[i], "left-out") == 0)
            fprintf(f, "%sno %s", comma, value);
        else if (strcmp(told[i], "time") == 0)
            fprintf(f, "%st %s", comma, value);
        else
            fprintf(f, "%s%s %s", comma, told[i], value);
        comma = ", ";
    }
}

/* The caller frees it. */
static struct error *make_name(const struct picture *p, size_t number, const bool shown[TOLD],
                               char **name)
{
    struct memstream text;
    FILE *f = memstream_open(&text);
    if (!f)
        return error_memory("the panel's title");
    if (is_mean(p))
        fputs("mean", f);
    else if (has_settings(p, shown))
        print_settings(f, p, shown);
    else
        fprintf(f, "%zu", number);
    if (!memstream_close(&text))
        return error_memory("the panel's title");
    *name = text.text;
    return NULL;
}

/* ---- the streams ---- */

/* Hands the picture over to the stream, with a copy of its table. */
static struct error *fill(struct plot_stream *s, struct picture *p)
{
    s->points = p->points;
    s->coords = p->record;
    s->has_coords = true;
    p->points = (struct matrix){0};
    p->record = (struct record){0};
    s->has_rows = p->rows;
    return p->rows ? table_copy(&s->rows, p->rows) : NULL;
}

/* The caption, which is of the first picture, tells of all pictures: where there is no mean, what
 * differs between them is left to the titles. */
static void leave_differences(struct album *a)
{
    struct record *first = &a->at[0].record;
    for (size_t i = 0; i < TOLD; i++)
        if (differs(a, told[i]))
            record_attr_remove(first, told[i]);
    if (differs(a, "stress"))
        record_attr_remove(first, "stress");
}

/* Each picture is chosen once at most. */
static size_t choose(const struct album *a, size_t panel, size_t panels)
{
    return panels > 1 ? panel * (a->count - 1) / (panels - 1) : 0;
}

static struct error *fill_all(struct plot_stream *streams, size_t *count, struct album *a)
{
    struct error *err = NULL;
    bool shown[TOLD];
    size_t panels = size_min(a->count, PLOT_PANELS_MAX);
    for (size_t i = 0; i < TOLD; i++)
        shown[i] = differs(a, told[i]);
    for (; *count < panels && !err; ++*count) {
        struct plot_stream *s = &streams[*count];
        struct picture *p = &a->at[choose(a, *count, panels)];
        *s = (struct plot_stream){0};
        err = make_name(p, (size_t)(p - a->at) + 1, shown, &s->name);
        if (*count == 0 && !is_mean(p))
            leave_differences(a);
        if (!err)
            err = fill(s, p);
    }
    return err;
}

struct error *plot_pictures_read(struct plot_stream *streams, size_t *count, const char *file,
                                 struct report *report)
{
    struct album album = {0};
    *count = 0;
    struct error *err = read_album(&album, file);
    if (!err && album.count > PLOT_PANELS_MAX)
        report_line(report, REPORT_NOTE, "%zu pictures: %d of them are drawn, evenly chosen",
                    album.count, PLOT_PANELS_MAX);
    if (!err)
        err = fill_all(streams, count, &album);
    album_free(&album);
    return err;
}

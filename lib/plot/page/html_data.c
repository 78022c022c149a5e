#include "plot/page/html_data.h"

#include "base/memstream.h"
#include "base/text/printable.h"
#include "plot/figure/legend.h"
#include "plot/page/html_head.h"
#include "plot/page/page_rows.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Before they are packed: then even data that cannot be packed make a page below 20 MB. */
enum { BYTES_MOST = 14000000 };

static void put_u32(FILE *f, size_t number)
{
    uint32_t small = (uint32_t)number;
    fwrite(&small, sizeof small, 1, f);
}

static void put_f32(FILE *f, double number)
{
    float small = (float)number;
    fwrite(&small, sizeof small, 1, f);
}

static void put_axes(FILE *f, const double *ellipse, const double *unit)
{
    double along = cos(ellipse[SPREAD_ANGLE]), across = sin(ellipse[SPREAD_ANGLE]);
    put_f32(f, ellipse[SPREAD_MAJOR] * along / unit[0]);
    put_f32(f, ellipse[SPREAD_MAJOR] * across / unit[1]);
    put_f32(f, -ellipse[SPREAD_MINOR] * across / unit[0]);
    put_f32(f, ellipse[SPREAD_MINOR] * along / unit[1]);
}

/* With the NUL: at once where all is printable, as most cells are. */
static void write_cell(FILE *f, const char *cell)
{
    size_t length = strlen(cell);
    bool printable = printable_is(cell, length);
    if (!printable)
        printable_put(f, cell, length);
    fwrite(printable ? cell : "", 1, printable ? length + 1 : 1, f);
}

static void write_cells(FILE *f, const struct table *t, const struct page_rows *rows)
{
    for (size_t column = 0; t && column < t->columns.count; column++)
        for (size_t k = 0; k < rows->count; k++)
            write_cell(f, table_cell(t, rows->at[k], column));
}

/* The numbers of the rows in the stream, and whether no line leads to them. */
static void put_thinned(FILE *f, const struct page_rows *rows)
{
    for (size_t k = 0; k < rows->count; k++)
        put_u32(f, rows->at[k]);
    fwrite(rows->broken, 1, rows->count, f);
}

static void write_panel(FILE *f, const struct scene *s, const struct page_rows *rows)
{
    struct html_view v = html_head_view(s);
    size_t dims = s->points.cols;
    for (size_t i = 0; i < s->points.rows; i++)
        if (rows->place[s->runs.order[i]] != NO_ROW)
            put_u32(f, rows->place[s->runs.order[i]]);
    for (size_t k = 0; k < rows->count; k++)
        fwrite(&s->runs.place[rows->at[k]], sizeof *s->runs.place, 1, f);
    for (size_t k = 0; k < rows->count; k++)
        put_f32(f, plot_ramp_share(&s->color.ramp, s->color.value[rows->at[k]]));
    for (size_t i = 0; i < rows->count * dims; i++)
        put_f32(f, (s->points.a[rows->at[i / dims] * dims + i % dims] - v.middle[i % dims]) /
                       v.unit[i % dims]);
    for (size_t k = 0; s->ellipses.rows && k < rows->count; k++)
        put_axes(f, s->ellipses.a + rows->at[k] * SPREAD_COLUMNS, v.unit);
    if (rows->across)
        put_thinned(f, rows);
    write_cells(f, s->rows, rows);
}

static struct error *write_all(FILE *f, const struct plot_panels *panels,
                               const struct page_rows *rows, const struct plot_options *options)
{
    struct memstream head;
    struct legend legend;
    struct error *err = plot_legend_collect(&legend, panels, true, true, INFINITY);
    FILE *to = err ? NULL : memstream_open(&head);
    if (to)
        html_head_write(to, panels, rows, &legend, options);
    plot_legend_free(&legend);
    if (err)
        return err;
    if (!to || !memstream_close(&head))
        return error_memory("the data of the page");
    put_u32(f, head.length);
    fwrite(head.text, 1, head.length, f);
    free(head.text);
    for (size_t i = 0; i < panels->count; i++)
        write_panel(f, &panels->at[i], &rows[i]);
    return NULL;
}

/* Tells how many snapshots a panel's page leaves out, in the caption that it has, and in a note. */
static struct error *tell_thinned(struct strlist *caption, const struct page_rows *rows, size_t all,
                                  struct report *report)
{
    if (!rows->across)
        return NULL;
    report_line(report, REPORT_NOTE,
                "page: %zu of %zu snapshots, in each run the first and the last of each cell of a "
                "grid of %zu cells a side: all with --thin never",
                rows->count, all, rows->across);
    if (!caption->count)
        return NULL;
    return strlist_addf(caption,
                        "%zu of %zu snapshots: of each run the first and the last in each cell of "
                        "a grid, %zu cells a side",
                        rows->count, all, rows->across);
}

struct error *plot_html_data_write(FILE *f, struct plot_panels *panels,
                                   const struct plot_options *options, struct report *report)
{
    struct error *err = NULL;
    size_t most = options->thin == PLOT_THIN_NEVER ? SIZE_MAX : BYTES_MOST / panels->count;
    struct page_rows *rows = calloc(panels->count, sizeof *rows);
    if (!rows)
        return error_memory("the data of the page");
    for (size_t i = 0; i < panels->count; i++) {
        struct scene *s = &panels->at[i];
        TRY(page_rows_find(&rows[i], s, most));
        TRY(tell_thinned(panels->caption.count ? &panels->caption : &s->caption, &rows[i],
                         s->points.rows, report));
    }
    err = write_all(f, panels, rows, options);
out:
    for (size_t i = 0; i < panels->count; i++)
        page_rows_free(&rows[i]);
    free(rows);
    return err;
}

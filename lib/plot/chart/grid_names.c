/* The names of runs on a grid: at their ends on a plane, above the frame of a line. */
#include "plot/chart/grid_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* In sizes of the names' type: a line, what a box has to spare at either side, the room of a name.
 */
static const double LINE = 1.2, SPARE = 0.3, NAME_ROOM = 15;

static double em_of(const struct plot_sheet *sheet)
{
    return PLOT_CAPTION_SIZE * sheet->layout.em;
}

static double share_of(double at, const struct axis *axis)
{
    return fmin(fmax((at - axis->from) / (axis->to - axis->from), 0), 1);
}

/* Of a snapshot; one off the grid is at its edge. */
static struct plot_place place_of(const struct grid_figure *g, size_t row, const struct rect *frame)
{
    const double *at = g->tracks->a + row * g->tracks->cols;
    struct plot_place place = {.x = share_of(at[0], &g->x) * (frame->right - frame->left)};
    if (g->tracks->cols > 1)
        place.y = share_of(at[1], &g->y) * (frame->top - frame->bottom);
    return place;
}

static struct error *make_labels(struct grid_names *names, const struct grid_figure *g,
                                 const struct plot_sheet *sheet)
{
    struct error *err = NULL;
    struct strlist whole = {0};
    const struct runs *runs = &g->runs;
    const struct rect *frame = &sheet->frame;
    double em = em_of(sheet), room = fmin(NAME_ROOM, (frame->right - frame->left) / em);
    names->line = LINE * em;
    names->labels = calloc(runs->count, sizeof *names->labels);
    if (!names->labels)
        return error_memory("the names of the runs");
    for (size_t k = 0; k < runs->count; k++)
        TRY(strlist_add(&whole, runs->at[k].name, strlen(runs->at[k].name)));
    TRY(plot_text_abridge_names(&names->shown, &whole, room - 2 * SPARE));
    for (size_t k = 0; k < runs->count; k++) {
        const char *name = names->shown.at[k];
        size_t last = runs->order[runs->at[k].first + runs->at[k].count - 1];
        names->labels[k] =
            (struct plot_label){.anchor = place_of(g, last, frame),
                                .width = (plot_text_em(name, strlen(name)) + 2 * SPARE) * em};
    }
out:
    strlist_free(&whole);
    return err;
}

static struct error *place_in_plane(struct grid_names *names, const struct grid_figure *g,
                                    const struct plot_sheet *sheet)
{
    const struct rect *frame = &sheet->frame;
    struct plot_place *points = calloc(g->tracks->rows, sizeof *points);
    if (!points)
        return error_memory("the names of the runs");
    for (size_t i = 0; i < g->tracks->rows; i++)
        points[i] = place_of(g, i, frame);
    bool placed =
        plot_labels_place(names->labels, names->shown.count, points, g->tracks->rows,
                          frame->right - frame->left, frame->top - frame->bottom, names->line);
    free(points);
    if (placed)
        return NULL;
    grid_names_free(names);
    report_line(g->report, REPORT_NOTE,
                "the plane has no room for the names of its %zu runs: for more room, use trajplot "
                "--width %.0fcm",
                g->runs.count, 2 * sheet->layout.width);
    return NULL;
}

static bool is_taken(const struct grid_names *names, size_t k, const struct plot_label *label)
{
    const struct plot_label *other = &names->labels[k];
    return other->bottom == label->bottom && label->left < other->left + other->width &&
           other->left < label->left + label->width;
}

/* Over its place, in the first line above the frame where no name before it stands. */
static void stack(struct grid_names *names, const struct plot_sheet *sheet)
{
    const struct rect *frame = &sheet->frame;
    double width = frame->right - frame->left;
    for (size_t k = 0; k < names->shown.count; k++) {
        struct plot_label *label = &names->labels[k];
        size_t line = 0, i = 0;
        label->left = fmax(0, fmin(label->anchor.x - label->width / 2, width - label->width));
        while (i < k) {
            label->bottom = (double)line * names->line;
            bool taken = is_taken(names, i, label);
            line += taken ? 1 : 0;
            i = taken ? 0 : i + 1;
        }
        label->bottom = (double)line * names->line;
        names->lines = line + 1 > names->lines ? line + 1 : names->lines;
    }
    for (size_t k = 0; k < names->shown.count; k++)
        names->labels[k].bottom += frame->top - frame->bottom;
}

struct error *grid_names_place(struct grid_names *names, const struct grid_figure *g,
                               const struct plot_sheet *sheet)
{
    *names = (struct grid_names){0};
    if (!g->tracks || g->runs.count < 2 || g->runs.count > GRID_NAMES_MAX)
        return NULL;
    struct error *err = make_labels(names, g, sheet);
    if (err)
        return err;
    if (g->tracks->cols > 1)
        return place_in_plane(names, g, sheet);
    stack(names, sheet);
    return NULL;
}

/* A sheet of characters has no lengths: gnuplot puts a name at its place. */
static void write_at_place(FILE *f, const struct grid_figure *g, size_t k)
{
    const struct runs *runs = &g->runs;
    size_t last = runs->order[runs->at[k].first + runs->at[k].count - 1];
    const double *at = g->tracks->a + last * g->tracks->cols;
    double share = share_of(at[0], &g->x);
    fprintf(f, " at first %.9g, ", at[0]);
    if (g->tracks->cols > 1)
        fprintf(f, "first %.9g", at[1]);
    else
        fputs("graph 1", f);
    fprintf(f, " %s offset 0,0.9", share < 0.25 ? "left" : share > 0.75 ? "right" : "center");
}

static void write_at_screen(FILE *f, const struct plot_label *label, double line,
                            const struct plot_sheet *sheet)
{
    const struct layout *l = &sheet->layout;
    fprintf(f, " at screen %.4f, screen %.4f center font ',%.4g'",
            (sheet->frame.left + label->left + label->width / 2) / l->width,
            (sheet->frame.bottom + label->bottom + line / 2) / l->height,
            PLOT_CAPTION_SIZE * l->font_size);
}

void grid_names_write(FILE *f, const struct grid_names *names, const struct grid_figure *g,
                      const struct plot_sheet *sheet)
{
    if (names->shown.count == 0)
        return;
    fputs("\n# The runs' names, at their ends.\n", f);
    for (size_t k = 0; k < names->shown.count; k++) {
        fprintf(f, "set label %zu ", PLOT_NAMES_TAG + k);
        plot_sheet_quote(f, sheet, names->shown.at[k], (size_t)-1);
        if (plot_sheet_is_characters(sheet))
            write_at_place(f, g, k);
        else
            write_at_screen(f, &names->labels[k], names->line, sheet);
        fprintf(f, "%s front noenhanced\n", g->tracks->cols > 1 ? " boxed" : "");
    }
}

void grid_names_free(struct grid_names *names)
{
    strlist_free(&names->shown);
    free(names->labels);
    *names = (struct grid_names){0};
}

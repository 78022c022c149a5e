/* The runs' names at the ends of their lines. */
#include "plot_figure.h"

#include "size.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* More names, or longer ones, would hide the picture. */
enum { NAMES_MAX = 12, NAME_CHARACTERS = 16 };

/* In sizes of type: a line of text, and what a box has to spare at either side. */
static const double LINE = 1.15, SPARE = 0.15;

/* A component's number: its width, and from the highest point to its foot. */
static const double NUMBER_WIDTH = 1.3, NUMBER_HEIGHT = 0.4;

/* Tags of gnuplot's labels and arrows, past those of the figure's texts. */
enum { FIRST_TAG = 100 };

static bool are_short(const struct strlist *names)
{
    for (size_t k = 0; k < names->count; k++)
        if (plot_text_width(names->at[k]) > NAME_CHARACTERS)
            return false;
    return true;
}

/* Curves over the step end side by side, where their names would lie on each other. */
static bool all_flat(const struct plot_panels *panels)
{
    for (size_t i = 0; i < panels->count; i++)
        if (panels->at[i].points.cols != 2 || panels->at[i].curve)
            return false;
    return true;
}

bool figure_wants_names(const struct plot_panels *panels)
{
    return panels->runs.count && panels->most_runs <= NAMES_MAX && are_short(&panels->runs) &&
           all_flat(panels);
}

/* Of a row of the scene, from the frame's corner; cm. */
static struct plot_place place_of(const struct figure *g, size_t row)
{
    const double *p = g->scene->points.a + row * 2;
    return (struct plot_place){
        (p[0] - figure_panel(g)->plane.from[0]) / figure_panel(g)->plane.unit[0],
        (p[1] - figure_panel(g)->plane.from[1]) / figure_panel(g)->plane.unit[1]};
}

static double em(const struct figure *g)
{
    return PLOT_CAPTION_SIZE * g->layout.em;
}

static struct plot_label label_of(const struct figure *g, const struct run *run)
{
    size_t end = g->scene->runs.order[run->first + run->count - 1];
    return (struct plot_label){.anchor = place_of(g, end),
                               .width = em(g) *
                                        (plot_text_em(run->name, strlen(run->name)) + 2 * SPARE)};
}

/* The number over a component's highest point, which stands already. */
static struct plot_label number_of(const struct figure *g, size_t c)
{
    struct plot_label label = {.anchor = place_of(g, g->scene->components.top[c]), .fixed = true};
    label.width = NUMBER_WIDTH * em(g);
    label.left = label.anchor.x - label.width / 2;
    label.bottom = label.anchor.y + NUMBER_HEIGHT * em(g);
    return label;
}

struct error *figure_place_names(struct figure *g, bool *placed)
{
    struct error *err = NULL;
    const struct scene *s = g->scene;
    const struct rect *frame = &figure_panel(g)->frame;
    size_t rows = s->points.rows, numbers = s->components.count, count = numbers + s->runs.count;
    struct plot_label *labels = calloc(size_max(count, 1), sizeof *labels);
    struct plot_place *places = calloc(size_max(rows, 1), sizeof *places);
    g->at[g->current].labels = labels;
    if (!labels || !places) {
        err = error_memory("the names of the runs");
        goto out;
    }
    for (size_t c = 0; c < numbers; c++)
        labels[c] = number_of(g, c);
    for (size_t k = 0; k < s->runs.count; k++)
        labels[numbers + k] = label_of(g, &s->runs.at[k]);
    for (size_t i = 0; i < rows; i++)
        places[i] = place_of(g, i);
    *placed = plot_labels_place(labels, count, places, rows, frame->right - frame->left,
                                frame->top - frame->bottom, LINE * em(g));
out:
    free(places);
    return err;
}

/* From the end of a run to the nearest place of its name's box. */
static void write_leader(const struct figure *g, size_t tag, const struct plot_label *name)
{
    const struct rect *frame = &figure_panel(g)->frame;
    double right = name->left + name->width, top = name->bottom + LINE * em(g);
    double x = fmin(fmax(name->anchor.x, name->left), right);
    double y = fmin(fmax(name->anchor.y, name->bottom), top);
    fprintf(g->f,
            "set arrow %zu from screen %.4f, screen %.4f to screen %.4f, screen %.4f nohead "
            "lc rgb '#777777' lw 0.4 back\n",
            tag, (frame->left + name->anchor.x) / g->layout.width,
            (frame->bottom + name->anchor.y) / g->layout.height,
            (frame->left + x) / g->layout.width, (frame->bottom + y) / g->layout.height);
}

void figure_write_names(const struct figure *g)
{
    const struct rect *frame = &figure_panel(g)->frame;
    if (!figure_panel(g)->labels)
        return;
    fputs("\n# The runs' names at their ends.\n", g->f);
    for (size_t k = 0; k < g->scene->runs.count; k++) {
        const struct plot_label *name = &figure_panel(g)->labels[g->scene->components.count + k];
        fprintf(g->f, "set label %zu ", FIRST_TAG + k);
        figure_quote(g, g->scene->runs.at[k].name, NAME_CHARACTERS);
        fprintf(g->f, " at screen %.4f, screen %.4f center front noenhanced font ',%.4g'\n",
                (frame->left + name->left + name->width / 2) / g->layout.width,
                (frame->bottom + name->bottom + LINE * em(g) / 2) / g->layout.height,
                g->layout.font_size * PLOT_CAPTION_SIZE);
        if (name->far)
            write_leader(g, FIRST_TAG + k, name);
    }
}

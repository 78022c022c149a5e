/* The runs' names at the ends of their lines. */
#include "plot/figure/figure_impl.h"

#include "base/size.h"

#include <stdlib.h>
#include <string.h>

/* More names, or longer ones, would hide the picture. */
enum { NAMES_MAX = 12, NAME_CHARACTERS = 16 };

/* In sizes of type: a line of text, and what a box has to spare at either side. */
static const double LINE = 1.15, SPARE = 0.15;

/* From a component's highest point to the foot of its number, where there is no other place. */
static const double NUMBER_HEIGHT = 0.4;

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

static double em(const struct figure *g)
{
    return PLOT_CAPTION_SIZE * g->layout.em;
}

struct plot_place figure_place(const struct figure_panel *panel, const struct plot_box *box,
                               const double *point, size_t dims)
{
    double page[2];
    if (dims == 2)
        return (struct plot_place){(point[0] - panel->plane.from[0]) / panel->plane.unit[0],
                                   (point[1] - panel->plane.from[1]) / panel->plane.unit[1]};
    plot_box_project(box, point, page);
    return (struct plot_place){page[0] - panel->frame.left, page[1] - panel->frame.bottom};
}

/* Of a row of the scene. */
static struct plot_place place_of(const struct figure *g, size_t row)
{
    const struct figure_panel *panel = figure_panel(g);
    return figure_place(panel, &panel->box, g->scene->points.a + row * g->scene->points.cols,
                        g->scene->points.cols);
}

/* Of all dots that are drawn. Returns how many these are. */
static size_t find_dots(const struct figure *g, struct plot_place *places)
{
    const unsigned char *parts = figure_panel(g)->seen.parts;
    size_t count = 0;
    for (size_t i = 0; i < g->scene->points.rows; i++)
        if (!parts || parts[i] & SEEN_DOT)
            places[count++] = place_of(g, parts ? g->scene->runs.order[i] : i);
    return count;
}

static struct plot_label label_at(const struct figure *g, size_t row, const char *text)
{
    return (struct plot_label){.anchor = place_of(g, row),
                               .width = em(g) * (plot_text_em(text, strlen(text)) + 2 * SPARE)};
}

static void number_text(const struct figure *g, size_t c, char text[24])
{
    snprintf(text, 24, "%zu", g->scene->components.number[c]);
}

/* Numbers of components, then names of runs. */
static void make_labels(const struct figure *g, struct plot_label *labels, size_t names)
{
    const struct scene *s = g->scene;
    for (size_t c = 0; c < s->components.count; c++) {
        char text[24];
        number_text(g, c, text);
        labels[c] = label_at(g, s->components.top[c], text);
    }
    for (size_t k = 0; k < names; k++) {
        size_t end = s->runs.order[s->runs.at[k].first + s->runs.at[k].count - 1];
        labels[s->components.count + k] = label_at(g, end, s->runs.at[k].name);
    }
}

/* Over their points, where they may lie on each other. */
static void place_over(const struct figure *g, struct plot_label *numbers)
{
    for (size_t c = 0; c < g->scene->components.count; c++) {
        numbers[c].left = numbers[c].anchor.x - numbers[c].width / 2;
        numbers[c].bottom = numbers[c].anchor.y + NUMBER_HEIGHT * em(g);
        numbers[c].far = false;
    }
}

/* Whether the panel at hand has labels that are placed here; gnuplot moves those of a box that
 * turns. */
static bool has_labels(const struct figure *g, bool named)
{
    const struct scene *s = g->scene;
    bool turns = s->points.cols == 3 && plot_box_turns(g->options);
    return !turns && (s->components.count || (named && s->runs.count));
}

struct error *figure_place_names(struct figure *g, bool named, bool *placed)
{
    struct error *err = NULL;
    const struct scene *s = g->scene;
    struct figure_panel *panel = &g->at[g->current];
    const struct rect *frame = &panel->frame;
    size_t count = s->components.count + (named ? s->runs.count : 0);
    *placed = true;
    if (!has_labels(g, named))
        return NULL;
    panel->labels = calloc(PLOT_BOX_TAKEN + count, sizeof *panel->labels);
    struct plot_place *places = calloc(size_max(s->points.rows, 1), sizeof *places);
    if (!panel->labels || !places) {
        err = error_memory("the names of the runs");
        goto out;
    }
    panel->taken =
        s->points.cols == 2 ? 0 : plot_box_taken(&panel->box, frame, LINE * em(g), panel->labels);
    make_labels(g, panel->labels + panel->taken, named ? s->runs.count : 0);
    size_t dots = find_dots(g, places);
    *placed =
        plot_labels_place(panel->labels, panel->taken + count, places, dots,
                          frame->right - frame->left, frame->top - frame->bottom, LINE * em(g));
    if (!*placed && !named) {
        place_over(g, panel->labels + panel->taken);
        *placed = true;
    }
out:
    free(places);
    return err;
}

/* From the end of a run to its name's box. */
static void write_leader(const struct figure *g, size_t tag, const struct plot_label *name)
{
    const struct rect *frame = &figure_panel(g)->frame;
    struct plot_place end = plot_label_side(name, LINE * em(g));
    fprintf(g->f,
            "set arrow %zu from screen %.4f, screen %.4f to screen %.4f, screen %.4f nohead "
            "lc rgb '#777777' lw 0.4 back\n",
            tag, (frame->left + name->anchor.x) / g->layout.width,
            (frame->bottom + name->anchor.y) / g->layout.height,
            (frame->left + end.x) / g->layout.width, (frame->bottom + end.y) / g->layout.height);
}

static void write_label(const struct figure *g, size_t tag, const char *text,
                        const struct plot_label *label, const char *color)
{
    const struct rect *frame = &figure_panel(g)->frame;
    fprintf(g->f, "set label %zu ", tag);
    figure_quote(g, text, NAME_CHARACTERS);
    fprintf(g->f,
            " at screen %.4f, screen %.4f center front noenhanced font ',%.4g' "
            "textcolor rgb '%s'\n",
            (frame->left + label->left + label->width / 2) / g->layout.width,
            (frame->bottom + label->bottom + LINE * em(g) / 2) / g->layout.height,
            g->layout.font_size * PLOT_CAPTION_SIZE, color);
    if (label->far)
        write_leader(g, tag, label);
}

void figure_write_names(const struct figure *g)
{
    const struct figure_panel *panel = figure_panel(g);
    if (!panel->labels)
        return;
    fputs("\n# Numbers of components at their highest points, names of runs at their ends.\n",
          g->f);
    const struct plot_label *label = panel->labels + panel->taken;
    for (size_t c = 0; c < g->scene->components.count; c++) {
        char text[24];
        number_text(g, c, text);
        write_label(g, PLOT_NAMES_TAG + c, text, label++, "#555555");
    }
    for (size_t k = 0; g->named && k < g->scene->runs.count; k++)
        write_label(g, PLOT_NAMES_TAG + PLOT_COMPONENTS_MAX + k, g->scene->runs.at[k].name, label++,
                    "black");
}

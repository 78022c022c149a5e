#include "plot_legend.h"

#include "plot_text.h"
#include "size.h"

static void add(struct legend *legend, enum legend_kind kind, size_t run, const char *text)
{
    legend->at[legend->count++] = (struct legend_entry){kind, run, text};
    legend->widest = size_max(legend->widest, size_min(plot_text_width(text), PLOT_LEGEND_TEXT));
}

void plot_legend_collect(struct legend *legend, const struct scene *s, bool named)
{
    *legend = (struct legend){0};
    for (size_t k = 0; !named && scene_has_legend(s) && k < s->runs.count; k++)
        add(legend, LEGEND_RUN, k, s->runs.at[k].name);
    if (s->runs.count > PLOT_LEGEND_RUNS) {
        snprintf(legend->runs, sizeof legend->runs, "%zu runs", s->runs.count);
        add(legend, LEGEND_RUNS, 0, legend->runs);
    }
    if (s->runs.count) {
        add(legend, LEGEND_START, 0, "start");
        add(legend, LEGEND_END, 0, "end");
    }
    if (s->best != NO_ROW) {
        snprintf(legend->best, sizeof legend->best, "lowest %s", s->color.name);
        add(legend, LEGEND_BEST, 0, legend->best);
    }
    if (s->color.known < s->runs.rows) {
        snprintf(legend->missing, sizeof legend->missing, "no value (%zu)",
                 s->runs.rows - s->color.known);
        add(legend, LEGEND_MISSING, 0, legend->missing);
    }
}

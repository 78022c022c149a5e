#include "plot_legend.h"

#include "plot_text.h"
#include "size.h"

static void add(struct legend *legend, enum legend_kind kind, size_t look, const char *text)
{
    legend->at[legend->count++] = (struct legend_entry){kind, look, text};
    legend->widest = size_max(legend->widest, size_min(plot_text_width(text), PLOT_LEGEND_TEXT));
}

static bool has_best(const struct plot_panels *panels)
{
    for (size_t i = 0; i < panels->count; i++)
        if (panels->at[i].best != NO_ROW)
            return true;
    return false;
}

void plot_legend_collect(struct legend *legend, const struct plot_panels *panels, bool named)
{
    *legend = (struct legend){0};
    for (size_t k = 0; !named && k < panels->runs.count; k++)
        add(legend, LEGEND_RUN, k, panels->runs.at[k]);
    if (panels->most_runs > 1 && !panels->runs.count) {
        snprintf(legend->runs, sizeof legend->runs, panels->count > 1 ? "run" : "%zu runs",
                 panels->most_runs);
        add(legend, LEGEND_RUNS, 0, legend->runs);
    }
    if (panels->most_runs) {
        add(legend, LEGEND_START, 0, "start");
        add(legend, LEGEND_END, 0, panels->moments.count ? "now" : "end");
    }
    if (has_best(panels)) {
        snprintf(legend->best, sizeof legend->best, "lowest %s", panels->at[0].color.name);
        add(legend, LEGEND_BEST, 0, legend->best);
    }
    if (panels->missing) {
        snprintf(legend->missing, sizeof legend->missing, "no value (%zu)", panels->missing);
        add(legend, LEGEND_MISSING, 0, legend->missing);
    }
}

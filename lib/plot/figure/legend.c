#include "plot/figure/legend.h"

#include "plot/layout/text.h"

#include <math.h>
#include <string.h>

static bool has_best(const struct plot_panels *panels)
{
    for (size_t i = 0; i < panels->count; i++)
        if (panels->at[i].best != NO_ROW)
            return true;
    return false;
}

static bool has_spread(const struct plot_panels *panels)
{
    for (size_t i = 0; i < panels->count; i++)
        if (panels->at[i].ellipses.rows)
            return true;
    return false;
}

static struct error *add_runs(struct legend *legend, const struct plot_panels *panels, double room)
{
    for (size_t k = 0; k < panels->runs.count; k++)
        legend->at[k] = (struct legend_entry){LEGEND_RUN, k};
    return plot_text_abridge_names(&legend->texts, &panels->runs, room);
}

static struct error *add(struct legend *legend, enum legend_kind kind, const char *text,
                         double room)
{
    legend->at[legend->texts.count] = (struct legend_entry){kind, 0};
    return plot_text_abridge(&legend->texts, text, room);
}

/* "lowest test_loss", of which the name alone is abridged. */
static struct error *add_best(struct legend *legend, const char *name, double room)
{
    static const char lowest[] = "lowest ";
    struct strlist shown = {0};
    struct error *err =
        plot_text_abridge(&shown, name, room - plot_text_em(lowest, strlen(lowest)));
    legend->at[legend->texts.count] = (struct legend_entry){LEGEND_BEST, 0};
    if (!err)
        err = strlist_addf(&legend->texts, "%s%s", lowest, shown.at[0]);
    strlist_free(&shown);
    return err;
}

static struct error *add_count(struct legend *legend, const struct plot_panels *panels, double room)
{
    char text[32];
    snprintf(text, sizeof text, panels->count > 1 ? "run" : "%zu runs", panels->most_runs);
    return add(legend, LEGEND_RUNS, text, room);
}

static struct error *add_missing(struct legend *legend, size_t missing, double room)
{
    char text[48];
    snprintf(text, sizeof text, "no value (%zu)", missing);
    return add(legend, LEGEND_MISSING, text, room);
}

struct error *plot_legend_collect(struct legend *legend, const struct plot_panels *panels,
                                  bool named, bool marked, double room)
{
    struct error *err = NULL;
    *legend = (struct legend){0};
    if (!named && panels->runs.count)
        TRY(add_runs(legend, panels, room));
    if (panels->most_runs > 1 && !panels->runs.count && marked)
        TRY(add_count(legend, panels, room));
    if (panels->most_runs && marked) {
        TRY(add(legend, LEGEND_START, "start", room));
        TRY(add(legend, LEGEND_END, panels->moments.count ? "now" : "end", room));
    }
    if (has_best(panels))
        TRY(add_best(legend, panels->at[0].color.name, room));
    if (has_spread(panels))
        TRY(add(legend, LEGEND_SPREAD, "standard deviation", room));
    if (panels->missing)
        TRY(add_missing(legend, panels->missing, room));
    for (size_t i = 0; i < legend->texts.count; i++)
        legend->widest =
            fmax(legend->widest, plot_text_em(legend->texts.at[i], strlen(legend->texts.at[i])));
out:
    return err;
}

void plot_legend_free(struct legend *legend)
{
    strlist_free(&legend->texts);
    *legend = (struct legend){0};
}

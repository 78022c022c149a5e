#include "plot/drawing.h"

#include "plot/alignment.h"
#include "plot/layout/text_note.h"
#include "plot/page/html.h"
#include "plot/run_labels.h"
#include "plot/script.h"
#include "plot/titles.h"

#include <stdlib.h>

static struct error *check_stage(const struct plot_pictures *p, const struct plot_options *options)
{
    const char *name = p->files.at[0];
    if (options->height)
        return error_new("%s: heights (-z) stand on coordinates: choose them by -k coords, or draw "
                         "a plane with --surface alone",
                         name);
    if (options->format == PLOT_HTML)
        return error_new("%s: a page shows coordinates only: choose them by -k coords, or name an "
                         "image, as x.png",
                         name);
    return NULL;
}

static struct error *draw_stage(const struct plot_pictures *p, const struct plot_options *options,
                                struct report *report, char **text, size_t *length)
{
    struct error *err = check_stage(p, options);
    if (err)
        return err;
    const struct matrix *coords = p->count ? &p->at[p->count - 1].points : NULL;
    const struct table *rows = p->table_count ? p->tables[p->table_count - 1] : NULL;
    return plot_stage_script(&p->stage, coords, rows, options, report, text, length);
}

static struct error *settle(struct plot_pictures *p, const struct plot_options *options,
                            struct report *report)
{
    struct error *err;
    plot_text_note(report, options->title);
    plot_pictures_thin(p, report);
    TRY(plot_titles_set(p));
    if (options->align)
        TRY(plot_pictures_align(p, options, report));
out:
    return err;
}

/* Several pictures of one file share what the caption says; files have one each. */
static bool is_sheet(const struct plot_pictures *p)
{
    return p->count > p->files.count;
}

static struct error *draw(const struct plot_pictures *p, const struct plot_options *options,
                          struct report *report, char **text, size_t *length)
{
    struct plot_input *inputs = calloc(p->count, sizeof *inputs);
    if (!inputs)
        return error_memory("the panels of the picture");
    for (size_t i = 0; i < p->count; i++)
        inputs[i] = (struct plot_input){.coords = &p->at[i].points,
                                        .record = &p->at[i].coords,
                                        .rows = p->at[i].rows,
                                        .name = p->at[i].title};
    struct error *err = (options->format == PLOT_HTML ? plot_html : plot_script)(
        inputs, p->count, options, report, text, length);
    free(inputs);
    return err;
}

static struct error *draw_sheet(const struct plot_pictures *p, const struct plot_options *options,
                                struct report *report, char **text, size_t *length)
{
    struct error *err;
    struct record common;
    struct plot_options all = *options;
    TRY(plot_titles_common(p, &common));
    all.common = &common;
    all.common_limits = plot_titles_are_sweep(p);
    all.across = plot_titles_across(p);
    TRY(draw(p, &all, report, text, length));
out:
    record_free(&common);
    return err;
}

struct error *plot_pictures_draw(struct plot_pictures *p, const struct plot_options *options,
                                 struct report *report, char **text, size_t *length)
{
    struct error *err;
    TRY(settle(p, options, report));
    TRY(plot_pictures_label(p, &options->labels, options->run));
    if (p->draws_stage)
        TRY(draw_stage(p, options, report, text, length));
    else if (is_sheet(p))
        TRY(draw_sheet(p, options, report, text, length));
    else
        TRY(draw(p, options, report, text, length));
out:
    return err;
}

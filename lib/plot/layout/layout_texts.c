/* The titles over the panels, and the captions below them. */
#include "plot/layout/layout_impl.h"

#include "base/size.h"
#include "plot/layout/wrap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- titles ---- */

static double title_em(const struct layout *l)
{
    return l->title_size * l->em;
}

static size_t count_title_lines(const struct layout *l, const struct layout_parts *parts,
                                size_t columns)
{
    double room = layout_frame_width(l, columns) / title_em(l);
    if (!parts->panel_titles)
        return 0;
    for (size_t i = 0; i < l->panels; i++)
        if (plot_text_em(parts->panel_titles[i], strlen(parts->panel_titles[i])) > room)
            return l->panels > 1 ? 2 : 1;
    return 1;
}

static double titles_height(const struct layout *l, size_t lines)
{
    if (lines == 0)
        return 0;
    return LAYOUT_PANEL_TITLE_HEIGHT * l->em + (double)(lines - 1) * plot_layout_caption_step(l);
}

double plot_layout_panel_title(const struct layout *l, const struct rect *frame, size_t behind)
{
    return frame->top + LAYOUT_PANEL_TITLE_HEIGHT * 0.45 * l->em +
           (double)behind * plot_layout_caption_step(l);
}

/* The width that titles are abridged to, sizes of their type; `most` is that of a line. Two lines
 * hold less than twice as much, since they end between words. */
static double titles_room(const struct layout *l, const struct strlist *titles, double most)
{
    const double two_lines = 1.7;
    size_t i = 0;
    while (i < titles->count && plot_wrap_fits(titles->at[i], l->title_lines, most))
        i++;
    return i == titles->count ? INFINITY : l->title_lines > 1 ? two_lines * most : most;
}

/* Of titles that are too wide for their lines, what is alike in all is left out. */
static struct error *wrap_titles(struct layout *l, const struct layout_parts *parts)
{
    struct error *err = NULL;
    struct strlist titles = {0}, shown = {0};
    double most = layout_frame_width(l, l->columns) / title_em(l);
    l->title_lines = count_title_lines(l, parts, l->columns);
    if (l->title_lines == 0)
        return NULL;
    l->panel_titles = calloc(l->panels, sizeof *l->panel_titles);
    if (!l->panel_titles)
        return error_memory("the titles");
    for (size_t i = 0; i < l->panels; i++)
        TRY(strlist_add(&titles, parts->panel_titles[i], strlen(parts->panel_titles[i])));
    TRY(plot_text_abridge_names(&shown, &titles, titles_room(l, &titles, most)));
    for (size_t i = 0; i < l->panels; i++)
        TRY(plot_wrap_title(&l->panel_titles[i], shown.at[i], l->title_lines, most));
out:
    strlist_free(&titles);
    strlist_free(&shown);
    return err;
}

/* ---- captions ---- */

/* The most lines that a panel's caption takes in so many columns. */
static struct error *count_caption_lines(const struct layout *l, const struct layout_parts *parts,
                                         size_t columns, size_t *most)
{
    struct error *err = NULL;
    *most = 0;
    for (size_t i = 0; parts->panel_captions && i < l->panels && !err; i++) {
        struct strlist lines = {0};
        err = layout_wrap_caption(l, &lines, parts->panel_captions[i],
                                  layout_frame_width(l, columns));
        *most = size_max(*most, lines.count);
        strlist_free(&lines);
    }
    return err;
}

static double captions_height(const struct layout *l, size_t lines)
{
    return lines ? plot_layout_caption_step(l) * (double)lines + LAYOUT_CAPTION_GAP * l->em : 0;
}

double plot_layout_panel_caption(const struct layout *l, const struct rect *frame)
{
    return frame->bottom - l->below + plot_layout_caption_step(l) * (double)l->caption_lines -
           plot_layout_caption_step(l) / 2;
}

/* Wraps them to the width of the panels, and makes room for the longest. */
static struct error *wrap_panel_captions(struct layout *l, const struct layout_parts *parts)
{
    struct error *err = NULL;
    if (!parts->panel_captions)
        return NULL;
    l->panel_captions = calloc(l->panels, sizeof *l->panel_captions);
    if (!l->panel_captions)
        return error_memory("the captions");
    for (size_t i = 0; i < l->panels && !err; i++) {
        err = layout_wrap_caption(l, &l->panel_captions[i], parts->panel_captions[i],
                                  layout_frame_width(l, l->columns));
        l->caption_lines = size_max(l->caption_lines, l->panel_captions[i].count);
    }
    return err;
}

/* ---- both ---- */

struct error *layout_measure_panel_texts(const struct layout *l, const struct layout_parts *parts,
                                         size_t columns, double *above, double *below)
{
    size_t lines = 0;
    struct error *err = count_caption_lines(l, parts, columns, &lines);
    *above = titles_height(l, count_title_lines(l, parts, columns));
    *below = captions_height(l, lines);
    return err;
}

struct error *layout_put_panel_texts(struct layout *l, const struct layout_parts *parts)
{
    struct error *err;
    TRY(wrap_titles(l, parts));
    TRY(wrap_panel_captions(l, parts));
    l->above += titles_height(l, l->title_lines);
    l->below += captions_height(l, l->caption_lines);
out:
    return err;
}

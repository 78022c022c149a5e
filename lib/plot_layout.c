#include "plot_layout.h"

#include "plot_text.h"
#include "size.h"

#include <math.h>
#include <string.h>

static const double WIDTH = 12, EDGE = 0.15;

/* Without a height of its own a figure is as high as makes its frame, and the whole, at least that
 * share of their widths. */
static const double FRAME_SHAPE = 0.8, CURVE_SHAPE = 0.55, PAGE_SHAPE = 0.7;

/* A smaller frame shows nothing. */
static const double FRAME_LEAST = 1;

/* From this width on a legend that names runs stands right of the picture, else below. */
static const double LEGEND_RIGHT_FROM = 11;

/* In sizes of type. A character's width is that of most in Helvetica, with a little to spare. */
static const double TITLE_HEIGHT = 1.9, STEP_AXIS_HEIGHT = 2.4, CAPTION_STEP = 1.1,
                    CAPTION_GAP = 0.5;
static const double BAR_GAP = 0.8, BAR_WIDTH = 0.8, BAR_ZONE = 6.3;
static const double LEGEND_SAMPLE = 4.2, LEGEND_STEP = 1.15, LEGEND_GAP = 0.5;
static const double CHARACTER_WIDTH = 0.55, CAPTION_CHARACTER_WIDTH = 0.5;

double plot_layout_caption_step(const struct layout *l)
{
    return CAPTION_STEP * l->em;
}

void plot_layout_free(struct layout *l)
{
    strlist_free(&l->caption);
    *l = (struct layout){0};
}

/* The last space among the first `most` bytes of text, of those after a comma if `comma`; 0: none.
 */
static size_t last_space(const char *text, size_t most, bool comma)
{
    size_t end = 0;
    for (size_t i = 1; i <= most && text[i]; i++)
        if (text[i] == ' ' && (!comma || text[i - 1] == ','))
            end = i;
    return end;
}

/* The bytes of `text` that make a line of `most` characters: it ends after a comma, else before a
 * space; a word that is too long is left whole. */
static size_t line_length(const char *text, size_t most)
{
    if (plot_text_width(text) <= most)
        return strlen(text);
    size_t end = last_space(text, most, true);
    if (!end)
        end = last_space(text, most, false);
    return end ? end : strcspn(text, " ");
}

static struct error *wrap(struct strlist *lines, const char *text, size_t most)
{
    struct error *err = NULL;
    while (*text && !err) {
        size_t length = line_length(text, most);
        err = strlist_add(lines, text, length);
        text += length + (text[length] == ' ');
    }
    return err;
}

static struct error *wrap_caption(struct layout *l, const struct strlist *paragraphs)
{
    struct error *err = NULL;
    double character = CAPTION_CHARACTER_WIDTH * PLOT_CAPTION_SIZE * l->em;
    size_t most = (size_t)fmax(1, (l->width - 2 * EDGE) / character);
    for (size_t i = 0; i < paragraphs->count && !err; i++)
        err = wrap(&l->caption, paragraphs->at[i], most);
    return err;
}

/* ---- the legend ---- */

static double entry_width(const struct layout *l, const struct layout_parts *parts)
{
    return l->em * (LEGEND_SAMPLE + CHARACTER_WIDTH * (double)parts->widest_entry);
}

/* Whether there is room for the legend right of the picture. */
static bool fits_right(const struct layout *l, const struct layout_parts *parts)
{
    double height = l->height > 0 ? l->height : PAGE_SHAPE * l->width;
    return parts->long_legend && l->width >= LEGEND_RIGHT_FROM &&
           LEGEND_STEP * l->em * (double)(parts->entries + 2) < height;
}

/* Below the picture: as many columns as there is room for. Takes its height off the frame. */
static void put_legend_below(struct layout *l, const struct layout_parts *parts)
{
    size_t columns = (size_t)fmax(1, (l->width - 2 * EDGE) / entry_width(l, parts));
    l->legend_rows = (parts->entries + columns - 1) / columns;
    l->legend_left = EDGE;
    l->legend_top = l->frame.bottom + l->em * LEGEND_STEP * (double)l->legend_rows;
    l->frame.bottom = l->legend_top + l->em * LEGEND_GAP;
}

/* Right of the bar. */
static void put_legend_right(struct layout *l, const struct layout_parts *parts)
{
    l->legend_rows = parts->entries;
    l->frame.right = l->legend_left = l->width - EDGE - entry_width(l, parts);
}

/* ---- the whole ---- */

/* All but the heights that hang from the top. */
static void lay_out_from_below(struct layout *l, const struct layout_parts *parts)
{
    double step = plot_layout_caption_step(l);
    l->caption_top = EDGE + step * ((double)l->caption.count - 0.5);
    l->frame = (struct rect){
        .left = EDGE, .right = l->width - EDGE, .bottom = EDGE + step * (double)l->caption.count};
    if (l->caption.count)
        l->frame.bottom += CAPTION_GAP * l->em;
    l->legend_right = parts->entries && fits_right(l, parts);
    if (l->legend_right)
        put_legend_right(l, parts);
    else if (parts->entries)
        put_legend_below(l, parts);
    if (parts->step_axis)
        l->frame.bottom += STEP_AXIS_HEIGHT * l->em;
    if (parts->bar)
        l->frame.right -= BAR_ZONE * l->em;
}

static void lay_out_from_above(struct layout *l, const struct layout_parts *parts)
{
    double shape = parts->step_axis ? CURVE_SHAPE : FRAME_SHAPE;
    double above = EDGE + (parts->title ? TITLE_HEIGHT * l->em : 0);
    if (l->height == 0)
        l->height = fmax(PAGE_SHAPE * l->width,
                         l->frame.bottom + shape * (l->frame.right - l->frame.left) + above);
    l->frame.top = l->height - above;
    l->title = l->frame.top + TITLE_HEIGHT / 2 * l->em;
    l->bar.left = l->frame.right + BAR_GAP * l->em;
    l->bar.right = l->bar.left + BAR_WIDTH * l->em;
    l->bar.bottom = l->frame.bottom;
    l->bar.top = l->frame.top;
    if (l->legend_right)
        l->legend_top = l->frame.top;
}

struct error *plot_layout_make(struct layout *l, const struct layout_parts *parts,
                               const struct plot_page *page, double font_size)
{
    *l = (struct layout){.width = page->width > 0 ? page->width : WIDTH,
                         .height = page->height,
                         .em = font_size * 2.54 / 72};
    struct error *err = wrap_caption(l, parts->caption);
    if (err)
        goto out;
    lay_out_from_below(l, parts);
    lay_out_from_above(l, parts);
    if (l->frame.right - l->frame.left < FRAME_LEAST ||
        l->frame.top - l->frame.bottom < FRAME_LEAST)
        err = error_new("a figure of %.3g cm x %.3g cm with type of %.3g pt has no room for the "
                        "picture: make it larger, or the type smaller",
                        l->width, l->height, font_size);
out:
    if (err)
        plot_layout_free(l);
    return err;
}

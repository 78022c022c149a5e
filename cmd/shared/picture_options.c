#include "picture_options.h"

#include "plot/draw/moments.h"
#include "plot/run_labels.h"

#include <string.h>

static struct error *set_film(struct picture_options *s, enum plot_film kind, const char *name)
{
    if (s->o.film != FILM_NONE)
        return error_new("--turn and --animate: only one film at a time: leave one out");
    s->to.film = name;
    s->to.film_options.rest_at_end = kind == FILM_TRAINING;
    s->o.film = kind;
    return film_check_name(name);
}

static struct error *set_animation(const char *text, void *settings)
{
    return set_film(settings, FILM_TRAINING, text);
}

static struct error *set_turn(const char *text, void *settings)
{
    return set_film(settings, FILM_TURN, text);
}

static struct error *set_view(const char *text, void *settings)
{
    struct picture_options *s = settings;
    s->o.view = &s->view;
    return plot_view_of(text, &s->view);
}

static struct error *set_titles(const char *text, void *settings)
{
    struct picture_options *s = settings;
    strlist_free(&s->titles);
    s->o.titles = &s->titles;
    return plot_titles_of(text, &s->titles);
}

static struct error *set_number(const char *text, void *choice)
{
    return plot_choice_of(text, choice);
}

static struct error *add_label(const char *text, void *labels)
{
    struct error *err = plot_label_check(text);
    return err ? err : strlist_add(labels, text, strlen(text));
}

static struct error *set_font(const char *text, void *page)
{
    ((struct plot_page *)page)->font = text;
    return plot_font_check(text);
}

static struct error *set_font_size(const char *text, void *pt)
{
    return plot_font_size_of(text, pt);
}

static struct error *set_length(const char *text, void *cm)
{
    return plot_length_of(text, cm);
}

static struct error *set_range(const char *text, void *color)
{
    return plot_color_range_of(text, color);
}

void picture_options_read(struct cli *cli, struct picture_options *s)
{
    struct plot_options *o = &s->o;
    const struct cli_option options[] = {
        {'c', "color", "COLUMN", "colour by this column (the first loss there is, step, row)",
         CLI_TEXT(&o->color.column)},
        {'f', "facet", "COLUMN", "a panel for each value of this column", CLI_TEXT(&o->facet)},
        {'g', "script", NULL, "print the gnuplot script, complete with data, instead of running it",
         CLI_FLAG(&s->to.script_only)},
        {'k', "kind", "KIND",
         "draw records of this kind (that of the last record that can be drawn)",
         CLI_TEXT(&s->choice.kind)},
        {'n', "number", "NUMBER[:LAST]",
         "draw the record of that number of the kind, or those up to LAST",
         CLI_PARSED(set_number, &s->choice)},
        {'r', "run", "COLUMN", "column that names a row's run (run)", CLI_TEXT(&o->run)},
        {'s', "step", "COLUMN", "column that orders the rows of a run (step)", CLI_TEXT(&o->step)},
        {'t', "title", "TITLE", "of the picture", CLI_TEXT(&o->title)},
        {'z', "elevation", "COLUMN", "a third dimension: this column, over two coordinates",
         CLI_TEXT(&o->height)},
        {0, "align", NULL, "turn and mirror pictures so that they lie as the first one does",
         CLI_FLAG(&o->align)},
        {0, "all", NULL, "all pictures of the streams, a panel each, as without -n",
         CLI_FLAG(&s->all)},
        {0, "animate", "FILM", "a film of training: a .gif, or a folder of PNG files",
         CLI_PARSED(set_animation, s)},
        {0, "columns", "NUMBER", "panels in a row (as many as there is room for)",
         CLI_SIZE(&o->panel_columns, 1, PLOT_PANELS_MAX)},
        {0, "dpi", "NUMBER", "dots per inch of a PNG (300; of a film 150)",
         CLI_NUMBER(&o->page.dpi, 30, 1200)},
        {0, "font", "NAME", "font (Helvetica)", CLI_PARSED(set_font, &o->page)},
        {0, "font-size", "SIZE", "size of type (9pt)",
         CLI_PARSED(set_font_size, &o->page.font_size)},
        {0, "fps", "NUMBER", "frames per second of a .gif",
         CLI_NUMBER(&s->to.film_options.rate, 0.1, 50), CLI_GIVEN(&s->to.for_film)},
        {0, "frames", "NUMBER", "frames of a film (72 of a turn, else one per step, up to 100)",
         CLI_SIZE(&o->frames, 1, PLOT_FRAMES_MAX), CLI_GIVEN(&s->to.for_film)},
        {0, "free", NULL, "each panel shows its own extent (that of all of its picture)",
         CLI_FLAG(&o->free_limits)},
        {0, "height", "LENGTH", "height of the figure (by its width and content)",
         CLI_PARSED(set_length, &o->page.height)},
        {0, "label", "RUN=TEXT", "call a run so; once per run", CLI_PARSED(add_label, &o->labels)},
        {0, "linear", NULL, "a linear scale of colours and heights",
         CLI_SET(&o->color.scale, SCALE_LINEAR)},
        {0, "log", NULL, "a logarithmic one (where most numbers are among the lowest)",
         CLI_SET(&o->color.scale, SCALE_LOGARITHMIC)},
        {0, "no-caption", NULL, "without a caption", CLI_FLAG(&o->no_caption)},
        {0, "one-scale", NULL, "in all panels equal lengths are drawn equally long",
         CLI_FLAG(&o->one_scale)},
        {0, "palette", "NAME", "the scale of colours",
         CLI_CHOICE(&o->color.palette, plot_palette_names)},
        {0, "range", "LEAST:MOST", "ends of the scale of colours; LEAST: or :MOST for one of them",
         CLI_PARSED(set_range, &o->color)},
        {0, "refresh", "SECONDS", "of a page: it loads itself anew so often, and keeps its view",
         CLI_NUMBER(&o->refresh, 0.1, 86400), CLI_GIVEN(&s->to.for_page)},
        {0, "show", NULL, "in a window, which the mouse zooms and turns; ends when it is closed",
         CLI_FLAG(&s->to.window)},
        {0, "spread", "HOW", "how the spread that embsweep tells is drawn",
         CLI_CHOICE(&o->spread, plot_spread_names)},
        {0, "surface", NULL, "a grid as a surface", CLI_FLAG(&o->surface)},
        {0, "terminal", "KIND", "in a terminal, as what it has or as these",
         CLI_CHOICE(&s->to.screen, plot_screen_names)},
        {0, "thin", "WHEN", "leave out dots and lines that others hide (of more than 30000 rows)",
         CLI_CHOICE(&o->thin, plot_thin_names)},
        {0, "titles", "TITLE,...", "titles of the panels (by the facet, or the files' names)",
         CLI_PARSED(set_titles, s)},
        {0, "turn", "FILM", "a film of three dimensions from all around", CLI_PARSED(set_turn, s)},
        {0, "view", "TILT,TURN", "where three dimensions are seen from (60,30)",
         CLI_PARSED(set_view, s)},
        {0, "width", "LENGTH", "width of the figure, as 8.5cm or 3.3in (12cm)",
         CLI_PARSED(set_length, &o->page.width)},
        {0}};
    cli_options(cli, options);
}

void picture_options_free(struct picture_options *s)
{
    strlist_free(&s->titles);
    strlist_free(&s->o.labels);
}

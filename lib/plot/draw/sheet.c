#include "plot/draw/sheet.h"

#include "plot/layout/terminal.h"

struct error *plot_sheet_make(struct plot_sheet *sheet, const struct plot_options *options,
                              char *caption, const struct layout_parts *parts)
{
    const struct strlist paragraphs = {.at = &caption, .count = options->no_caption ? 0 : 1};
    struct layout_parts all = *parts;
    all.title = options->title;
    all.caption = &paragraphs;
    all.panels = 1;
    *sheet = (struct plot_sheet){.options = options, .caption = caption};
    struct error *err = plot_layout_make(&sheet->layout, &all, options);
    if (!err)
        sheet->frame = plot_layout_frame(&sheet->layout, 0);
    return err;
}

void plot_sheet_free(struct plot_sheet *sheet)
{
    plot_layout_free(&sheet->layout);
}

bool plot_sheet_is_characters(const struct plot_sheet *sheet)
{
    return sheet->options->format == PLOT_CHARACTERS;
}

struct error *plot_sheet_check_image(const struct plot_options *options)
{
    if (options->format != PLOT_TEX)
        return NULL;
    return error_new(".tex: TikZ has no images: write a .pdf, which \\includegraphics takes");
}

void plot_sheet_begin(FILE *f, const struct plot_sheet *sheet)
{
    const struct plot_options *o = sheet->options;
    if (plot_sheet_is_characters(sheet))
        fprintf(f, "\nset terminal dumb size %zu,%zu %s noenhanced\npoint = 1\n", o->columns,
                o->lines, o->ansi ? "ansi256" : "mono");
    else
        plot_terminal_write(f, o, sheet->layout.width, sheet->layout.height);
}

static void write_character_texts(FILE *f, const struct plot_sheet *sheet)
{
    const struct plot_options *options = sheet->options;
    if (options->title) {
        fputs("set title ", f);
        plot_quote(f, options->title, options->columns);
        fputs(" noenhanced\n", f);
    }
    if (options->no_caption)
        return;
    fputs("set label 1 ", f);
    plot_quote(f, sheet->caption, options->columns);
    fputs(" at character 1, character 0 noenhanced\n", f);
}

void plot_sheet_texts(FILE *f, const struct plot_sheet *sheet)
{
    if (plot_sheet_is_characters(sheet))
        write_character_texts(f, sheet);
    else
        plot_print_texts(f, &sheet->layout, sheet->options->title);
}

void plot_sheet_margins(FILE *f, const struct plot_sheet *sheet, const struct rect *frame)
{
    if (plot_sheet_is_characters(sheet))
        fputs("set bmargin 4\n", f); /* tics, the axis' name, the caption */
    else
        plot_print_margins(f, &sheet->layout, frame);
}

void plot_sheet_quote(FILE *f, const struct plot_sheet *sheet, const char *text, size_t most)
{
    plot_quote_for(f, text, most, sheet->layout.markup);
}

static void write_character_name(FILE *f, const char *axis, const char *name, const char *remark)
{
    fprintf(f, "set %slabel ", axis);
    plot_quote(f, name, PLOT_TITLE_CHARACTERS / 2);
    if (remark)
        fprintf(f, ".' (%s)'", remark);
    fputs(" noenhanced\n", f);
}

static void write_name(FILE *f, const struct plot_sheet *sheet, const struct rect *frame, char axis,
                       const struct plot_sheet_axis *what)
{
    const struct layout *l = &sheet->layout;
    bool lowest = frame->bottom <= sheet->frame.bottom + 1e-6;
    if (plot_sheet_is_characters(sheet))
        write_character_name(f, axis == 'x' ? "x" : "y", what->name, NULL);
    else if (axis == 'x')
        plot_print_name_below(f, l, frame, what->name);
    else
        plot_print_name_beside(f, l, frame, what->name, what->widest, lowest ? l->below : 0);
}

void plot_sheet_axis(FILE *f, const struct plot_sheet *sheet, const struct rect *frame, char axis,
                     const struct plot_sheet_axis *what)
{
    if (what->numbers)
        plot_print_numbers(f, &sheet->layout, axis, what->numbers);
    if (what->name)
        write_name(f, sheet, frame, axis, what);
}

void plot_sheet_bar_name(FILE *f, const struct plot_sheet *sheet, const char *name,
                         const char *remark)
{
    if (plot_sheet_is_characters(sheet))
        write_character_name(f, "cb", name, remark);
    else
        plot_print_bar_name(f, &sheet->layout, name, remark);
}

#include "plot_sheet.h"

#include "plot_terminal.h"

#include <math.h>
#include <string.h>

static const double WIDTH = 12, HEIGHT = 8.4, HEIGHT_MOST = 12;

/* At 9 pt. */
static const double EDGE = 0.15, TITLE_HEIGHT = 0.6, CAPTION_HEIGHT = 0.5, CAPTION_STEP = 0.35,
                    CAPTION_CHARACTER = 0.152, BAR_GAP = 0.25, BAR_WIDTH = 0.25;
static const double FONT_SIZE = 9, CAPTION_FONT_SIZE = 8;

/* Where a line of the caption ends that begins at `text`: at the last comma or semicolon that
 * leaves it no longer than `room`, else at the text's end. */
static size_t line_length(const char *text, size_t room)
{
    size_t best = 0;
    if (plot_text_width(text) <= room)
        return strlen(text);
    for (size_t i = 0, width = 0; text[i]; i++) {
        width += (text[i] & 0xc0) != 0x80; /* a byte that begins a character */
        if (width > room && best)
            break;
        if ((text[i] == ',' || text[i] == ';') && text[i + 1] == ' ')
            best = i + 1;
    }
    return best ? best : strlen(text);
}

static size_t count_lines(const char *text, size_t room)
{
    size_t count = 1;
    for (text += line_length(text, room); *text; text += line_length(text, room)) {
        text += *text == ' ';
        count++;
    }
    return count;
}

bool plot_sheet_is_characters(const struct plot_sheet *sheet)
{
    return sheet->options->format == PLOT_CHARACTERS;
}

struct plot_sheet plot_sheet_of(const struct plot_options *options, const char *caption)
{
    struct plot_sheet sheet = {.width = options->page.width, .height = options->page.height};
    sheet.options = options;
    sheet.caption = caption;
    sheet.markup = plot_terminal_markup(options);
    sheet.scale = plot_terminal_font_size(options) / FONT_SIZE;
    if (!(sheet.width > 0))
        sheet.width = WIDTH;
    if (!(sheet.height > 0))
        sheet.height = sheet.width / WIDTH * HEIGHT;
    double characters = (sheet.width - 2 * EDGE) / (CAPTION_CHARACTER * sheet.scale);
    sheet.caption_room = characters < 10 ? 10 : (size_t)characters;
    sheet.caption_lines = count_lines(caption, sheet.caption_room);
    return sheet;
}

struct error *plot_sheet_check_image(const struct plot_options *options)
{
    if (options->format != PLOT_TEX)
        return NULL;
    return error_new("TikZ has no images: write a .pdf, which \\includegraphics takes");
}

void plot_sheet_begin(FILE *f, const struct plot_sheet *sheet)
{
    const struct plot_options *o = sheet->options;
    if (plot_sheet_is_characters(sheet))
        fprintf(f, "\nset terminal dumb size %zu,%zu %s noenhanced\npoint = 1\n", o->columns,
                o->lines, o->ansi ? "ansi256" : "mono");
    else
        plot_terminal_write(f, o, sheet->width, sheet->height);
}

void plot_sheet_end(FILE *f, const struct plot_sheet *sheet, bool several)
{
    plot_terminal_end(f, sheet->options, several);
}

struct plot_frame plot_sheet_room(const struct plot_sheet *sheet)
{
    double caption = CAPTION_HEIGHT + CAPTION_STEP * (double)(sheet->caption_lines - 1);
    double title = sheet->options->title ? TITLE_HEIGHT : 0;
    return (struct plot_frame){.left = EDGE,
                               .right = sheet->width - EDGE,
                               .bottom = EDGE + caption * sheet->scale,
                               .top = sheet->height - EDGE - title * sheet->scale};
}

void plot_sheet_inset(const struct plot_sheet *sheet, struct plot_frame *frame, double left,
                      double right, double bottom, double top)
{
    frame->left += left * sheet->scale;
    frame->right -= right * sheet->scale;
    frame->bottom += bottom * sheet->scale;
    frame->top -= top * sheet->scale;
}

void plot_sheet_fit(struct plot_sheet *sheet, struct plot_frame *frame, double ratio)
{
    double width = frame->right - frame->left, above = sheet->height - frame->top;
    double most = sheet->width / WIDTH * HEIGHT_MOST - frame->bottom - above;
    bool fixed = sheet->options->page.height > 0;
    double height = fmin(width * ratio, fixed ? frame->top - frame->bottom : most);
    frame->right = frame->left + height / ratio;
    frame->top = frame->bottom + height;
    if (!fixed)
        sheet->height = frame->top + above;
}

void plot_sheet_quote(FILE *f, const struct plot_sheet *sheet, const char *text, size_t most)
{
    plot_quote_for(f, text, most, sheet->markup);
}

static void write_title(FILE *f, const struct plot_sheet *sheet, const struct plot_frame *frame)
{
    fputs("set label 1 ", f);
    plot_sheet_quote(f, sheet, sheet->options->title, PLOT_TITLE_CHARACTERS);
    fprintf(f, " at screen %.4f, screen %.4f left font ',%.4g' noenhanced\n",
            frame->left / sheet->width,
            (frame->top + TITLE_HEIGHT * sheet->scale / 2) / sheet->height,
            sheet->scale * (FONT_SIZE + 1));
}

static void write_caption(FILE *f, const struct plot_sheet *sheet)
{
    const char *text = sheet->caption;
    for (size_t i = 0; i < sheet->caption_lines; i++) {
        char line[1024];
        size_t length = line_length(text, sheet->caption_room);
        snprintf(line, sizeof line, "%.*s", (int)length, text);
        text += length + (text[length] == ' ');
        double y = (double)(sheet->caption_lines - 1 - i) * CAPTION_STEP + CAPTION_HEIGHT / 4;
        fprintf(f, "set label %zu ", i + 2);
        plot_sheet_quote(f, sheet, line, (size_t)-1);
        fprintf(f,
                " at screen %.4f, screen %.4f left font ',%.4g' textcolor rgb '#555555' "
                "noenhanced\n",
                EDGE / sheet->width, (EDGE + y * sheet->scale) / sheet->height,
                sheet->scale * CAPTION_FONT_SIZE);
    }
}

static void write_character_texts(FILE *f, const struct plot_options *options, const char *caption)
{
    if (options->title) {
        fputs("set title ", f);
        plot_quote(f, options->title, options->columns);
        fputs(" noenhanced\n", f);
    }
    fputs("set label 1 ", f);
    plot_quote(f, caption, options->columns);
    fputs(" at character 1, character 0 noenhanced\n", f);
}

void plot_sheet_texts(FILE *f, const struct plot_sheet *sheet, const struct plot_frame *frame)
{
    fputs("\n# Texts. noenhanced: as they stand, without markup.\n", f);
    if (plot_sheet_is_characters(sheet)) {
        write_character_texts(f, sheet->options, sheet->caption);
        return;
    }
    if (sheet->options->title)
        write_title(f, sheet, frame);
    write_caption(f, sheet);
}

void plot_sheet_margins(FILE *f, const struct plot_sheet *sheet, const struct plot_frame *frame)
{
    if (plot_sheet_is_characters(sheet)) {
        fputs("set bmargin 4\n", f); /* tics, the axis' name, the caption */
        return;
    }
    fprintf(f,
            "set lmargin at screen %.4f\nset rmargin at screen %.4f\n"
            "set bmargin at screen %.4f\nset tmargin at screen %.4f\n",
            frame->left / sheet->width, frame->right / sheet->width, frame->bottom / sheet->height,
            frame->top / sheet->height);
}

void plot_sheet_range(FILE *f, const char *axis, double from, double to)
{
    fprintf(f, "set %srange [%.9g:%.9g]\n", axis, from, to);
}

void plot_sheet_axis_label(FILE *f, const struct plot_sheet *sheet, const char *axis,
                           const char *text, const char *options)
{
    fprintf(f, "set %slabel ", axis);
    plot_sheet_quote(f, sheet, text, PLOT_TITLE_CHARACTERS / 2);
    fprintf(f, "%s noenhanced\n", options);
}

void plot_sheet_bar(FILE *f, const struct plot_sheet *sheet, const struct plot_frame *frame)
{
    if (plot_sheet_is_characters(sheet))
        return;
    fprintf(f, "set colorbox vertical user origin %.4f, %.4f size %.4f, %.4f noborder\n",
            (frame->right + BAR_GAP * sheet->scale) / sheet->width, frame->bottom / sheet->height,
            BAR_WIDTH * sheet->scale / sheet->width, (frame->top - frame->bottom) / sheet->height);
}

void plot_caption_attr(FILE *f, const struct record *r, const char *attr)
{
    const char *value = record_attr(r, attr);
    if (value)
        fprintf(f, ", %s = %s", attr, value);
}

#include "plot/layout/options.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *const plot_spread_names[] = {"ellipses", "none", NULL};
const char *const plot_thin_names[] = {"auto", "always", "never", NULL};

static const double LENGTH_LEAST = 2, LENGTH_MOST = 200; /* cm */
static const double FONT_SIZE_LEAST = 3, FONT_SIZE_MOST = 72;

struct error *plot_format_of(const char *path, enum plot_format *format)
{
    static const struct {
        const char *extension;
        enum plot_format format;
    } known[] = {{".png", PLOT_PNG}, {".svg", PLOT_SVG}, {".pdf", PLOT_PDF},
                 {".eps", PLOT_EPS}, {".tex", PLOT_TEX}, {".html", PLOT_HTML}};
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < sizeof known / sizeof *known; i++)
        if (strcasecmp(dot, known[i].extension) == 0) {
            *format = known[i].format;
            return NULL;
        }
    return error_new("%s: unknown kind of image: end the name in .png, .svg, .pdf, .eps, .tex or "
                     ".html",
                     path);
}

struct error *plot_length_of(const char *text, double *cm)
{
    static const struct {
        const char *name;
        double cm;
    } units[] = {{"", 1}, {"cm", 1}, {"mm", 0.1}, {"in", 2.54}, {"pt", 2.54 / 72}};
    char *unit;
    double number = strtod(text, &unit);
    for (size_t i = 0; unit != text && i < sizeof units / sizeof *units; i++)
        if (strcmp(unit, units[i].name) == 0) {
            *cm = number * units[i].cm;
            if (*cm >= LENGTH_LEAST && *cm <= LENGTH_MOST)
                return NULL;
        }
    return error_new("%s: not a length: expected %g cm to %g cm, as 8.5cm, 85mm, 3.3in or 240pt",
                     text, LENGTH_LEAST, LENGTH_MOST);
}

struct error *plot_font_size_of(const char *text, double *pt)
{
    char *unit;
    *pt = strtod(text, &unit);
    if (unit != text && (*unit == '\0' || strcmp(unit, "pt") == 0) && *pt >= FONT_SIZE_LEAST &&
        *pt <= FONT_SIZE_MOST)
        return NULL;
    return error_new("%s: not a size of type: expected %g pt to %g pt, as 8pt", text,
                     FONT_SIZE_LEAST, FONT_SIZE_MOST);
}

/* gnuplot reads commas and colons in a font's name as its size and weight, and writes the name into
 * SVG as it is. */
struct error *plot_font_check(const char *name)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 -";
    if (*name && name[strspn(name, plain)] == '\0')
        return NULL;
    return error_new(
        "%s: not a font name: use letters, digits, spaces and hyphens (fc-list(1) lists fonts)",
        name);
}

struct error *plot_titles_of(const char *text, struct strlist *titles)
{
    for (;;) {
        size_t length = strcspn(text, ",");
        struct error *err = strlist_add(titles, text, length);
        if (err || !text[length])
            return err;
        text += length + 1;
    }
}

/* Whether all of the text [from, to) is a finite number. */
static bool number_between(const char *from, const char *to, double *value)
{
    char *end;
    *value = strtod(from, &end);
    return end != from && end == to && isfinite(*value);
}

struct error *plot_color_range_of(const char *text, struct plot_color_options *options)
{
    const char *colon = strchr(text, ':'), *end = text + strlen(text);
    bool good = colon && end - text > 1;
    options->has_least = good && colon != text;
    options->has_most = good && colon + 1 != end;
    if (options->has_least)
        good = number_between(text, colon, &options->least);
    if (good && options->has_most)
        good = number_between(colon + 1, end, &options->most);
    if (good && options->has_least && options->has_most)
        good = options->least < options->most;
    if (good)
        return NULL;
    return error_new(
        "%s: not a range of colours: give its ends, the lower one first, as 0.01:1, 0.01: or :1",
        text);
}

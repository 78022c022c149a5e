#include "plot/page/html.h"

#include "base/memstream.h"
#include "base/text/printable.h"
#include "plot/figure/panels.h"
#include "plot/page/gzip_text.h"
#include "plot/page/html_data.h"

#include <stdlib.h>
#include <string.h>

/* The page as the Makefile assembles it, or an empty line; ld gives these names to its bytes. */
extern const char page_start[] __asm__("_binary_page_html_start");
extern const char page_end[] __asm__("_binary_page_html_end");

struct error *plot_html_check(void)
{
    if (*page_start == '<')
        return NULL;
    return error_new("page: trajplot was built without three.js: install it (Debian: apt-get "
                     "install libjs-three) and run make again, or name an image");
}

/* What stands in the page where the figure's own comes. */
static const char TITLE_MARK[] = "@TITLE@", DATA_MARK[] = "@DATA@";

/* Writes the page from *at to the mark, and goes past that; without one, to its end. */
static void write_until(FILE *f, const char **at, const char *mark)
{
    size_t rest = (size_t)(page_end - *at);
    const char *end = mark ? memmem(*at, rest, mark, strlen(mark)) : NULL;
    size_t length = end ? (size_t)(end - *at) : rest;
    fwrite(*at, 1, length, f);
    *at += length + (end ? strlen(mark) : 0);
}

static void write_escaped(FILE *f, const char *text)
{
    for (size_t length; *text; text += length) {
        const char *entity = *text == '&'   ? "&amp;"
                             : *text == '<' ? "&lt;"
                             : *text == '>' ? "&gt;"
                                            : NULL;
        length = entity ? 1 : strcspn(text, "&<>");
        if (entity)
            fputs(entity, f);
        else
            printable_put(f, text, length);
    }
}

static struct error *write_data(FILE *f, struct plot_panels *panels,
                                const struct plot_options *options, struct report *report)
{
    struct memstream data;
    FILE *to = memstream_open(&data);
    if (!to)
        return error_memory("the data of the page");
    struct error *err = plot_html_data_write(to, panels, options, report);
    if (!memstream_close(&data) && !err)
        err = error_memory("the data of the page");
    if (!err)
        err = gzip_text_write(f, data.text, data.length);
    free(data.text);
    return err;
}

static struct error *write_page(FILE *f, struct plot_panels *panels,
                                const struct plot_options *options, struct report *report)
{
    const char *at = page_start;
    write_until(f, &at, TITLE_MARK);
    write_escaped(f, options->title ? options->title : "Trajectories");
    write_until(f, &at, DATA_MARK);
    struct error *err = write_data(f, panels, options, report);
    write_until(f, &at, NULL);
    return err;
}

struct error *plot_html(const struct plot_input *inputs, size_t count,
                        const struct plot_options *options, struct report *report, char **page,
                        size_t *length)
{
    return plot_panels_print(inputs, count, options, report, write_page, page, length);
}

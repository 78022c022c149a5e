#include "plot/draw/caption.h"

#include "base/memstream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void caption_attr(FILE *f, const struct record *r, const char *attr)
{
    const char *value = record_attr(r, attr);
    if (value)
        fprintf(f, ", %s = %s", attr, value);
}

/* `scale` times the number of an attribute that the record has; a value that is not a finite number
 * is printed as it is. */
static void caption_number(FILE *f, const struct record *r, const char *attr, double scale)
{
    double value;
    struct error *err = record_attr_number(r, attr, &value);
    if (err)
        fputs(record_attr(r, attr), f);
    else
        fprintf(f, "%.3g", scale * value);
    error_free(err);
}

/* ", stress = 0.12": to three digits. */
static void caption_rounded(FILE *f, const struct record *r, const char *attr)
{
    if (!record_attr(r, attr))
        return;
    fprintf(f, ", %s = ", attr);
    caption_number(f, r, attr, 1);
}

static void caption_explained(FILE *f, const struct record *r)
{
    if (!record_attr(r, "explained-total"))
        return;
    fputs(", ", f);
    caption_number(f, r, "explained-total", 100);
    fputs(" % of the variance", f);
}

static void caption_metric(FILE *f, const struct record *r)
{
    const char *metric = record_attr(r, "metric");
    if (metric)
        fprintf(f, ", %s", metric);
}

static void write_making(FILE *f, const struct record *r, size_t rows)
{
    fprintf(f, "n = %zu", rows);
    caption_attr(f, r, "k");
    caption_attr(f, r, "t");
    caption_rounded(f, r, "ground");
    caption_metric(f, r);
    caption_rounded(f, r, "stress");
    caption_explained(f, r);
    if (plot_caption_disconnected(r))
        fprintf(f, ", %s components", record_attr(r, "components"));
}

/* The attributes that embscore has set. */
static void write_scores(FILE *f, const struct record *r)
{
    static const struct {
        const char *attr, *name;
    } measures[] = {{"score-trustworthiness", "trustworthiness"},
                    {"score-continuity", "continuity"},
                    {"score-rank-correlation", "rank correlation"},
                    {"score-demap", "DEMaP"}};
    const char *comma = "";
    for (size_t i = 0; i < sizeof measures / sizeof *measures; i++) {
        if (!record_attr(r, measures[i].attr))
            continue;
        fprintf(f, "%s%s ", comma, measures[i].name);
        caption_number(f, r, measures[i].attr, 1);
        comma = ", ";
    }
}

/* Where the distances between components come from (phate/grounding.h); where nothing is said of it,
 * from the floor of the potential (Moon et al. 2019). */
static void write_remark(FILE *f, const struct record *r, bool numbered)
{
    const char *between = record_attr(r, "between");
    bool constant = !between || strcmp(between, "constant") == 0;
    fprintf(f, "how the %scomponents lie to each other is %sdata", numbered ? "numbered " : "",
            constant ? "not " : "");
    if (between && strcmp(between, "geodesic") == 0)
        fputs(" (geodesics)", f);
    if (!record_attr(r, "magnify"))
        return;
    fputs(", each drawn ", f);
    caption_number(f, r, "magnify", 1);
    fputs(" times larger", f);
}

bool plot_caption_disconnected(const struct record *r)
{
    const char *components = record_attr(r, "components");
    return components && strcmp(components, "1") != 0;
}

/* Three lines of text, of which some may be empty, become as many paragraphs as have text. */
static struct error *add_paragraphs(struct strlist *paragraphs, const char *text)
{
    struct error *err = NULL;
    while (*text && !err) {
        size_t length = strcspn(text, "\n");
        if (length)
            err = strlist_add(paragraphs, text, length);
        text += length + (text[length] == '\n');
    }
    return err;
}

struct error *plot_caption_make(struct strlist *paragraphs, const struct record *r, size_t rows,
                                bool numbered)
{
    struct memstream text;
    FILE *f = memstream_open(&text);
    if (!f)
        return error_memory("the caption");
    write_making(f, r, rows);
    fputc('\n', f);
    write_scores(f, r);
    fputc('\n', f);
    if (plot_caption_disconnected(r))
        write_remark(f, r, numbered);
    if (!memstream_close(&text))
        return error_memory("the caption");
    struct error *err = add_paragraphs(paragraphs, text.text);
    free(text.text);
    return err;
}

void plot_caption_attr(FILE *f, const struct record *r, const char *attr)
{
    const char *value = record_attr(r, attr);
    if (value)
        fprintf(f, ", %s = %s", attr, value);
}

#include "plot/draw/caption.h"

#include "base/memstream.h"
#include "stream/record/signature.h"
#include "stream/record/sketch_attr.h"

#include <math.h>
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

enum { DRAWN = 3 }; /* axes */

/* "47.1 + 20.9 %": the shares that an attribute lists, of as many axes as can be drawn. */
static void caption_shares(FILE *f, const struct record *r, const char *attr)
{
    const char *list = record_attr(r, attr);
    char *end;
    for (size_t k = 0; list && k < DRAWN; k++, list = end) {
        double share = strtod(list, &end);
        if (end == list)
            break;
        fprintf(f, "%s%.3g", k ? " + " : "", 100 * share);
    }
    fputs(" %", f);
}

/* Where the runs are known, as many walks as there are runs. */
static void caption_walk_shares(FILE *f, const struct record *r)
{
    const char *walks = record_attr(r, "walks");
    if (walks)
        fprintf(f, " (%s random walks: ", walks);
    else
        fputs(" (a random walk: ", f);
    caption_shares(f, r, walks ? "walks-explained" : "walk-explained");
    fputc(')', f);
}

/* ", participation ratio 2.87 (2.5)": that of the walks in brackets. */
static void caption_participation(FILE *f, const struct record *r)
{
    const char *of_walks =
        record_attr(r, "walks") ? "walks-participation-ratio" : "walk-participation-ratio";
    fputs(", participation ratio ", f);
    caption_number(f, r, "participation-ratio", 1);
    if (!record_attr(r, of_walks))
        return;
    fputs(" (", f);
    caption_number(f, r, of_walks, 1);
    fputc(')', f);
}

/* What pca has found, and what it finds in random walks. */
static void caption_explained(FILE *f, const struct record *r)
{
    if (!record_attr(r, "explained"))
        return;
    fputs(", ", f);
    caption_shares(f, r, "explained");
    fputs(" of the variance", f);
    if (record_attr(r, "walk-explained"))
        caption_walk_shares(f, r);
    if (record_attr(r, "participation-ratio"))
        caption_participation(f, r);
}

/* ", explained stress 91.6 %, axis 2 imaginary, negative eigenvalues 12 %": of InPCA, what the axes
 * that can be drawn hold together, and which of them are imaginary. */
static void caption_spectrum(FILE *f, const struct record *r)
{
    const char *signature = record_attr(r, "signature"), *list = record_attr(r, "explained-stress");
    char *end;
    double share = NAN;
    for (size_t k = 0; list && k < DRAWN; k++, list = end) {
        double next = strtod(list, &end);
        if (end == list)
            break;
        share = next;
    }
    if (isfinite(share))
        fprintf(f, ", explained stress %.3g %%", 100 * share);
    for (size_t k = 0; signature && k < DRAWN && signature[k]; k++)
        if (signature_is_imaginary(signature, k))
            fprintf(f, ", axis %zu imaginary", k + 1);
    if (!record_attr(r, "negative-share"))
        return;
    fputs(", negative eigenvalues ", f);
    caption_number(f, r, "negative-share", 100);
    fputs(" %", f);
}

static void caption_metric(FILE *f, const struct record *r)
{
    const char *metric = record_attr(r, "metric");
    if (metric)
        fprintf(f, ", %s", metric);
}

/* ", ground 0,0.5, each of 9 runs left out": what not every sweep has. */
static void caption_sweep_more(FILE *f, const struct record *r)
{
    const char *ground = record_attr(r, "sweep-ground"), *runs = record_attr(r, "sweep-left-out");
    if (ground && strcmp(ground, "0") != 0)
        fprintf(f, ", ground %s", ground);
    if (runs && strcmp(runs, "0") != 0)
        fprintf(f, ", each of %s runs left out", runs);
}

/* ", mean of 9 pictures (k 5,4,7, t auto, euclidean) that agree to 99.8 %": what embsweep notes. */
static void caption_sweep(FILE *f, const struct record *r)
{
    const char *count = record_attr(r, "sweep"), *k = record_attr(r, "sweep-k");
    const char *t = record_attr(r, "sweep-t"), *metric = record_attr(r, "sweep-metric");
    if (!count || !k || !t || !metric)
        return;
    fprintf(f, ", mean of %s pictures (k %s, t %s, %s", count, k, t, metric);
    caption_sweep_more(f, r);
    fputc(')', f);
    if (!record_attr(r, "sweep-agreement"))
        return;
    fputs(" that agree to ", f);
    caption_number(f, r, "sweep-agreement", 100);
    fputs(" %", f);
}

/* ", sketches of 4096 numbers: squared distances ± 2.2 %": of what the distances were found from;
 * or, of pictures of several sizes, ", sketches of 64 or more numbers: ... ± 18 % or less". The
 * error is that of phm(5), Sketches: sqrt(2/K). */
static void caption_sketch(FILE *f, const struct record *r)
{
    const char *numbers = record_attr(r, SKETCH_ATTR_NUMBERS);
    char *end;
    if (!numbers)
        return;
    double k = strtod(numbers, &end);
    fprintf(f, ", sketches of %s numbers", numbers);
    if (k >= 1)
        fprintf(f, ": squared distances \xc2\xb1 %.2g %%%s", 100 * sqrt(2 / k),
                *end ? " or less" : "");
}

static void write_making(FILE *f, const struct record *r, struct plot_count rows)
{
    fprintf(f, rows.least < rows.most ? "n = %zu to %zu" : "n = %zu", rows.least, rows.most);
    caption_sweep(f, r);
    caption_attr(f, r, "k");
    caption_attr(f, r, "t");
    caption_rounded(f, r, "ground");
    caption_metric(f, r);
    caption_sketch(f, r);
    caption_rounded(f, r, "stress");
    caption_explained(f, r);
    caption_spectrum(f, r);
    if (plot_caption_disconnected(r))
        fprintf(f, ", %s components", record_attr(r, "components"));
}

/* The attributes that embscore has set. */
static const struct {
    const char *attr, *shuffled, *name;
} scores[] = {
    {"score-trustworthiness", "score-trustworthiness-shuffled-most", "trustworthiness"},
    {"score-continuity", "score-continuity-shuffled-most", "continuity"},
    {"score-rank-correlation", "score-rank-correlation-shuffled-most", "rank correlation"},
    {"score-demap", "score-demap-shuffled-most", "DEMaP"}};
enum { SCORES = sizeof scores / sizeof *scores };

static void write_scores(FILE *f, const struct record *r)
{
    const char *before = "";
    for (size_t i = 0; i < SCORES; i++) {
        if (!record_attr(r, scores[i].attr))
            continue;
        fprintf(f, "%s%s ", before, scores[i].name);
        caption_number(f, r, scores[i].attr, 1);
        before = ", ";
    }
    before = "; of shuffled rows at most ";
    for (size_t i = 0; i < SCORES; i++) {
        if (!record_attr(r, scores[i].shuffled))
            continue;
        fputs(before, f);
        caption_number(f, r, scores[i].shuffled, 1);
        before = ", ";
    }
}

/* Where the distances between components come from (phate/grounding.h); where nothing is said of
 * it, from the floor of the potential (Moon et al. 2019). */
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

struct error *plot_caption_make(struct strlist *paragraphs, const struct record *r,
                                struct plot_count rows, bool numbered)
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

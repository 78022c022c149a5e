/* Pictures of what the stages make besides coordinates: grids, diagrams, matrices, spectra. A
 * reader of a stream offers each record; the last kind that came decides what is drawn. */
#ifndef PHATE_PLOT_CHART_CHART_H
#define PHATE_PLOT_CHART_CHART_H

#include "base/report.h"
#include "base/text/strlist.h"
#include "matrix/matrix.h"
#include "plot/chart/mosaic.h"
#include "plot/chart/order.h"
#include "plot/layout/options.h"
#include "stream/reader/reader.h"
#include "stream/record/record.h"
#include "stream/table/table.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* A record and its numbers. A matrix of snapshots is kept as a mosaic whose rows and columns are in
 * the order `order`. */
struct plot_item {
    struct record record;
    struct matrix numbers;
    struct mosaic mosaic;
    struct plot_order order;
};

struct plot_stage {
    size_t wanted; /* which of the records of the kind; 0: the only one, or as the kind has it */
    const struct plot_stage_kind *kind; /* of the last record; NULL: none */
    size_t seen;                        /* records of that kind */
    struct strlist names;               /* of these, for messages */
    struct plot_item *items;            /* those that are kept */
    size_t count;
};

/* What a picture is made of: the record that is drawn, or all grids, of which number `wanted`,
 * counted from 1, was asked for (0: none). coords and rows came before them in the stream; NULL:
 * none did. */
struct plot_material {
    const struct plot_item *items;
    size_t count, wanted;
    const struct matrix *coords;
    const struct table *rows;
};

/* Writes a script after its heading. */
typedef struct error *plot_stage_writer(FILE *f, const struct plot_material *material,
                                        const struct plot_options *options, struct report *report);

struct error *plot_grid_write(FILE *f, const struct plot_material *material,
                              const struct plot_options *options, struct report *report) MUST_CHECK;
struct error *plot_diagram_write(FILE *f, const struct plot_material *material,
                                 const struct plot_options *options,
                                 struct report *report) MUST_CHECK;
struct error *plot_matrix_write(FILE *f, const struct plot_material *material,
                                const struct plot_options *options,
                                struct report *report) MUST_CHECK;
struct error *plot_entropy_write(FILE *f, const struct plot_material *material,
                                 const struct plot_options *options,
                                 struct report *report) MUST_CHECK;

bool plot_stage_takes(const struct record *r);

/* Reads the record's numbers where they may be drawn, and takes over `r`. Matrices are reduced
 * while they are read. rows is the table before it, or NULL. */
struct error *plot_stage_read(struct plot_stage *stage, struct reader *reader, struct record *r,
                              const struct table *rows,
                              const struct plot_options *options) MUST_CHECK;

/* Fails, with a list of the records, where one has to be chosen or the chosen one is missing.
 * `name` is the stream's. */
struct error *plot_stage_check(const struct plot_stage *stage, const char *name) MUST_CHECK;

/* The script; arguments as those of plot_script. */
struct error *plot_stage_script(const struct plot_stage *stage, const struct matrix *coords,
                                const struct table *rows, const struct plot_options *options,
                                struct report *report, char **script, size_t *length) MUST_CHECK;
void plot_stage_free(struct plot_stage *stage);

#endif

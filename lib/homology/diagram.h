/* Persistence diagrams, and what is said of one in numbers. */
#ifndef PHATE_HOMOLOGY_DIAGRAM_H
#define PHATE_HOMOLOGY_DIAGRAM_H

#include "matrix/matrix.h"

#include <stdbool.h>
#include <stddef.h>

/* A diagram is a matrix of one row a point, and these columns. Rows of the snapshots are counted
 * from 0, and are -1 where there is none. */
enum diagram_column {
    DIAGRAM_DIMENSION, /* 0: a component, 1: a cycle */
    DIAGRAM_BIRTH,
    DIAGRAM_DEATH,
    DIAGRAM_BIRTH_ROW,   /* the lowest of the component; the end at which the cycle's edge enters */
    DIAGRAM_DEATH_ROW_A, /* the edge that joins the component to an older one: the end at which it
                            enters, and the other */
    DIAGRAM_DEATH_ROW_B,
    DIAGRAM_ESSENTIAL, /* 1: it never dies; its death is where the last edge enters. Else 0 */
    DIAGRAM_COLUMNS
};
enum { DIAGRAM_DIMENSIONS = 2 };

static inline double diagram_at(const struct matrix *diagram, size_t point,
                                enum diagram_column column)
{
    return diagram->a[point * DIAGRAM_COLUMNS + (size_t)column];
}

/* Fails, naming the point, where a matrix is not a diagram: not seven columns, a dimension other
 * than 0 and 1, a birth or a death that is not finite, a mark that is not 0 or 1, or a death on the
 * wrong side of its birth: `superlevel` says which that is. */
struct error *diagram_check(const struct matrix *diagram, bool superlevel) MUST_CHECK;

/* The points of one dimension, with the persistences l_i = |death_i - birth_i|, where essential
 * ones count with the death that is written. */
struct diagram_summary {
    size_t points, essential;
    double total;    /* sum l_i, their 1-norm */
    double norm_2;   /* sqrt(sum l_i^2) */
    double norm_inf; /* max l_i */
    /* -sum p_i ln p_i, p_i = l_i / total, where 0 ln 0 = 0 (Atienza, Gonzalez-Diaz and
     * Soriano-Trigueros 2020); 0 where total is 0. */
    double entropy;
};

struct diagram_summary diagram_summarise(const struct matrix *diagram, size_t dimension);

#endif

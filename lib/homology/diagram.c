#include "homology/diagram.h"

#include <math.h>

/* Why a point will not do; NULL where it will. */
static const char *point_fault(const struct matrix *m, size_t point, bool superlevel)
{
    double dimension = diagram_at(m, point, DIAGRAM_DIMENSION);
    double birth = diagram_at(m, point, DIAGRAM_BIRTH), death = diagram_at(m, point, DIAGRAM_DEATH);
    double essential = diagram_at(m, point, DIAGRAM_ESSENTIAL);
    if (dimension != 0 && dimension != 1)
        return "its dimension is neither 0 nor 1";
    if (!isfinite(birth) || !isfinite(death))
        return "its birth or death is not a finite number";
    if (superlevel ? death > birth : death < birth)
        return superlevel ? "its death is above its birth" : "its death is below its birth";
    if (essential != 0 && essential != 1)
        return "its last column, whether it is essential, is neither 0 nor 1";
    return NULL;
}

struct error *diagram_check(const struct matrix *diagram, bool superlevel)
{
    if (diagram->cols != DIAGRAM_COLUMNS)
        return error_new("diagram: has %zu columns, expected %d (dimension, birth, death, three "
                         "rows, essential)",
                         diagram->cols, DIAGRAM_COLUMNS);
    for (size_t point = 0; point < diagram->rows; point++) {
        const char *fault = point_fault(diagram, point, superlevel);
        if (fault)
            return error_new("diagram: point %zu (counted from 0): %s", point, fault);
    }
    return NULL;
}

static double persistence_at(const struct matrix *m, size_t point)
{
    return fabs(diagram_at(m, point, DIAGRAM_DEATH) - diagram_at(m, point, DIAGRAM_BIRTH));
}

static bool is_of_dimension(const struct matrix *m, size_t point, size_t dimension)
{
    return diagram_at(m, point, DIAGRAM_DIMENSION) == (double)dimension;
}

static double entropy_of(const struct matrix *m, size_t dimension, double total)
{
    double entropy = 0;
    for (size_t point = 0; point < m->rows; point++) {
        double share = persistence_at(m, point) / total;
        if (is_of_dimension(m, point, dimension) && share > 0)
            entropy -= share * log(share);
    }
    return entropy;
}

struct diagram_summary diagram_summarise(const struct matrix *diagram, size_t dimension)
{
    struct diagram_summary s = {0};
    for (size_t point = 0; point < diagram->rows; point++) {
        if (!is_of_dimension(diagram, point, dimension))
            continue;
        double persistence = persistence_at(diagram, point);
        s.points++;
        s.essential += diagram_at(diagram, point, DIAGRAM_ESSENTIAL) == 1;
        s.total += persistence;
        s.norm_2 = hypot(s.norm_2, persistence);
        s.norm_inf = fmax(s.norm_inf, persistence);
    }
    if (s.total > 0)
        s.entropy = entropy_of(diagram, dimension, s.total);
    return s;
}

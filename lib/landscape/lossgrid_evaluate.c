/* The evaluation of a grid: each point becomes a temporary snapshot, each answer becomes numbers.
 */
#include "base/file/path.h"
#include "evaluation/conversation.h"
#include "landscape/lossgrid_impl.h"

#include <stdio.h>

static void coordinates_of(const struct lossgrid *g, size_t point, double at[PLANE_DIMS_MAX])
{
    size_t nx = g->axis[0].count;
    at[0] = axis_at(&g->axis[0], point % nx);
    at[1] = g->plane.dims > 1 ? axis_at(&g->axis[1], point / nx) : 0;
}

/* "x = 0.5, y = -1". */
static struct error *name_point(void *context, size_t point, char **name)
{
    const struct lossgrid *g = context;
    double at[PLANE_DIMS_MAX];
    coordinates_of(g, point, at);
    int length = g->plane.dims > 1 ? asprintf(name, "x = %.6g, y = %.6g", at[0], at[1])
                                   : asprintf(name, "x = %.6g", at[0]);
    if (length < 0) {
        *name = NULL;
        return error_memory("the name of a point");
    }
    return NULL;
}

/* Its name has the extension of the file's, such as ".pt", by which some programs recognise the
 * format. */
static struct error *write_point(void *context, size_t point, const char *dir, char **path)
{
    const struct lossgrid *g = context;
    const char *extension = path_extension(g->plane.origin.files[0].path);
    double at[PLANE_DIMS_MAX];
    if (asprintf(path, "%s/point-%zu%s", dir, point, extension ? extension : "") < 0) {
        *path = NULL;
        return error_memory("a file name");
    }
    coordinates_of(g, point, at);
    return plane_write(&g->plane, at, *path);
}

struct error *lossgrid_evaluate(struct lossgrid *g, const struct lossgrid_opts *opts,
                                struct report *report)
{
    const struct conversation c = {.answers = &g->answers,
                                   .journal = &g->journal,
                                   .points = "points",
                                   .context = g,
                                   .name = name_point,
                                   .snapshot = write_point,
                                   .temporary = true};
    return conversation_hold(&c, &opts->evaluation.evaluator, report);
}

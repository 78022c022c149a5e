#include "align/unfold_impl.h"

#include "base/size.h"

#include <cblas.h>
#include <stdlib.h>

/* Columns that are multiplied at once. */
enum { PANEL = 512 };

struct unfold unfold_axis(const struct spec_tensor *tensor, size_t axis)
{
    const struct spec_axis *as = &tensor->axes[axis];
    struct unfold view = {as->outer, tensor->shape[axis] / (as->outer * as->inner), as->inner};
    for (size_t d = 0; d < axis; d++)
        view.outer *= tensor->shape[d];
    for (size_t d = axis + 1; d < tensor->dims; d++)
        view.inner *= tensor->shape[d];
    return view;
}

/* Columns that lie side by side in memory: at most `most` from `column` on. *at is where the first
 * of them is in row 0; row u is u x inner elements further on. */
static size_t run_from(const struct unfold *view, size_t column, size_t most, size_t *at)
{
    size_t outer = column / view->inner, inner = column % view->inner;
    *at = outer * view->units * view->inner + inner;
    return size_min(view->inner - inner, most);
}

/* `width` columns from `first` on become panel, units x width. */
static void take_panel(const struct unfold *view, const float *x, size_t first, size_t width,
                       double *panel)
{
    for (size_t done = 0, run, at; done < width; done += run) {
        run = run_from(view, first + done, width - done, &at);
        for (size_t u = 0; u < view->units; u++)
            for (size_t e = 0; e < run; e++)
                panel[u * width + done + e] = (double)x[at + u * view->inner + e];
    }
}

/* The reverse. */
static void put_panel(const struct unfold *view, const double *panel, size_t first, size_t width,
                      float *y)
{
    for (size_t done = 0, run, at; done < width; done += run) {
        run = run_from(view, first + done, width - done, &at);
        for (size_t u = 0; u < view->units; u++)
            for (size_t e = 0; e < run; e++)
                y[at + u * view->inner + e] = (float)panel[u * width + done + e];
    }
}

struct error *unfold_add_products(const struct unfold *view, const float *x, const float *y,
                                  struct matrix *sum)
{
    struct error *err;
    struct matrix left = {0}, right = {0};
    size_t cols = view->outer * view->inner, most = size_min(cols, PANEL);
    blasint n = (blasint)view->units;
    TRY(matrix_new(&left, view->units, most));
    TRY(matrix_new(&right, view->units, most));
    for (size_t first = 0; first < cols; first += most) {
        size_t width = size_min(cols - first, most);
        take_panel(view, x, first, width, left.a);
        take_panel(view, y, first, width, right.a);
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, n, n, (blasint)width, 1, left.a,
                    (blasint)width, right.a, (blasint)width, 1, sum->a, n);
    }
out:
    matrix_free(&left);
    matrix_free(&right);
    return err;
}

struct error *unfold_multiply(const struct unfold *view, const struct matrix *m, const float *x,
                              float *y)
{
    struct error *err;
    struct matrix from = {0}, to = {0};
    size_t cols = view->outer * view->inner, most = size_min(cols, PANEL);
    blasint n = (blasint)view->units;
    TRY(matrix_new(&from, view->units, most));
    TRY(matrix_new(&to, view->units, most));
    for (size_t first = 0; first < cols; first += most) {
        size_t width = size_min(cols - first, most);
        take_panel(view, x, first, width, from.a);
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, (blasint)width, n, 1, m->a, n,
                    from.a, (blasint)width, 0, to.a, (blasint)width);
        put_panel(view, to.a, first, width, y);
    }
out:
    matrix_free(&from);
    matrix_free(&to);
    return err;
}

#include "components.h"

#include "size.h"

#include <stdlib.h>

/* Union-find: the root of i, with path halving. A root is its tree's smallest row. */
static size_t root_of(size_t *parent, size_t i)
{
    while (parent[i] != i)
        i = parent[i] = parent[parent[i]];
    return i;
}

static void join(size_t *parent, size_t i, size_t j)
{
    size_t a = root_of(parent, i), b = root_of(parent, j);
    if (a < b)
        parent[b] = a;
    else
        parent[a] = b;
}

/* Numbers the roots in order and lists each component's rows. `parent` becomes the labels. */
static struct error *list_members(struct components *c)
{
    size_t n = c->rows;
    for (size_t i = 0; i < n; i++)
        c->member[i] = root_of(c->label, i);
    for (size_t i = 0; i < n; i++)
        c->label[i] = c->member[i] == i ? c->count++ : c->label[c->member[i]];
    c->start = calloc(c->count + 2, sizeof *c->start);
    if (!c->start)
        return error_memory("connected components");
    /* Counting sort; start is one place ahead while the members are placed. */
    for (size_t i = 0; i < n; i++)
        c->start[c->label[i] + 2]++;
    for (size_t k = 2; k < c->count + 2; k++)
        c->start[k] += c->start[k - 1];
    for (size_t i = 0; i < n; i++)
        c->member[c->start[c->label[i] + 1]++] = i;
    return NULL;
}

struct error *components_find(struct components *c, const struct matrix *m)
{
    struct error *err;
    size_t n = m->rows;
    *c = (struct components){.rows = n};
    c->label = calloc(size_max(n, 1), sizeof *c->label);
    c->member = calloc(size_max(n, 1), sizeof *c->member);
    if (!c->label || !c->member) {
        err = error_memory("connected components");
        goto out;
    }
    for (size_t i = 0; i < n; i++)
        c->label[i] = i;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            if (m->a[i * n + j] != 0)
                join(c->label, i, j);
    TRY(list_members(c));
out:
    if (err)
        components_free(c);
    return err;
}

void components_free(struct components *c)
{
    free(c->label);
    free(c->start);
    free(c->member);
    *c = (struct components){0};
}

size_t components_size(const struct components *c, size_t index)
{
    return c->start[index + 1] - c->start[index];
}

struct error *components_gather(const struct components *c, size_t index, const struct matrix *m,
                                struct matrix *block)
{
    size_t size = components_size(c, index);
    const size_t *row = c->member + c->start[index];
    struct error *err = matrix_new(block, size, size);
    if (err)
        return err;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < size; i++)
        for (size_t j = 0; j < size; j++)
            block->a[i * size + j] = m->a[row[i] * m->cols + row[j]];
    return NULL;
}

void components_scatter(const struct components *c, size_t index, const struct matrix *block,
                        struct matrix *m)
{
    size_t size = block->rows;
    const size_t *row = c->member + c->start[index];
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < size; i++)
        for (size_t j = 0; j < size; j++)
            m->a[row[i] * m->cols + row[j]] = block->a[i * size + j];
}

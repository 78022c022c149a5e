#include "matrix/components.h"

#include "base/size.h"

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

/* Makes each row a component of its own; rows are joined later. */
static struct error *separate_rows(struct components *c, size_t n)
{
    *c = (struct components){.rows = n};
    c->label = calloc(size_max(n, 1), sizeof *c->label);
    c->member = calloc(size_max(n, 1), sizeof *c->member);
    if (!c->label || !c->member)
        return error_memory("connected components");
    for (size_t i = 0; i < n; i++)
        c->label[i] = i;
    return NULL;
}

struct error *components_find(struct components *c, const struct matrix *m)
{
    struct error *err;
    size_t n = m->rows;
    TRY(separate_rows(c, n));
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

struct error *components_find_sparse(struct components *c, const struct csr *m)
{
    struct error *err;
    TRY(separate_rows(c, m->rows));
    for (size_t i = 0; i < m->rows; i++)
        for (size_t e = m->start[i]; e < m->start[i + 1]; e++)
            if (m->value[e] != 0)
                join(c->label, i, m->col[e]);
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

/* The place of `row` among a component's rows. */
static size_t place_of(const size_t *member, size_t size, size_t row)
{
    size_t low = 0, high = size;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (member[middle] <= row)
            low = middle;
        else
            high = middle;
    }
    return low;
}

struct error *components_gather_sparse(const struct components *c, size_t index,
                                       const struct csr *m, struct csr *block)
{
    size_t size = components_size(c, index), nonzeros = 0;
    const size_t *row = c->member + c->start[index];
    for (size_t i = 0; i < size; i++)
        nonzeros += m->start[row[i] + 1] - m->start[row[i]];
    struct error *err = csr_new(block, size, size, nonzeros);
    if (err)
        return err;
    size_t entry = 0;
    for (size_t i = 0; i < size; i++) {
        for (size_t e = m->start[row[i]]; e < m->start[row[i] + 1]; e++)
            if (m->value[e] != 0) { /* a stored 0 may lead to another component */
                block->col[entry] = place_of(row, size, m->col[e]);
                block->value[entry++] = m->value[e];
            }
        block->start[i + 1] = entry;
    }
    block->nonzeros = entry;
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
